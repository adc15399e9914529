import { type IToken, tokenMatcher } from "chevrotain";
import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import { spanOf } from "../cst.ts";
import * as t from "../tokens.ts";
import { lexedModule } from "./lexed-module.ts";
import type { NameUse } from "./name-use.ts";
import { namesIn } from "./occurrences.ts";
import { findModule } from "./place.ts";
import type { Referent } from "./referent.ts";

/** As the protocol calls them, where it does. */
export const semanticTokenTypes: readonly SemanticTokenType[] = [
  "comment",
  "keyword",
  "string",
  "number",
  "operator",
  "type",
  "class",
  "function",
  "method",
  "parameter",
  "property",
  "variable",
  "event",
  "enumMember",
];
export const semanticTokenModifiers = ["declaration", "readonly", "defaultLibrary", "documentation", "unused"] as const;

export type SemanticTokenType =
  | "comment"
  | "keyword"
  | "string"
  | "number"
  | "operator"
  | "type"
  /** A workflow. */
  | "class"
  /** A task, or a function. */
  | "function"
  | "method"
  | "parameter"
  /** A field or member. */
  | "property"
  | "variable"
  /** A rule. */
  | "event"
  /** An executor. */
  | "enumMember";
export type SemanticTokenModifier = (typeof semanticTokenModifiers)[number];

/** A piece of one line. */
export interface SemanticToken {
  readonly span: ast.Span;
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
}

/** What the pieces of a file are, in the order of the text; with a range, those that it touches. */
export function semanticTokens(analysis: Analysis, file: string, range?: ast.Span): readonly SemanticToken[] {
  const module = findModule(analysis, file);
  if (module === undefined) return [];
  const { text } = module.file;
  const uses = new Map<number, NameUse>();
  for (const use of namesIn(analysis, file)) if (use.shorthand !== "field") uses.set(use.span.start, use);
  const others = namesOfAttributes(module.file.module);
  const unused = new Set(
    analysis.diagnostics.filter((each) => each.file === file && each.code === "ADG2004").map(({ span }) => span.start),
  );
  const found: SemanticToken[] = [];
  let end = 0;
  for (const token of lexedModule(module.file.module, text).tokens) {
    found.push(...commentsBetween(text, end, token.startOffset));
    const span = spanOf(token);
    end = Math.max(end, span.end);
    const use = uses.get(span.start);
    const other = others.get(span.start);
    const own = use !== undefined && use.span.end === span.end ? ofUse(use, unused) : undefined;
    const kind = own ?? (other === undefined ? ofToken(token) : { type: other, modifiers: [] });
    if (kind !== undefined) found.push(...linesOf(text, span).map((line) => ({ span: line, ...kind })));
  }
  found.push(...commentsBetween(text, end, text.length));
  if (range === undefined) return found;
  return found.filter(({ span }) => span.start < range.end && span.end > range.start);
}

type Kind = Pick<SemanticToken, "type" | "modifiers">;

function ofUse({ referents, role, span }: NameUse, unused: ReadonlySet<number>): Kind {
  const { type, modifiers } = ofReferent(referents[0]);
  return {
    type,
    modifiers: [
      ...(role === "declaration" ? (["declaration"] as const) : []),
      ...modifiers,
      ...(unused.has(span.start) ? (["unused"] as const) : []),
    ],
  };
}

function ofReferent(referent: Referent | undefined): Kind {
  switch (referent?.kind) {
    case "task":
      return { type: "function", modifiers: [] };
    case "workflow":
      return { type: "class", modifiers: [] };
    case "type":
      return { type: "type", modifiers: [] };
    case "rule":
      return { type: "event", modifiers: [] };
    case "parameter":
      return { type: "parameter", modifiers: ["readonly"] };
    case "field":
      return { type: "property", modifiers: ["readonly"] };
    case "foreign":
      return { type: referent.what, modifiers: [] };
    case "built-in":
      return ofBuiltIn(referent);
    case "input":
    case "output":
    case "local":
    case "bound":
      return { type: "variable", modifiers: ["readonly"] };
    default:
      return { type: "variable", modifiers: [] };
  }
}

function ofBuiltIn({ what, of }: Referent & { readonly kind: "built-in" }): Kind {
  const modifiers = ["defaultLibrary"] as const;
  if (what === "function" || what === "type") return { type: what, modifiers };
  if (what === "name") return { type: "variable", modifiers: ["readonly", ...modifiers] };
  const isMethod = of === "string" || of === "list";
  return isMethod ? { type: "method", modifiers } : { type: "property", modifiers: ["readonly", ...modifiers] };
}

function ofToken(token: IToken): Kind | undefined {
  const { tokenType, image } = token;
  const is = (...types: readonly (typeof tokenType)[]): boolean => types.some((type) => tokenMatcher(token, type));
  if (is(t.Text, t.TextOpen, t.TextChunk, t.TextClose)) return { type: "string", modifiers: [] };
  if (is(t.NumberToken, t.Duration, t.Size)) return { type: "number", modifiers: [] };
  if (tokenType === t.Identifier) return { type: "variable", modifiers: [] };
  if (/^\w/.test(image)) return { type: "keyword", modifiers: [] };
  if (is(t.BinaryOperator, t.Arrow, t.Equals, t.Question, t.Bar, t.HoleOpen, t.HoleClose))
    return { type: "operator", modifiers: [] };
  return undefined;
}

/** Names in task blocks that stand for nothing in the program. */
function namesOfAttributes({ declarations }: ast.Module): ReadonlyMap<number, SemanticTokenType> {
  const names = new Map<number, SemanticTokenType>();
  for (const declaration of declarations) {
    if (declaration.kind !== "task") continue;
    for (const attribute of declaration.attributes) {
      if (attribute.kind === "on") names.set(attribute.executor.span.start, "enumMember");
      if (attribute.kind === "env" || attribute.kind === "secret") names.set(attribute.name.span.start, "variable");
    }
  }
  return names;
}

function commentsBetween(text: string, start: number, end: number): readonly SemanticToken[] {
  if (end - start < 2) return [];
  return [...text.slice(start, end).matchAll(/\/\/[^\r\n]*/g)].map(({ index, 0: comment }) => ({
    span: { start: start + index, end: start + index + comment.trimEnd().length },
    type: "comment",
    modifiers: /^\/\/\/(?!\/)/.test(comment) ? ["documentation"] : [],
  }));
}

/** The pieces of a range on its lines, without those that are blank. */
function linesOf(text: string, { start, end }: ast.Span): readonly ast.Span[] {
  const content = text.slice(start, end);
  if (!/[\r\n]/.test(content)) return start === end ? [] : [{ start, end }];
  return [...content.matchAll(/[^\r\n]+/g)].flatMap(({ index, 0: line }) => {
    const indent = line.length - line.trimStart().length;
    const from = index === 0 ? 0 : indent;
    return line.trim() === "" ? [] : [{ start: start + index + from, end: start + index + line.length }];
  });
}
