/** Reads simple commands of shell text: assignments, words and redirections. Says how the bare holes in them are quoted. */
import { declarations, placeArgument } from "./shell-builtins.ts";
import { endPending, hereOperatorAt, readDelimiter, readLineEnd } from "./shell-heredoc.ts";
import { asName, bookmark, charAt, isHole, matchAt, place, type Reader, refuse, syntaxError } from "./shell-reader.ts";
import { readSubscript, readWord, type Word } from "./shell-words.ts";

/** Passes blanks and joined lines. */
export function skipBlanks(reader: Reader): void {
  const blanks = matchAt(reader, /(?:[ \t]|\\\n)+/y);
  if (blanks !== undefined) reader.position += blanks[0].length;
}

/** Passes blanks and a comment. */
export function skipComment(reader: Reader): void {
  skipBlanks(reader);
  if (charAt(reader, reader.position) !== "#" || isHole(reader, reader.position)) return;
  while (reader.position < reader.end && reader.text.charAt(reader.position) !== "\n") {
    if (isHole(reader, reader.position)) place(reader, reader.position, { context: "comment" });
    reader.position++;
  }
}

/** Passes blanks, comments and line ends. */
export function skipLines(reader: Reader): void {
  for (;;) {
    skipComment(reader);
    if (reader.position >= reader.end) return endPending(reader);
    if (reader.text.charAt(reader.position) !== "\n") return;
    readLineEnd(reader);
  }
}

/** What a word is in its command. `argument`: certainly that. `single`: a place for exactly one word. */
export type Role = "command" | "argument" | "single";

/** Says how the bare holes of a word are quoted. */
export function placeWord(reader: Reader, word: Word, role: Role): void {
  for (const hole of word.holes) {
    const whole = word.end - word.start === 1;
    // `2>` would name a descriptor, `~root` a folder, `$name` a longer name.
    const strict =
      /[<>]/.test(charAt(reader, hole + 1)) || reader.text.charAt(hole - 1) === "~" || isAfterName(reader, word, hole);
    if (strict || (whole && role === "single")) place(reader, hole, { context: "word" });
    else if (!whole) place(reader, hole, { context: "part" });
    else place(reader, hole, { context: role === "command" ? "command" : "bare" });
  }
}

function isAfterName(reader: Reader, word: Word, hole: number): boolean {
  return /\$[A-Za-z_][A-Za-z0-9_]*$/.test(reader.text.slice(word.start, hole));
}

/** Reads a simple command; answers whether there was anything. */
export function readSimple(reader: Reader): boolean {
  const start = reader.position;
  const words: string[] = [];
  for (;;) {
    skipBlanks(reader);
    if (readRedirection(reader)) continue;
    const [command] = words;
    const at = reader.position;
    if (at >= reader.end || (charAt(reader, at) === "#" && !isHole(reader, at))) break;
    const assigns = command === undefined || declarations.has(command);
    if (assigns && readAssignment(reader)) {
      const argument = { word: { start: at, end: reader.position }, kind: "assignment", before: words } as const;
      if (command !== undefined) placeArgument(reader, argument);
      continue;
    }
    const word = readWord(reader);
    if (word.end === word.start) {
      if (charAt(reader, at) === "(") unexpectedBracket(reader, command);
      break;
    }
    if (command === undefined) refuseName(reader, word);
    placeWord(reader, word, command === undefined ? "command" : "argument");
    if (command !== undefined) placeArgument(reader, { word, kind: "word", before: words });
    words.push(reader.text.slice(word.start, word.end));
  }
  return reader.position > start;
}

function unexpectedBracket(reader: Reader, command: string | undefined): void {
  if (command !== undefined)
    syntaxError(reader, reader.position, reader.position + 1, `This "(" cannot stand here; quote it`);
}

/** `#{x}=…` in place of a command. */
function refuseName(reader: Reader, word: Word): void {
  if (word.holes.length === 0) return;
  const name = /^[^=]*?(?=\+?=)/.exec(reader.text.slice(word.start, word.end))?.[0];
  if (name === undefined) return;
  for (const hole of word.holes)
    if (
      hole < word.start + name.length &&
      [...name].every((char, index) => /\w/.test(char) || isHole(reader, word.start + index))
    )
      refuse(reader, hole, asName);
}

/** `name=value`, `name[i]+=value`, `name=(values)`. */
function readAssignment(reader: Reader): boolean {
  const name = matchAt(reader, /[A-Za-z_][A-Za-z0-9_]*(?=\[|\+?=)/y);
  if (name === undefined) return false;
  const back = bookmark(reader);
  reader.position += name[0].length;
  const opened = reader.position;
  if (charAt(reader, opened) === "[" && !readSubscript(reader)) noBracket(reader, opened);
  const operator = matchAt(reader, /\+?=/y);
  if (operator === undefined) {
    back();
    return false;
  }
  reader.position += operator[0].length;
  if (charAt(reader, reader.position) === "(") readArray(reader);
  else {
    const value = readWord(reader);
    placeWord(reader, value, "single");
  }
  return true;
}

function noBracket(reader: Reader, opened: number): never {
  return syntaxError(reader, opened, opened + 1, `This "[" has no "]"; quote it if it is text`);
}

function readArray(reader: Reader): void {
  const opened = reader.position++;
  for (;;) {
    skipComment(reader);
    if (reader.position >= reader.end) syntaxError(reader, opened, opened + 1, `This "(" has no ")"`);
    const char = charAt(reader, reader.position);
    if (char === ")") break;
    if (char === "\n") {
      readLineEnd(reader);
      continue;
    }
    const subscript = matchAt(reader, /\[(?=[^\]\n]*\]\+?=)/y);
    if (subscript !== undefined) readSubscript(reader);
    else if (char === "[" && !reader.text.slice(reader.position, reader.end).includes("]"))
      noBracket(reader, reader.position);
    const word = readWord(reader);
    if (word.end === word.start)
      syntaxError(reader, reader.position, reader.position + 1, `"${char}" cannot stand here; quote it`);
    placeWord(reader, word, subscript === undefined ? "argument" : "single");
  }
  reader.position++;
}

/** Reads a redirection, if one begins here. */
export function readRedirection(reader: Reader): boolean {
  const start = reader.position;
  const operator = matchAt(
    reader,
    /(?:[0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(?:<<<|<<-?|<&|<>|<(?!\()|>>|>&|>\||>(?!\())|&>>?/y,
  );
  if (operator === undefined) return false;
  const sign = operator[0].replace(/^[0-9]+|^\{\w*\}/, "");
  reader.position += operator[0].length - sign.length;
  const here = hereOperatorAt(reader);
  const signStart = reader.position;
  reader.position += sign.length;
  skipBlanks(reader);
  if (here !== undefined) {
    readDelimiter(reader, signStart, sign === "<<-");
    return true;
  }
  // What begins with "#" is a comment.
  const isComment = charAt(reader, reader.position) === "#" && !isHole(reader, reader.position);
  const target = readWord(reader);
  if (target.end === target.start || isComment)
    syntaxError(reader, signStart, signStart + sign.length, `"${sign}" has nothing after it`);
  placeWord(reader, target, "single");
  return reader.position > start;
}
