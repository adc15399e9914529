/**
 * Places in a text. Offsets count UTF-16 code units, as everything in the compiler does; lines and columns are what people and
 * editors see, from 1. A line ends with LF, CR LF or CR. A byte order mark at the start is no column.
 */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The offsets at which the lines begin; the first is after a byte order mark. */
  readonly lineStarts: readonly number[];
}

/** From 1. Columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Indexes the lines of `text`. */
export function sourceOf(file: string, text: string): Source {
  const lineStarts = [text.startsWith(BYTE_ORDER_MARK) ? 1 : 0];
  // To look for one character is far faster than to look for a pattern.
  let feed = findFrom(text, "\n", 0);
  let carriage = findFrom(text, "\r", 0);
  for (let end = Math.min(feed, carriage); end < text.length; end = Math.min(feed, carriage)) {
    const next = end + (feed === carriage + 1 ? 2 : 1);
    lineStarts.push(next);
    if (feed < next) feed = findFrom(text, "\n", next);
    if (carriage < next) carriage = findFrom(text, "\r", next);
  }
  return { file, text, lineStarts };
}

/** The end of the text where there is none. */
function findFrom(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found < 0 ? text.length : found;
}

/** The place of an offset; one outside the text is taken to be at its nearer end. */
export function positionAt(source: Source, offset: number): Position {
  const within = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((source.lineStarts[middle] ?? 0) <= within) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(0, within - (source.lineStarts[low] ?? 0)) + 1 };
}

/** The offset of a place; a column past the end of its line, and a line past the last, is taken to be at the end. */
export function offsetAt(source: Source, { line, column }: Position): number {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return line < 1 ? (source.lineStarts[0] ?? 0) : source.text.length;
  return Math.min(start + Math.max(column, 1) - 1, start + lineText(source, line).length);
}

/** The text of a line, without its line end. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, source.lineStarts[line] ?? source.text.length).replace(/(?:\r\n|\n|\r)$/, "");
}

const BYTE_ORDER_MARK = "\uFEFF";
