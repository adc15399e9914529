/** Reads the commands of shell text: lists, pipelines and what the shell's own words open (bash manual, "Shell Grammar"). */
import { readConditional } from "./shell-conditional.ts";
import { endPending } from "./shell-heredoc.ts";
import { charAt, isHole, matchAt, readDeeper, type Reader, refuseSince, syntaxError } from "./shell-reader.ts";
import { type Opener, readForHead, readPatterns, shellWordAt } from "./shell-heads.ts";
import { placeWord, readRedirection, readSimple, skipBlanks, skipComment, skipLines } from "./shell-simple.ts";
import { readWord, tryArithmetic } from "./shell-words.ts";

/** The shell's own words that close or divide what another one opened. */
const closing: ReadonlySet<string> = new Set(["then", "elif", "else", "fi", "do", "done", "esac", "}"]);

/** Reads commands up to and including `)`, or to the end of the text. */
export function readCommands(reader: Reader, closer: ")" | "end", opened: number): void {
  const text = closer === ")" ? reader.text.slice(opened, reader.text.indexOf("(", opened) + 1) : "";
  readList(reader, [closer], { start: opened, text }, "may be empty");
  if (closer === ")") reader.position++;
}

/** Reads commands until one of the ends, which it does not pass; answers which. */
function readList(reader: Reader, ends: readonly string[], opener: Opener, size: "may be empty" | "not empty"): string {
  let empty = true;
  for (;;) {
    skipLines(reader);
    const end = endAt(reader);
    if (end !== undefined && ends.includes(end)) {
      if (empty && size === "not empty")
        syntaxError(
          reader,
          opener.start,
          opener.start + opener.text.length,
          `No command stands after "${opener.text}"`,
        );
      return end;
    }
    if (end === "end") unclosed(reader, ends, opener);
    if (end !== undefined) unexpected(reader, end, ends, opener);
    const compound = readAndOr(reader);
    empty = false;
    skipComment(reader);
    const separator = matchAt(reader, /;(?![;&])|&(?!&)/y);
    if (separator !== undefined) reader.position++;
    else if (!isAtEnd(reader) && charAt(reader, reader.position) !== "\n" && !(compound && endAt(reader) !== undefined))
      syntaxError(
        reader,
        reader.position,
        reader.position + 1,
        `"${charAt(reader, reader.position)}" cannot stand here`,
      );
  }
}

function isAtEnd(reader: Reader): boolean {
  return reader.position >= reader.end || matchAt(reader, /\)|;[;&]/y) !== undefined;
}

/** What ends a list here, if anything does. */
function endAt(reader: Reader): string | undefined {
  if (reader.position >= reader.end) return "end";
  const sign = matchAt(reader, /\)|;;&|;[;&]/y)?.[0];
  if (sign !== undefined) return sign.startsWith(";") ? ";;" : sign;
  const word = shellWordAt(reader);
  return word !== undefined && closing.has(word) ? word : undefined;
}

function unclosed(reader: Reader, ends: readonly string[], { start, text }: Opener): never {
  endPending(reader);
  return syntaxError(reader, start, start + text.length, `This "${text}" has no "${ends.at(-1)}"`);
}

function unexpected(reader: Reader, end: string, ends: readonly string[], opener: Opener): never {
  if (opener.text !== "" && ends.length > 0 && end !== ")" && closing.has(ends.at(-1) ?? "") && end !== ";;")
    syntaxError(
      reader,
      reader.position,
      reader.position + end.length,
      `"${end}" cannot stand here: "${opener.text}" has no "${ends.at(-1)}" before it`,
    );
  return syntaxError(
    reader,
    reader.position,
    reader.position + end.length,
    `"${end}" cannot stand here: nothing opened it`,
  );
}

/** `a && b || c`; answers whether the last command was one that a word or bracket of the shell closed. */
function readAndOr(reader: Reader): boolean {
  for (;;) {
    const compound = readPipeline(reader);
    skipBlanks(reader);
    const operator = matchAt(reader, /&&|\|\|/y)?.[0];
    if (operator === undefined) return compound;
    passOperator(reader, operator);
  }
}

function passOperator(reader: Reader, operator: string): void {
  const start = reader.position;
  reader.position += operator.length;
  skipLines(reader);
  if (endAt(reader) !== undefined || matchAt(reader, /[;&|]/y) !== undefined)
    syntaxError(reader, start, start + operator.length, `No command stands after "${operator}"`);
}

function readPipeline(reader: Reader): boolean {
  let prefixed = false;
  for (
    let prefix;
    (prefix = matchAt(reader, /(?:!|time(?:[ \t]+-p)?)(?=[ \t\n;&|()]|$)/y)) !== undefined;
    prefixed = true
  ) {
    reader.position += prefix[0].length;
    skipBlanks(reader);
  }
  if (prefixed && (isAtEnd(reader) || /[\n;]/.test(charAt(reader, reader.position)))) return false;
  for (;;) {
    const compound = readCommand(reader);
    skipBlanks(reader);
    const operator = matchAt(reader, /\|&|\|(?!\|)/y)?.[0];
    if (operator === undefined) return compound;
    passOperator(reader, operator);
  }
}

/** Reads one command; answers whether a word or bracket of the shell closed it. */
function readCommand(reader: Reader): boolean {
  if (readCompound(reader)) {
    do skipBlanks(reader);
    while (readRedirection(reader));
    return true;
  }
  const start = reader.position;
  const name = matchAt(reader, /[^\s;&|()<>$`'"\\=#{}][^\s;&|()<>$`'"\\=]*[ \t]*\([ \t]*\)/y);
  if (name !== undefined && !/^[@!?*+]\(/.test(name[0])) {
    reader.position += name[0].length;
    refuseSince(reader, start, "The name of a function cannot be interpolated");
    return readFunctionBody(reader, start, name[0]);
  }
  if (!readSimple(reader)) {
    const char = matchAt(reader, /&&|\|\||[|&;()]/y)?.[0] ?? charAt(reader, reader.position);
    syntaxError(reader, start, start + char.length, `No command stands before "${char}"`);
  }
  return false;
}

/** Reads what `(`, `((` or one of the shell's own words opens, if one does. */
function readCompound(reader: Reader): boolean {
  return readDeeper(reader, () => readOpened(reader));
}

function readOpened(reader: Reader): boolean {
  const start = reader.position;
  if (charAt(reader, start) === "(") {
    if (charAt(reader, start + 1) === "(" && tryArithmetic(reader, 2)) return true;
    reader.position++;
    readList(reader, [")"], { start, text: "(" }, "not empty");
    reader.position++;
    return true;
  }
  const word = shellWordAt(reader);
  if (word === undefined) return false;
  const opener = { start, text: word };
  switch (word) {
    case "{":
      readBlock(reader, "{", "}");
      return true;
    case "if":
      readIf(reader);
      return true;
    case "while":
    case "until":
      reader.position += word.length;
      readList(reader, ["do"], opener, "not empty");
      readBlock(reader, "do", "done");
      return true;
    case "for":
    case "select":
      readFor(reader, opener);
      return true;
    case "case":
      readCase(reader, opener);
      return true;
    case "[[":
      readConditional(reader);
      return true;
    case "function":
      return readFunction(reader);
    case "coproc":
      return readCoprocess(reader);
    default:
      return false;
  }
}

function readBlock(reader: Reader, open: string, close: string): void {
  const opener = { start: reader.position, text: open };
  reader.position += open.length;
  readList(reader, [close], opener, "not empty");
  reader.position += close.length;
}

function readIf(reader: Reader): void {
  let opener = { start: reader.position, text: "if" };
  for (;;) {
    reader.position += opener.text.length;
    readList(reader, ["then"], opener, "not empty");
    const then = { start: reader.position, text: "then" };
    reader.position += 4;
    const end = readList(reader, ["elif", "else", "fi"], then, "not empty");
    if (end === "elif") {
      opener = { start: reader.position, text: "elif" };
      continue;
    }
    if (end === "else") readBlock(reader, "else", "fi");
    else reader.position += 2;
    return;
  }
}

function readFor(reader: Reader, opener: Opener): void {
  readForHead(reader, opener);
  skipBlanks(reader);
  if (charAt(reader, reader.position) === ";") reader.position++;
  skipLines(reader);
  const word = shellWordAt(reader);
  if (word === "do") readBlock(reader, "do", "done");
  else if (word === "{") readBlock(reader, "{", "}");
  else syntaxError(reader, opener.start, opener.start + opener.text.length, `This "${opener.text}" has no "do"`);
}

function readCase(reader: Reader, opener: Opener): void {
  reader.position += 4;
  skipComment(reader);
  placeWord(reader, readWord(reader), "single");
  skipLines(reader);
  if (shellWordAt(reader) !== "in") syntaxError(reader, opener.start, opener.start + 4, `This "case" has no "in"`);
  reader.position += 2;
  for (;;) {
    skipLines(reader);
    if (reader.position >= reader.end) unclosed(reader, ["esac"], opener);
    if (shellWordAt(reader) === "esac") break;
    if (charAt(reader, reader.position) === "(") reader.position++;
    readPatterns(reader, opener);
    const end = readList(reader, [";;", "esac"], opener, "may be empty");
    if (end === "esac") break;
    reader.position += matchAt(reader, /;;&|;[;&]/y)?.[0].length ?? 0;
  }
  reader.position += 4;
}

/** `function name [()] body` */
function readFunction(reader: Reader): boolean {
  const start = reader.position;
  reader.position += 8;
  skipBlanks(reader);
  const name = readWord(reader);
  refuseSince(reader, name.start, "The name of a function cannot be interpolated");
  skipBlanks(reader);
  const brackets = matchAt(reader, /\([ \t]*\)/y);
  if (brackets !== undefined) reader.position += brackets[0].length;
  return readFunctionBody(reader, start, "function");
}

function readFunctionBody(reader: Reader, start: number, head: string): true {
  skipLines(reader);
  if (isHole(reader, reader.position) || !readCompound(reader))
    syntaxError(reader, start, start + head.length, "This function has no body in brackets");
  do skipBlanks(reader);
  while (readRedirection(reader));
  return true;
}

function readCoprocess(reader: Reader): boolean {
  reader.position += 6;
  skipBlanks(reader);
  if (readCompound(reader)) return true;
  const named = matchAt(reader, /[^\s;&|()<>]+[ \t]+(?=[({]|(?:if|while|until|for|case)\b|\[\[)/y);
  reader.position += named?.[0].length ?? 0;
  if (named !== undefined && readCompound(reader)) return true;
  readSimple(reader);
  return true;
}
