/** What stands between `for` or `case` and the commands in it. */
import { asName, charAt, matchAt, type Reader, refuseSince, syntaxError } from "./shell-reader.ts";
import { placeWord, skipBlanks, skipComment, skipLines } from "./shell-simple.ts";
import { readWord, tryArithmetic } from "./shell-words.ts";

/** What opened a list, for the message when it is never closed. */
export interface Opener {
  readonly start: number;
  readonly text: string;
}

/** A bare word without quotes or expansions that begins here: it may be one of the shell's own. */
export function shellWordAt(reader: Reader): string | undefined {
  const word = matchAt(reader, /(?:[A-Za-z0-9_]+|!|\{|\}|\[\[)(?=[ \t\n;&|()<>]|$|\\\n[ \t])/y);
  if (word !== undefined) return word[0];
  // The text of a here-document may go on behind what is read.
  const last = reader.text.slice(reader.position, reader.end);
  return /^(?:[A-Za-z0-9_]+|\})$/.test(last) ? last : undefined;
}

/** `for name in words`, `select name` or `for ((…))`, from its first word. */
export function readForHead(reader: Reader, opener: Opener): void {
  reader.position += opener.text.length;
  skipBlanks(reader);
  if (reader.text.startsWith("((", reader.position)) {
    const at = reader.position;
    if (!tryArithmetic(reader, 2)) syntaxError(reader, at, at + 2, `This "((" has no "))"`);
  } else {
    const name = readWord(reader);
    refuseSince(reader, name.start, asName);
    if (name.start === name.end)
      syntaxError(reader, opener.start, opener.start + opener.text.length, `"${opener.text}" has no name after it`);
    skipLines(reader);
    if (shellWordAt(reader) === "in") {
      reader.position += 2;
      readForWords(reader, opener);
    }
  }
}

function readForWords(reader: Reader, opener: Opener): void {
  for (;;) {
    skipComment(reader);
    if (reader.position >= reader.end || /[\n;]/.test(charAt(reader, reader.position))) return;
    const word = readWord(reader);
    if (word.end === word.start)
      syntaxError(
        reader,
        word.start,
        word.start + 1,
        `"${charAt(reader, word.start)}" cannot stand in the words of "${opener.text}"`,
      );
    placeWord(reader, word, "argument");
  }
}

/** The patterns of a branch of `case`, with the bracket after them. */
export function readPatterns(reader: Reader, opener: Opener): void {
  for (;;) {
    skipBlanks(reader);
    const pattern = readWord(reader);
    placeWord(reader, pattern, "single");
    skipBlanks(reader);
    const char = charAt(reader, reader.position);
    if (pattern.end === pattern.start || (char !== "|" && char !== ")"))
      syntaxError(reader, opener.start, opener.start + 4, `A pattern of this "case" has no ")" after it`);
    reader.position++;
    if (char === ")") return;
  }
}
