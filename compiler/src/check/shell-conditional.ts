import { charAt, isHole, matchAt, type Reader, syntaxError } from "./shell-reader.ts";
import { placeComputed, refuseNames } from "./shell-builtins.ts";
import { placeWord, skipLines } from "./shell-simple.ts";
import { readPatternGroup, readQuoted, readWord, type Word } from "./shell-words.ts";

/** Operators whose operands the shell computes. */
const computing: ReadonlySet<string> = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);

/** Reads `[[ … ]]` from its opening. */
export function readConditional(reader: Reader): void {
  const opened = reader.position;
  reader.position += 2;
  let depth = 0;
  let before = "";
  let last: Word | undefined;
  for (;;) {
    skipLines(reader);
    if (reader.position >= reader.end) syntaxError(reader, opened, opened + 2, `This "[[" has no "]]"`);
    // In a regular expression brackets are its own.
    const operator = before === "=~" ? undefined : matchAt(reader, /&&|\|\||[()]|<(?!\()|>(?!\()/y)?.[0];
    if (operator !== undefined) {
      if (operator === "(") depth++;
      if (operator === ")" && depth-- === 0) unexpected(reader, operator);
      reader.position += operator.length;
      before = operator;
      last = undefined;
      continue;
    }
    const word = before === "=~" ? readRegularExpression(reader) : readWord(reader, "conditional");
    if (word.end === word.start) unexpected(reader, charAt(reader, reader.position));
    const text = reader.text.slice(word.start, word.end).replaceAll("\\\n", "");
    if (text === "]]" && depth === 0) return;
    placeWord(reader, word, "single");
    if (computing.has(before)) placeComputed(reader, word);
    if (computing.has(text) && last !== undefined) placeComputed(reader, last);
    if (before === "-v" || before === "-R") refuseNames(reader, word);
    before = text;
    last = word;
  }
}

function unexpected(reader: Reader, text: string): never {
  return syntaxError(reader, reader.position, reader.position + 1, `"${text}" cannot stand here`);
}

/** The operand of `=~`, in which brackets and `|` need no quotes. */
function readRegularExpression(reader: Reader): Word {
  const start = reader.position;
  const holes: number[] = [];
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    if (/[ \t\n]/.test(char)) break;
    if (isHole(reader, at)) {
      holes.push(at);
      reader.position++;
    } else if (char === "(") holes.push(...readPatternGroup(reader));
    else if (char === ")") break;
    else if (!readQuoted(reader)) reader.position++;
  }
  return { start, end: reader.position, holes, plain: false };
}
