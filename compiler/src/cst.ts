/**
 * Reading the concrete tree of a line. The grammar gives one only for a line that it takes as a whole, so what a rule demands
 * is there: where it is not, the grammar and the builders differ, and that is our own bug.
 */
import type { CstElement, CstNode, IToken } from "chevrotain";
import type { Name, Span } from "./ast.ts";

export function findNode(parent: CstNode, name: string): CstNode | undefined {
  const element = parent.children[name]?.[0];
  return element !== undefined && isNode(element) ? element : undefined;
}

export function nodeOf(parent: CstNode, name: string): CstNode {
  return findNode(parent, name) ?? missing(parent, name);
}

export function nodesOf(parent: CstNode, name: string): readonly CstNode[] {
  const elements = parent.children[name] ?? [];
  return elements.every(isNode) ? elements : elements.filter(isNode);
}

export function findToken(parent: CstNode, name: string): IToken | undefined {
  const element = parent.children[name]?.[0];
  return element !== undefined && !isNode(element) ? element : undefined;
}

export function tokenOf(parent: CstNode, name: string): IToken {
  return findToken(parent, name) ?? missing(parent, name);
}

export function tokensOf(parent: CstNode, name: string): readonly IToken[] {
  const elements = parent.children[name] ?? [];
  return elements.every(isLeaf) ? elements : elements.filter(isLeaf);
}

/** The only child of a node that is a choice. */
export function choiceOf(parent: CstNode): CstElement {
  for (const name in parent.children) {
    const element = parent.children[name]?.[0];
    if (element !== undefined) return element;
  }
  return missing(parent, "anything");
}

export function isNode(element: CstElement): element is CstNode {
  return "children" in element;
}

function isLeaf(element: CstElement): element is IToken {
  return !isNode(element);
}

export function spanOf(element: CstElement): Span {
  if (!isNode(element)) return { start: element.startOffset, end: (element.endOffset ?? element.startOffset) + 1 };
  const { startOffset = 0, endOffset = startOffset - 1 } = element.location ?? {};
  return { start: startOffset, end: endOffset + 1 };
}

/** From the start of the one to the end of the other. */
export function spanTo(from: Span, to: Span): Span {
  return { start: from.start, end: to.end };
}

export function nameOf(token: IToken): Name {
  return { text: token.image, span: spanOf(token) };
}

export function findName(parent: CstNode, name: string): Name | undefined {
  const token = findToken(parent, name);
  return token && nameOf(token);
}

function missing(parent: CstNode, name: string): never {
  throw new Error(`the syntax tree of a ${parent.name} lacks ${name}`);
}
