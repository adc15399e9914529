/** Concrete to abstract trees: rules with their conditions, and the statements of bodies. */
import type { CstNode } from "chevrotain";
import type { Body, Branch, Condition, Name, NodeEvent, Rule, Span, Start, Statement } from "./ast.ts";
import { buildCall, buildExpression, buildLoopNames, buildUnder, findExpression } from "./build-expression.ts";
import { choiceOf, findNode, findToken, isNode, nameOf, nodeOf, nodesOf, spanOf, spanTo, tokenOf } from "./cst.ts";

/** Reads on below the line that is being built. */
export interface Below {
  /** The statements of the indented block that the line's last `:`, which ends at `colon`, opens. */
  readonly statements: (colon: Span) => readonly Statement[];
  /** The next line, if it continues an `if` that began its own line with `else`: an `elseBranches` node. */
  readonly elseLine: () => ElseLine | undefined;
}

/** `branches` is absent where the line is broken. */
export interface ElseLine {
  readonly branches: CstNode | undefined;
}

/** Whether a statement has the line to itself, so that an `else` may begin the next. */
export type Place = "own-line" | "in-line";

export function buildStart(node: CstNode, below: Below): Start {
  const head = spanOf(tokenOf(node, "Start"));
  const body = buildBody(nodeOf(node, "body"), below);
  return { kind: "start", head, body, span: spanTo(head, body.span) };
}

export function buildRule(node: CstNode, below: Below, doc: string | undefined): Rule {
  const conditions = nodesOf(node, "condition").map(buildCondition);
  const where = findExpression(node, "expression");
  const start = spanOf(node);
  const head = spanTo(start, where?.span ?? conditions.at(-1)?.span ?? start);
  const body = buildBody(nodeOf(node, "body"), below);
  const name = findToken(node, "Rule") && nameOf(tokenOf(node, "Name"));
  return { kind: "rule", name, head, conditions, where, body, doc, span: spanTo(start, body.span) };
}

/** `undefined`: a part of it is broken, so that it cannot be known what it does. */
export function buildStatement(
  node: CstNode,
  below: Below,
  place: Place,
  doc: string | undefined,
): Statement | undefined {
  const choice = choiceOf(node);
  if (!isNode(choice)) return undefined;
  switch (choice.name) {
    case "let": {
      const name = nameOf(tokenOf(choice, "Name"));
      return { kind: "let", name, value: buildExpression(nodeOf(choice, "expression")), span: spanOf(choice) };
    }
    case "for": {
      const names = buildLoopNames(nodeOf(choice, "loopNames"));
      const list = buildExpression(nodeOf(choice, "expression"));
      const body = buildBody(nodeOf(choice, "body"), below);
      return { kind: "for", ...names, in: list, body, span: spanTo(spanOf(choice), body.span) };
    }
    case "if": {
      return buildIf(choice, below, place);
    }
    case "rule": {
      return buildRule(choice, below, doc);
    }
    case "fail": {
      return { kind: "fail", message: buildExpression(nodeOf(choice, "expression")), span: spanOf(choice) };
    }
    default: {
      const value = buildCall(choice);
      return { kind: "add", value, span: value.span };
    }
  }
}

export function buildBody(node: CstNode, below: Below): Body {
  const colon = spanOf(tokenOf(node, ":"));
  const inline = findNode(node, "statement");
  const statement = inline && buildStatement(inline, below, "in-line", undefined);
  const statements = inline === undefined ? below.statements(colon) : statement === undefined ? [] : [statement];
  const [first] = statements;
  const last = statements.at(-1);
  const nothing = { start: colon.end, end: colon.end };
  return { statements, span: spanTo(first?.span ?? nothing, last?.span ?? nothing) };
}

/** Reads the lines that begin with `else` below a broken `if`: what is wrong with them is told, what they do is not known. */
export function skipElseLines(below: Below): void {
  for (let line = below.elseLine(); line !== undefined; line = below.elseLine()) {
    if (line.branches !== undefined) buildBranches(line.branches, below);
  }
}

function buildIf(node: CstNode, below: Below, place: Place): Statement | undefined {
  const start = spanOf(tokenOf(node, "If"));
  let { branches, otherwise } = buildBranches(node, below);
  let broken = false;
  while (place === "own-line" && otherwise === undefined) {
    const line = below.elseLine();
    if (line === undefined) break;
    if (line.branches === undefined) broken = true;
    else {
      const more = buildBranches(line.branches, below);
      branches = [...branches, ...more.branches];
      otherwise = more.otherwise;
    }
  }
  if (broken) return undefined;
  const last = otherwise ?? branches.at(-1);
  return { kind: "if", branches, else: otherwise, span: spanTo(start, last?.span ?? start) };
}

/** The branches of an `if` or `elseBranches` node: those that stand on one line. */
function buildBranches(node: CstNode, below: Below): { branches: readonly Branch[]; otherwise: Body | undefined } {
  const condition = findExpression(node, "expression");
  const body = buildBody(nodeOf(node, "body"), below);
  if (condition === undefined) return { branches: [], otherwise: body };
  const branch: Branch = { condition, body, span: spanTo(spanOf(tokenOf(node, "If")), body.span) };
  const rest = findNode(node, "elseBranches");
  if (rest === undefined) return { branches: [branch], otherwise: undefined };
  const { branches, otherwise } = buildBranches(rest, below);
  return { branches: [branch, ...branches], otherwise };
}

function buildCondition(node: CstNode): Condition {
  const choice = choiceOf(node);
  if (!isNode(choice)) throw new Error("a condition is no single token");
  const span = spanOf(choice);
  const subject = nameOf(tokenOf(choice, "Name"));
  switch (choice.name) {
    case "noMore": {
      const despite = findToken(choice, "Despite") !== undefined;
      return { kind: "no-more", task: subject, under: buildUnder(choice), despite, span };
    }
    case "allNodes": {
      const event = eventOf(choice, "event") === "done" ? "done" : "settled";
      return { kind: "all", subject, event, under: buildUnder(choice), as: asOf(choice), span };
    }
    case "atLeast": {
      const event = eventOf(choice, "event") === "done" ? "done" : "added";
      const count = buildExpression(nodeOf(choice, "expression"));
      return { kind: "at-least", count, subject, event, under: buildUnder(choice), as: asOf(choice), span };
    }
    case "every": {
      const count = buildExpression(nodeOf(choice, "expression"));
      return { kind: "every", count, subject, event: "done", under: buildUnder(choice), as: asOf(choice), span };
    }
    default: {
      const key = findExpression(choice, "expression");
      return { kind: "event", subject, key, event: eventOf(choice, "Event"), as: asOf(choice), span };
    }
  }
}

function eventOf(node: CstNode, name: string): NodeEvent {
  const { image } = tokenOf(node, name);
  switch (image) {
    case "added":
    case "done":
    case "failed":
    case "settled": {
      return image;
    }
    default: {
      throw new Error(`${image} is no event`);
    }
  }
}

function asOf(parent: CstNode): Name | undefined {
  const as = findNode(parent, "as");
  return as && nameOf(tokenOf(as, "Name"));
}
