import type { IToken } from "chevrotain";
import type * as ast from "../ast.ts";
import { spanOf } from "../cst.ts";
import { lexedModule } from "./lexed-module.ts";
import { pathAt } from "./path-at.ts";

/** What can be selected around a place, the smallest first; each lies in the next, the last is the whole text. */
export function selectionRangesAt(module: ast.Module, text: string, offset: number): readonly ast.Span[] {
  const at = Math.max(0, Math.min(offset, text.length));
  const { tokens } = lexedModule(module, text);
  const candidates = [
    ...tokensAt(text, tokens, at),
    ...bracketsAround(text, tokens, at),
    ...pathAt(module, at).map(({ span }) => span),
    ...linesAt(text, at),
    { start: 0, end: text.length },
  ];
  const around = candidates
    .filter(({ start, end }) => start <= at && at <= end && start < end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const ranges: ast.Span[] = [];
  for (const span of around) {
    const last = ranges.at(-1);
    const isWider = last === undefined || (span.start <= last.start && last.end <= span.end);
    if (isWider && (last?.start !== span.start || last.end !== span.end)) ranges.push(span);
  }
  return ranges.length === 0 ? [{ start: 0, end: text.length }] : ranges;
}

/** The word or string at the place, and what the string has in it. */
function tokensAt(text: string, tokens: readonly IToken[], at: number): readonly ast.Span[] {
  return tokens
    .map(spanOf)
    .filter(({ start, end }) => start <= at && at <= end)
    .flatMap((span) => {
      const quotes = /^"""|^"/.exec(text.slice(span.start, span.end))?.[0].length ?? 0;
      return quotes === 0 ? [span] : [{ start: span.start + quotes, end: span.end - quotes }, span];
    });
}

/** Brackets around the place, and what stands in them. */
function bracketsAround(text: string, tokens: readonly IToken[], at: number): readonly ast.Span[] {
  const found: ast.Span[] = [];
  const open: number[] = [];
  for (const { image, startOffset } of tokens) {
    if (["(", "[", "{", "#{"].includes(image)) open.push(startOffset + image.length);
    else if ([")", "]", "}"].includes(image)) {
      const inner = open.pop();
      if (inner === undefined || inner > at || startOffset < at) continue;
      const opener = text.startsWith("#{", inner - 2) ? 2 : 1;
      found.push({ start: inner, end: startOffset }, { start: inner - opener, end: startOffset + 1 });
    }
  }
  return found;
}

/** What stands on the line, and the line. */
function linesAt(text: string, at: number): readonly ast.Span[] {
  const start = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  const rest = /[\r\n]/.exec(text.slice(at));
  const end = rest === null ? text.length : at + rest.index;
  const line = text.slice(start, end);
  const content = { start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length };
  return [content, { start, end }];
}
