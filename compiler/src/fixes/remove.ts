/** What a fix takes away goes with all that belongs to it: its lines, its doc comment, the comma beside it. */
import type { Span } from "../ast.ts";
import type { Edit } from "../diagnostic.ts";
import { lineText, positionAt, type Source, sourceOf } from "../source.ts";

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
  const source = sourceFor(file, text);
  for (const span of spans.map((each) => linesOf(source, each)).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || last.end < span.start) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged.map((span) => ({ file, span, text: "" }));
}

function linesOf(source: Source, span: Span): Span {
  const { text, lineStarts } = source;
  // The empty line behind the last line end is none.
  const lines = lineStarts.length > 1 && lineStarts.at(-1) === text.length ? lineStarts.length - 1 : lineStarts.length;
  let first = positionAt(source, span.start).line;
  let last = positionAt(source, Math.max(span.start, span.end - 1)).line;
  const isBlank = (line: number): boolean => lineText(source, line).trim() === "";
  while (
    first > 1 &&
    lineText(source, first - 1)
      .trimStart()
      .startsWith("///")
  )
    first--;
  if (first === 1 || isBlank(first - 1)) while (last < lines && isBlank(last + 1)) last++;
  if (last >= lines) while (first > 1 && isBlank(first - 1)) first--;
  return { start: lineStarts[first - 1] ?? 0, end: lineStarts[last] ?? text.length };
}

let indexed: Source | undefined;

/** A text with its lines, which are found once for as many fixes of one text as are made in a row. */
function sourceFor(file: string, text: string): Source {
  if (indexed?.file !== file || indexed.text !== text) indexed = sourceOf(file, text);
  return indexed;
}

/** Takes away one of several elements of a list, with the comma beside it. */
export function removeElement(file: string, elements: readonly { readonly span: Span }[], index: number): Edit {
  const [element, before, after] = [elements[index], elements[index - 1], elements[index + 1]];
  const span = element?.span ?? { start: 0, end: 0 };
  if (before !== undefined) return { file, span: { start: before.span.end, end: span.end }, text: "" };
  return { file, span: { start: span.start, end: after?.span.start ?? span.end }, text: "" };
}
