/** What a fix takes away goes with all that belongs to it: its lines, its doc comment, the comma beside it. */
import type { Span } from "../ast.ts";
import type { Edit } from "../diagnostic.ts";
import { sourceOf } from "../source.ts";

/** A file, as far as a fix needs to see it. */
export interface FixedFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Takes away declarations or statements that stand in lines of their own, each with the doc comment above it; of the blank lines
 * around it those that would stand doubled, or at an end of the text.
 */
export function removeLines({ file, text }: FixedFile, spans: readonly Span[]): readonly Edit[] {
  const merged: Span[] = [];
  for (const span of spans.map((each) => linesOf(text, each)).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || last.end < span.start) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged.map((span) => ({ file, span, text: "" }));
}

function linesOf(text: string, span: Span): Span {
  const lines = linesIn(text);
  let first = lines.findLastIndex(({ start }) => start <= span.start);
  let last = lines.findLastIndex(({ start }) => start <= Math.max(span.start, span.end - 1));
  const textOf = (line: number): string => text.slice(lines[line]?.start, lines[line]?.end).trim();
  const isBlank = (line: number): boolean => textOf(line) === "";
  while (first > 0 && textOf(first - 1).startsWith("///")) first--;
  if (first === 0 || isBlank(first - 1)) while (last + 1 < lines.length && isBlank(last + 1)) last++;
  if (last + 1 >= lines.length) while (first > 0 && isBlank(first - 1)) first--;
  return { start: lines[first]?.start ?? 0, end: lines[last]?.end ?? text.length };
}

/** Each line of a text, with its line end. */
function linesIn(text: string): readonly Span[] {
  const { lineStarts } = sourceOf("", text);
  const starts = lineStarts.filter((start, line) => start < text.length || line === 0);
  return starts.map((start, line) => ({ start, end: starts[line + 1] ?? text.length }));
}

/** Takes away one of several elements of a list, with the comma beside it. */
export function removeElement(file: string, elements: readonly { readonly span: Span }[], index: number): Edit {
  const [element, before, after] = [elements[index], elements[index - 1], elements[index + 1]];
  const span = element?.span ?? { start: 0, end: 0 };
  if (before !== undefined) return { file, span: { start: before.span.end, end: span.end }, text: "" };
  return { file, span: { start: span.start, end: after?.span.start ?? span.end }, text: "" };
}
