import type * as ast from "../ast.ts";
import type { Lexed } from "../lexer.ts";
import { spanOf } from "../cst.ts";
import * as t from "../tokens.ts";
import { lexedModule } from "./lexed-module.ts";

/** Lines that can be folded away below their first: those from that of `start` to that of `end`. */
export interface FoldingRange {
  readonly kind: "block" | "comment" | "imports" | "text";
  readonly span: ast.Span;
}

/** What can be folded, in the order of the text; none lies on one line. */
export function foldingRangesOf(module: ast.Module, text: string): readonly FoldingRange[] {
  const lexed = lexedModule(module, text);
  const long = texts(lexed);
  const ranges = [...blocks(lexed), ...long, ...imports(module.declarations), ...comments(text, long)];
  return ranges
    .filter(({ span }) => /[\r\n]/.test(text.slice(span.start, span.end)))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** A line with the deeper lines below it. */
function blocks({ lines, tokens }: Lexed): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  const open: { readonly indent: number; readonly start: number; below: boolean }[] = [];
  /** Ends the lines that a line with this indentation, whose first token this is, does not stand below. */
  const close = (indent: number, token: number): void => {
    const last = tokens[token - 1];
    for (let top = open.at(-1); top !== undefined && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      if (top.below && last !== undefined)
        found.push({ kind: "block", span: { start: top.start, end: spanOf(last).end } });
    }
  };
  for (const { indent, token } of lines) {
    close(indent, token);
    const above = open.at(-1);
    if (above !== undefined) above.below = true;
    open.push({ indent, start: tokens[token]?.startOffset ?? 0, below: false });
  }
  close(0, tokens.length);
  return found;
}

/** Strings over several lines. */
function texts({ tokens }: Lexed): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  const starts: number[] = [];
  for (const token of tokens) {
    const { start, end } = spanOf(token);
    if (token.tokenType === t.TextOpen) starts.push(start);
    else if (token.tokenType === t.TextClose) found.push({ kind: "text", span: { start: starts.pop() ?? start, end } });
    else if (token.tokenType === t.Text) found.push({ kind: "text", span: { start, end } });
  }
  return found;
}

/** Imports that follow each other. */
function imports(declarations: readonly ast.Declaration[]): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  let first: ast.Declaration | undefined;
  for (const [index, declaration] of declarations.entries()) {
    if (declaration.kind !== "import") continue;
    first ??= declaration;
    if (declarations[index + 1]?.kind === "import") continue;
    found.push({ kind: "imports", span: { start: first.span.start, end: declaration.span.end } });
    first = undefined;
  }
  return found;
}

/** Lines of nothing but comments that follow each other. */
function comments(text: string, inside: readonly FoldingRange[]): readonly FoldingRange[] {
  return [...text.matchAll(/^[ \t]*\/\/[^\r\n]*(?:(?:\r\n|\n|\r)[ \t]*\/\/[^\r\n]*)+/gm)].flatMap(
    ({ index, 0: lines }) => {
      const span = { start: index, end: index + lines.length };
      return inside.some((each) => each.span.start < span.start && each.span.end > span.start)
        ? []
        : [{ kind: "comment", span }];
    },
  );
}
