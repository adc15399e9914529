import type { Edit } from "../diagnostic.ts";

/** A text with edits of its file applied. Of several at one place, the first comes first. Lines that come in end as those of the text do. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let result = "";
  let at = 0;
  for (const { span, text: inserted } of sorted) {
    result += text.slice(at, span.start) + inserted.replaceAll("\n", lineEnd);
    at = span.end;
  }
  return result + text.slice(at);
}

/**
 * Whether two edits cannot both be applied: they change or touch the same text. Whole lines that come in at one place do not get in
 * each other's way.
 */
export function meet(a: Edit, b: Edit): boolean {
  if (a.file !== b.file || a.span.start > b.span.end || b.span.start > a.span.end) return false;
  return !(isLines(a) && isLines(b)) || a.text === b.text;
}

function isLines({ span, text }: Edit): boolean {
  return span.start === span.end && text.startsWith("\n");
}
