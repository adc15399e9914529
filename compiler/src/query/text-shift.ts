import type { Edit } from "../diagnostic.ts";

/** Where a place of a text is in a later one that differs from it in one stretch; `undefined` for a place within that. */
export type Shift = (offset: number) => number | undefined;

export function shiftBetween(before: string, after: string): Shift {
  const least = Math.min(before.length, after.length);
  let same = 0;
  while (same < least && before.charCodeAt(same) === after.charCodeAt(same)) same++;
  let end = 0;
  while (end < least - same && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end++;
  return (offset) => {
    if (offset <= same) return offset;
    return offset >= before.length - end ? offset + after.length - before.length : undefined;
  };
}

/** The edits of a text as edits of the later one; `undefined` where one of them stood where it has changed. */
export function shiftEdits(edits: readonly Edit[], shift: Shift): readonly Edit[] | undefined {
  const moved = edits.flatMap(({ file, span, text }) => {
    const [start, end] = [shift(span.start), shift(span.end)];
    return start === undefined || end === undefined ? [] : [{ file, text, span: { start, end } }];
  });
  return moved.length < edits.length ? undefined : moved;
}
