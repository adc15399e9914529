/** Reads words of shell text with their quotes and expansions, as bash does (its manual, "Quoting" and "Shell Expansions"). */
import { readArithmetic } from "./shell-arithmetic.ts";
import { readBackticks } from "./shell-backticks.ts";
import {
  afterBackslash,
  asName,
  bookmark,
  charAt,
  isHole,
  matchAt,
  place,
  readDeeper,
  type Reader,
  refuse,
  refuseSince,
  syntaxError,
} from "./shell-reader.ts";

/** A word, with the holes in it that no quotes surround. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly holes: readonly number[];
  /** No quotes, expansions or holes: it may be a word of the shell's own. */
  readonly plain: boolean;
}

/** Reads a word; an empty one where no word begins. In `[[ ]]` patterns may group with brackets; elsewhere an option must allow it. */
export function readWord(reader: Reader, where: "command" | "conditional" = "command"): Word {
  const start = reader.position;
  const holes: number[] = [];
  let plain = true;
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    if (isHole(reader, at)) {
      holes.push(at);
      plain = false;
      reader.position++;
    } else if ((char === "<" || char === ">") && charAt(reader, at + 1) === "(") {
      plain = false;
      readDeeper(reader, () => readNested(reader, 2));
    } else if (char === "(" && at > start && /[@!?*+]/.test(reader.text.charAt(at - 1))) {
      plain = false;
      if (where === "command" && !reader.text.includes("extglob"))
        syntaxError(
          reader,
          at - 1,
          at + 1,
          `A pattern with "${reader.text.slice(at - 1, at + 1)}" needs "shopt -s extglob" on a line before; quote the bracket if it is text`,
        );
      holes.push(...readPatternGroup(reader));
    } else if (/[ \t\n;&|()<>]/.test(char)) break;
    else if (readQuoted(reader)) plain = false;
    else reader.position++;
  }
  return { start, end: reader.position, holes, plain };
}

/** Reads what bash groups in brackets inside a pattern: `@(a|b)`, or `(a b|c)` of a regular expression. */
export function readPatternGroup(reader: Reader): readonly number[] {
  return readDeeper(reader, () => readGroup(reader));
}

function readGroup(reader: Reader): readonly number[] {
  const opened = reader.position++;
  const holes: number[] = [];
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    if (isHole(reader, at)) {
      holes.push(at);
      reader.position++;
    } else if (char === "(") holes.push(...readPatternGroup(reader));
    else if (char === ")") {
      reader.position++;
      return holes;
    } else if (!readQuoted(reader)) reader.position++;
  }
  return syntaxError(reader, opened, opened + 1, `This "(" has no ")"`);
}

/** Reads a quote, an escape or an expansion that stands bare; answers whether there was one. */
export function readQuoted(reader: Reader): boolean {
  switch (reader.text.charAt(reader.position)) {
    case "\\":
      readEscape(reader);
      return true;
    case "'":
      readSingle(reader);
      return true;
    case '"':
      readDouble(reader);
      return true;
    case "$":
    case "`":
      readExpansion(reader, "bare");
      return true;
    default:
      return false;
  }
}

function readEscape(reader: Reader): void {
  if (isHole(reader, reader.position + 1)) refuse(reader, reader.position + 1, afterBackslash);
  reader.position = Math.min(reader.position + 2, reader.end);
}

function readSingle(reader: Reader): void {
  const opened = reader.position++;
  while (reader.position < reader.end) {
    const at = reader.position++;
    if (isHole(reader, at)) place(reader, at, { context: "single" });
    else if (reader.text.charAt(at) === "'") return;
  }
  syntaxError(reader, opened, opened + 1, "This single quote has no end");
}

/** `$'…'` */
function readAnsi(reader: Reader): void {
  const opened = reader.position;
  reader.position += 2;
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    if (char === "\\") readEscape(reader);
    else {
      reader.position++;
      if (isHole(reader, at)) place(reader, at, { context: "ansi" });
      else if (char === "'") return;
    }
  }
  syntaxError(reader, opened, opened + 2, "This single quote has no end");
}

function readDouble(reader: Reader): void {
  const opened = reader.position++;
  while (reader.position < reader.end) {
    if (reader.text.charAt(reader.position) === '"') {
      reader.position++;
      return;
    }
    readExpanding(reader, "double");
  }
  syntaxError(reader, opened, opened + 1, "This double quote has no end");
}

/** Reads one thing of a text in which the shell expands: inside `"…"` or a here-document. */
export function readExpanding(reader: Reader, mode: "double" | "heredoc", hole?: (offset: number) => void): void {
  const at = reader.position;
  const char = reader.text.charAt(at);
  if (isHole(reader, at)) {
    if (hole === undefined) place(reader, at, { context: "double", ...afterName(reader, at) });
    else hole(at);
    reader.position++;
  } else if (char === "\\") readEscape(reader);
  else if (char === "$" || char === "`") readExpansion(reader, mode);
  else reader.position++;
}

/** Marks a hole that stands right after `$name`. */
export function afterName(reader: Reader, offset: number): { readonly afterName?: true } {
  return reader.nameEnd === offset ? { afterName: true } : {};
}

type Mode = "bare" | "double" | "heredoc";

/** Reads from `$` or a backtick; a `$` that means nothing is passed by. */
export function readExpansion(reader: Reader, mode: Mode): void {
  readDeeper(reader, () => readFromSign(reader, mode));
}

function readFromSign(reader: Reader, mode: Mode): void {
  const at = reader.position;
  if (reader.text.charAt(at) === "`") return readBackticks(reader, mode === "double" ? "double" : "bare");
  const next = charAt(reader, at + 1);
  if (next === "(") return readSubstitution(reader);
  if (next === "{") return readBraces(reader, mode);
  if (next === "[") {
    reader.position += 2;
    if (!readArithmetic(reader, "]", readInArithmetic)) syntaxError(reader, at, at + 2, `This "$[" has no "]"`);
    return;
  }
  if (mode === "bare" && next === "'") return readAnsi(reader);
  reader.position++;
  if (isHole(reader, at + 1)) {
    refuse(reader, at + 1, `The "$" right before the interpolation would make its value the name of a variable`);
    return;
  }
  const name = matchAt(reader, /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y);
  if (name === undefined) return;
  reader.position += name[0].length;
  if (/^[A-Za-z_]/.test(name[0])) reader.nameEnd = reader.position;
}

function readInArithmetic(reader: Reader): void {
  readExpansion(reader, "double");
}

/** `$(…)` or `$((…))`. */
function readSubstitution(reader: Reader): void {
  const at = reader.position;
  if (charAt(reader, at + 2) === "(" && tryArithmetic(reader, 3)) return;
  readNested(reader, 2);
}

/** Reads `((…))` whose opening has this length; comes back when it is a bracket in a bracket. */
export function tryArithmetic(reader: Reader, opening: number): boolean {
  const at = reader.position;
  if (reader.notArithmetic.has(at)) return false;
  const back = bookmark(reader);
  reader.position += opening;
  if (readArithmetic(reader, "))", readInArithmetic)) return true;
  back();
  reader.notArithmetic.add(at);
  return false;
}

/** Reads commands in brackets, whose opening has this length. Here-documents of the line around begin after its own end. */
function readNested(reader: Reader, opening: number): void {
  const opened = reader.position;
  const around = reader.pending;
  reader.pending = [];
  reader.position += opening;
  reader.level++;
  reader.readCommands(reader, ")", opened);
  reader.level--;
  reader.pending = around;
}

/** `${…}` */
function readBraces(reader: Reader, mode: Mode): void {
  const opened = reader.position;
  reader.position += 2;
  const parameter = matchAt(reader, /(?:[#!](?=[A-Za-z0-9_@*#?$!-]))?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/y);
  if (parameter !== undefined) reader.position += parameter[0].length;
  if (parameter === undefined || isHole(reader, reader.position)) {
    const hole = [reader.position, reader.position + 1].find((offset) => isHole(reader, offset));
    if (hole === undefined)
      syntaxError(reader, opened, opened + 2, `This "\${" is not followed by the name of a variable`);
    refuse(reader, hole, asName);
    return readBracesWord(reader, opened, mode, "word");
  }
  if (charAt(reader, reader.position) === "[" && !readSubscript(reader)) unclosedBraces(reader, opened);
  const operator = matchAt(reader, /:?[-=?+]|##?|%%?|\^\^?|,,?|\/\/?|@[A-Za-z](?=\})|[@*](?=\})|:|\}/y)?.[0];
  reader.position += operator?.length ?? 0;
  if (operator === "}") return;
  if (operator === undefined)
    syntaxError(reader, opened, reader.position + 1, `The shell cannot read what follows this "\${"`);
  if (operator === ":") {
    if (!readArithmetic(reader, "}", readInArithmetic)) unclosedBraces(reader, opened);
    return;
  }
  const kind = operator.startsWith("/") ? "replace" : /^:?[-=?+]$/.test(operator) ? "word" : "pattern";
  readBracesWord(reader, opened, mode, kind);
}

/** Reads `[…]` after a name; answers whether it is closed. */
export function readSubscript(reader: Reader): boolean {
  reader.position++;
  return readArithmetic(reader, "]", readInArithmetic);
}

function unclosedBraces(reader: Reader, opened: number): never {
  return syntaxError(reader, opened, opened + 2, `This "\${" has no "}"`);
}

function readBracesWord(reader: Reader, opened: number, mode: Mode, kind: "word" | "pattern" | "replace"): void {
  let refusedFrom: number | undefined;
  while (reader.position < reader.end) {
    const at = reader.position;
    const char = reader.text.charAt(at);
    // Inside "…" it substitutes nothing, but the shell looks for its end.
    if (mode !== "bare" && (char === "<" || char === ">") && charAt(reader, at + 1) === "(") refusedFrom ??= at;
    if (isHole(reader, at)) {
      place(
        reader,
        at,
        mode === "bare" ? { context: "braces" } : { context: "double-braces", ...afterName(reader, at) },
      );
      reader.position++;
      if (kind === "replace" || mode === "heredoc" || (kind === "pattern" && mode === "double"))
        refuseSince(reader, at, inBraces);
    } else if (char === "}") {
      reader.position++;
      if (refusedFrom !== undefined) refuseSince(reader, refusedFrom, inBraces);
      return;
    } else if (char === "\\") readEscape(reader);
    else if (char === '"' || (char === "'" && mode !== "heredoc")) {
      readQuoted(reader);
      // Inside "…" some operators take a single quote for text, and the shell, which expands `{a,b}` before all else, takes a
      // double quote for the end of the one around.
      if (mode !== "bare" || kind === "replace") refuseSince(reader, at, inBraces);
    } else if (char === "$" && charAt(reader, at + 1) === "'" && mode !== "bare") reader.position++;
    else if (char === "$" || char === "`") readExpansion(reader, mode);
    else reader.position++;
  }
  unclosedBraces(reader, opened);
}

const inBraces =
  'The interpolation stands inside "${…}" where its quoting cannot be told; give the value to a variable before and use that';
