/**
 * Where the text block ends whose content begins at `from`. With `indent` 0 or more, the block also ends before the first line
 * that is not deeper than `indent`, unless that starts with its closing quotes: so a block without an end takes nothing below it.
 */
export function textBlockEnd(
  text: string,
  from: number,
  indent: number,
): { readonly end: number; readonly closed: boolean } {
  const quotes = text.indexOf('"""', from);
  const end = quotes < 0 ? text.length : quotes;
  if (indent >= 0) {
    for (const line of text.slice(from, end).matchAll(/(?:\r\n?|\n)([ \t]*)(?=\S)/g)) {
      if ((line[1]?.length ?? 0) <= indent) return { end: from + line.index, closed: false };
    }
  }
  return { end, closed: quotes >= 0 };
}
