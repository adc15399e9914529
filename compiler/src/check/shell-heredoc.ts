import type { HereDocument } from "../program.ts";
import { isHole, matchAt, type PendingDocument, place, type Reader, refuse, syntaxError } from "./shell-reader.ts";
import { afterName, holdsHole, readExpanding, readWord } from "./shell-words.ts";

/** Reads the word after `<<` that will end the text, and keeps it until the line ends. */
export function readDelimiter(reader: Reader, start: number, tabs: boolean): void {
  const word = readWord(reader);
  if (word.end === word.start) syntaxError(reader, start, word.start, `This "<<" has no word that ends its text`);
  for (let offset = word.start; offset < word.end; offset++)
    refuse(reader, offset, "The word that ends a here-document cannot be interpolated");
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
  const around = reader.end;
  reader.end = end;
  while (reader.position < end) {
    if (document.raw) {
      if (isHole(reader, reader.position)) placeIn(reader, document, start, reader.position);
      reader.position++;
    } else readExpanding(reader, "heredoc", (offset) => placeIn(reader, document, start, offset));
  }
  reader.end = around;
}

function placeIn(reader: Reader, document: PendingDocument, start: number, offset: number): void {
  const lineStart = Math.max(start, reader.text.lastIndexOf("\n", offset - 1) + 1);
  const lineEnd = reader.text.indexOf("\n", offset);
  const before = reader.text.slice(lineStart, offset);
  const after = reader.text.slice(offset + 1, lineEnd);
  const context = document.raw ? "heredoc-raw" : "heredoc";
  const known = {
    // Where the shell expands, a backslash joins lines.
    before: !holdsHole(reader, lineStart, offset) && (document.raw || !isJoined(reader, start, lineStart)),
    after: !holdsHole(reader, offset + 1, lineEnd) && (document.raw || !after.endsWith("\\")),
  };
  const hereDocument: HereDocument = {
    delimiter: document.delimiter,
    tabs: document.tabs,
    ...(known.before ? { before } : {}),
    ...(known.after ? { after } : {}),
  };
  place(reader, offset, { context, ...afterName(reader, offset), hereDocument });
  if (document.raw) refuseNeighbours(reader, document, lineStart, lineEnd, offset);
}

function isJoined(reader: Reader, start: number, lineStart: number): boolean {
  return lineStart > start && reader.text.charAt(lineStart - 2) === "\\";
}

/** Nothing can be escaped in a raw text, so two values with nothing telling between them could make its last line. */
function refuseNeighbours(
  reader: Reader,
  document: PendingDocument,
  lineStart: number,
  lineEnd: number,
  offset: number,
): void {
  const parts: string[] = [""];
  for (let at = lineStart; at < lineEnd; at++)
    if (isHole(reader, at)) parts.push("");
    else parts.push((parts.pop() ?? "") + reader.text.charAt(at));
  if (parts.length > 2 && parts.slice(1, -1).some((part) => document.delimiter.includes(part)))
    refuse(
      reader,
      offset,
      `Two interpolations side by side could make the line "${document.delimiter}", which would end the here-document; write them as one`,
    );
}

/** The operator `<<` or `<<-` at the place reached. */
export function hereOperatorAt(reader: Reader): string | undefined {
  return matchAt(reader, /<<-?(?!<)/y)?.[0];
}
