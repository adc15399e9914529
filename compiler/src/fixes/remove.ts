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

/** Takes away one of several elements of a list, with the comma beside it; a comment between the elements stays. */
export function removeElement(
  { file, text }: FixedFile,
  elements: readonly { readonly span: Span }[],
  index: number,
): readonly Edit[] {
  const [element, before, after] = [elements[index], elements[index - 1], elements[index + 1]];
  const { start, end } = element?.span ?? { start: 0, end: 0 };
  const gap = { start: before?.span.end ?? end, end: before === undefined ? (after?.span.start ?? end) : start };
  const between = text.slice(gap.start, gap.end);
  // The comma alone, where it stands before the comment.
  const comma = between.includes("//") ? /^\s*,/.exec(between) : null;
  const taken = comma === null ? gap : { ...gap, end: gap.start + comma[0].length };
  const spans = before === undefined ? [{ start, end: taken.end }] : [taken, { start, end }];
  return merged(spans.map((span) => ({ file, span, text: "" })));
}

/** Removals that touch are one. */
export function merged(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const last = result.at(-1);
    if (last !== undefined && last.text === "" && edit.text === "" && last.span.end >= edit.span.start) {
      const span = { start: last.span.start, end: Math.max(last.span.end, edit.span.end) };
      result[result.length - 1] = { ...last, span };
    } else result.push(edit);
  }
  return result;
}
