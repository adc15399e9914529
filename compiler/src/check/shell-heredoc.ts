import type { HereDocument } from "../program.ts";
import { isHole, matchAt, type PendingDocument, place, type Reader, refuse, syntaxError } from "./shell-reader.ts";
import { afterName, readExpanding, readWord } from "./shell-words.ts";

/** Reads the word after `<<` that will end the text, and keeps it until the line ends. */
export function readDelimiter(reader: Reader, start: number, tabs: boolean): void {
  const word = readWord(reader);
  if (word.end === word.start) syntaxError(reader, start, word.start, `This "<<" has no word that ends its text`);
  for (let offset = word.start; offset < word.end; offset++)
    if (isHole(reader, offset))
      syntaxError(reader, offset, offset + 1, "The word that ends a here-document cannot be interpolated");
  const text = reader.text.slice(word.start, word.end);
  const raw = /['"\\]/.test(text);
  // Quotes inside the delimiter say how the text is read and are no part of it.
  const delimiter = raw ? text.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/g, "$1$2$3") : text;
  reader.pending.push({ delimiter, tabs, raw, start });
}

/** Passes the end of a line, and reads the texts of the here-documents that the line began. */
export function readLineEnd(reader: Reader): void {
  reader.position++;
  const documents = reader.pending;
  reader.pending = [];
  for (const document of documents) readDocument(reader, document);
}

/** Says that here-documents whose text never came have none. */
export function endPending(reader: Reader): void {
  const document = reader.pending[0];
  if (document !== undefined) unended(reader, document);
}

function unended(reader: Reader, { start, delimiter, tabs }: PendingDocument): never {
  return syntaxError(
    reader,
    start,
    start + (tabs ? 3 : 2),
    `This here-document has no end: a line with nothing but "${delimiter}" is missing`,
  );
}

function readDocument(reader: Reader, document: PendingDocument): void {
  const start = reader.position;
  let at = start;
  for (;;) {
    if (at >= reader.end) unended(reader, document);
    const { line, next } = lineAt(reader, at, document.raw);
    if ((document.tabs ? line.replace(/^\t+/, "") : line) === document.delimiter) {
      readText(reader, document, at);
      reader.position = Math.min(next, reader.end);
      return;
    }
    at = next;
  }
}

/** A line as the shell compares it; where it expands, a backslash at the end joins the next one. */
function lineAt(reader: Reader, start: number, raw: boolean): { readonly line: string; readonly next: number } {
  let line = "";
  let at = start;
  for (;;) {
    const found = reader.text.indexOf("\n", at);
    const end = found < 0 || found > reader.end ? reader.end : found;
    line += reader.text.slice(at, end);
    if (raw || end >= reader.end || !/(^|[^\\])(\\\\)*\\$/.test(line)) return { line, next: end + 1 };
    line = line.slice(0, -1);
    at = end + 1;
  }
}

/** Reads the text up to `end` for the holes in it. */
function readText(reader: Reader, document: PendingDocument, end: number): void {
  const start = reader.position;
  const around = { end: reader.end, document: reader.document };
  if (around.document !== undefined)
    for (let offset = start; offset < end; offset++)
      refuse(
        reader,
        offset,
        "The interpolation stands in a here-document inside another one, where it cannot be kept from ending it",
      );
  reader.end = end;
  reader.document = (offset) => linesAround(reader, document, start, offset);
  const placeIn = (offset: number): void => {
    place(reader, offset, { context: document.raw ? "heredoc-raw" : "heredoc", ...afterName(reader, offset) });
    const { before, after } = linesAround(reader, document, start, offset);
    // Nothing can be escaped in a raw text, so two values with nothing telling between them could make its last line.
    if (document.raw && (before === undefined || after === undefined)) refuse(reader, offset, sideBySide);
  };
  while (reader.position < end) {
    if (!document.raw) readExpanding(reader, "heredoc", placeIn);
    else {
      if (isHole(reader, reader.position)) placeIn(reader.position);
      reader.position++;
    }
  }
  Object.assign(reader, around);
}

const sideBySide =
  "Two interpolations side by side could make the line that ends this here-document; write them as one";

/** What stands around a hole on its line of the text, as far as it tells whether the line can be the last one. */
function linesAround(reader: Reader, document: PendingDocument, start: number, offset: number): HereDocument {
  const lineStart = Math.max(start, reader.text.lastIndexOf("\n", offset - 1) + 1);
  const found = reader.text.indexOf("\n", offset);
  const lineEnd = found < 0 ? reader.text.length : found;
  const { delimiter, tabs, raw } = document;
  // Where the shell expands, a backslash joins lines.
  const joinedBefore = !raw && lineStart > start && reader.text.charAt(lineStart - 2) === "\\";
  const joinedAfter = !raw && reader.text.charAt(lineEnd - 1) === "\\";
  const before = partsOf(reader, lineStart, offset);
  const after = partsOf(reader, offset + 1, lineEnd);
  // Beside other holes a part that the last line does not have tells as much as the whole.
  const foreign = (part: string): boolean => !delimiter.includes(tabs ? part.replace(/^\t+/, "") : part);
  const known = {
    before: before.length === 1 && !joinedBefore ? before[0] : before.find(foreign),
    after: after.length === 1 && !joinedAfter ? after[0] : after.find(foreign),
  };
  return {
    delimiter,
    tabs,
    ...(known.before === undefined ? {} : { before: known.before }),
    ...(known.after === undefined ? {} : { after: known.after }),
  };
}

/** The text between the holes from `start` to `end`. */
function partsOf(reader: Reader, start: number, end: number): readonly string[] {
  const parts = [""];
  for (let at = start; at < end; at++)
    if (isHole(reader, at)) parts.push("");
    else parts.push((parts.pop() ?? "") + reader.text.charAt(at));
  return parts;
}

/** The operator `<<` or `<<-` at the place reached. */
export function hereOperatorAt(reader: Reader): string | undefined {
  return matchAt(reader, /<<-?(?!<)/y)?.[0];
}
