/**
 * Where the cursor is in a text, found from the signs before it alone: so it can be told of a line that is being written, at the
 * cost of one declaration.
 */
import type { Span } from "../ast.ts";
import { isLetter, isWordPart } from "../characters.ts";
import type { LineKind } from "../parse-line.ts";

export interface CursorLine {
  /** Where the declaration begins in which the cursor is. */
  readonly declaration: number;
  /** Where its logical line begins: that of its first sign, or of the cursor in an empty line. */
  readonly start: number;
  /** Where the logical line ends, as far as its brackets tell. */
  readonly end: number;
  /** What the line may be. */
  readonly kind: Exclude<LineKind, "elseBranches">;
  /** What closes all that is open at the cursor, the innermost first. */
  readonly closers: string;
  /** `text`: in a string, but in none of its interpolations. */
  readonly place: "code" | "comment" | "text";
  /** Of the innermost string around the cursor: where its quotes begin. */
  readonly quotes: number | undefined;
  /** The word that the cursor is in or at the end of; empty where it is in none. */
  readonly word: Span;
}

/** Where the cursor is. */
export function cursorLine(text: string, offset: number): CursorLine {
  const scan = new Scan(text, lastHead(text, offset), offset);
  scan.to(offset);
  const { declaration, start, kind, place } = scan;
  const closers = scan.open.map(({ closer }) => closer).toReversed();
  const quotes = scan.open.findLast(({ closer }) => closer.startsWith('"'))?.at;
  const word = place === "code" ? wordAt(text, offset) : { start: offset, end: offset };
  const end = scan.endOfLine();
  return { declaration, start, end, kind, closers: closers.join(""), place, quotes, word };
}

/** The word that a place is in or at the end of. */
export function wordAt(text: string, offset: number): Span {
  let [start, end] = [offset, offset];
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isWordPart(text.charCodeAt(end))) end++;
  return { start, end };
}

/** The last line before the cursor's own that certainly begins a declaration. */
export function lastHead(text: string, offset: number): number {
  let lineStart = lineStartBefore(text, offset);
  while (lineStart > 0) {
    lineStart = lineStartBefore(text, lineStart - 1);
    headPattern.lastIndex = lineStart;
    if (headPattern.test(text)) return lineStart;
  }
  return 0;
}

const headPattern = /(?:import|input|output|type|task|edge|start|rule|when|workflow)\b/y;

function lineStartBefore(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

interface Open {
  readonly closer: string;
  readonly at: number;
}

/** A line that may have a block below it. */
interface Head {
  readonly indent: number;
  readonly kind: CursorLine["kind"];
  readonly start: number;
}

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Goes through a text from the beginning of a line, and knows what is open. */
class Scan {
  declaration = 0;
  start = 0;
  kind: CursorLine["kind"] = "declaration";
  open: Open[] = [];
  #inComment = false;
  #at: number;
  #indent = 0;
  /** The last signs, as far as they tell whether the line goes on. */
  #last = "";
  #heads: Head[] = [];
  readonly #text: string;
  readonly #cursor: number;

  constructor(text: string, at: number, cursor: number) {
    this.#text = text;
    this.#cursor = cursor;
    this.#at = this.#nextSign(at, cursor);
    this.#newLine(this.#at);
  }

  get place(): CursorLine["place"] {
    if (this.#inComment) return "comment";
    return this.#isInString() ? "text" : "code";
  }

  to(offset: number): void {
    while (this.#at < offset && !this.#inComment) this.#next(offset);
  }

  /** Goes on to the end of the logical line, or to where a declaration certainly begins: then what is open lacks its end. */
  endOfLine(): number {
    const { start } = this;
    let end = Math.max(start, this.#at);
    this.#inComment = false;
    while (this.#at < this.#text.length) {
      const before = this.#at;
      this.#next(this.#text.length);
      if (this.start !== start) break;
      const passed = this.#text.slice(before, this.#at);
      if (!/^(?:\/\/|[\r\n])|^\s*$/.test(passed) || this.#isInString()) end = this.#at;
      headPattern.lastIndex = this.#at;
      if (/[\r\n]/.test(this.#text.charAt(this.#at - 1)) && headPattern.test(this.#text)) break;
    }
    return end;
  }

  #isInString(): boolean {
    return this.open.at(-1)?.closer.startsWith('"') === true;
  }

  #next(limit: number): void {
    const text = this.#text;
    const sign = text.charAt(this.#at);
    if (this.#isInString()) return this.#nextInString(sign);
    if (sign === "\n" || sign === "\r") return this.#lineEnd(limit);
    if (text.startsWith("//", this.#at)) {
      const end = /[\r\n]|$/g;
      end.lastIndex = this.#at;
      const at = end.exec(text)?.index ?? text.length;
      this.#inComment = at >= limit && limit === this.#cursor;
      this.#at = at;
    } else if (sign === '"') {
      const closer = text.startsWith('"""', this.#at) ? '"""' : '"';
      this.open.push({ closer, at: this.#at });
      this.#at += closer.length;
      this.#last = '"';
    } else {
      const closer = closerOf[sign];
      if (closer !== undefined) this.open.push({ closer, at: this.#at });
      else if (this.open.at(-1)?.closer === sign) this.open.pop();
      if (sign !== " ") this.#last = (this.#last + sign).slice(-5);
      else if (/\w$/.test(this.#last)) this.#last += " ";
      this.#at++;
    }
  }

  #nextInString(sign: string): void {
    const closer = this.open.at(-1)?.closer ?? "";
    if (this.#text.startsWith(closer, this.#at)) {
      this.open.pop();
      this.#at += closer.length;
    } else if (sign === "\\") this.#at += 2;
    else if (this.#text.startsWith("#{", this.#at)) {
      this.open.push({ closer: "}", at: this.#at });
      this.#at += 2;
    } else if (closer === '"' && (sign === "\n" || sign === "\r")) {
      // It has no end: what is open around it has none either.
      this.open = [];
    } else this.#at++;
  }

  /** At the end of a physical line: looks whether the next goes on with it. */
  #lineEnd(limit: number): void {
    const isInLine = this.open.some(({ closer }) => closer === '"');
    const next = this.#nextSign(this.#at, Math.max(limit, this.#at + 1));
    this.#at = next;
    if (this.#inComment) return;
    const lineStart = lineStartBefore(this.#text, next);
    const isDeeper = next - lineStart > this.#indent;
    const isCloser = /^[)\]}]/.test(this.#text.slice(next, next + 1));
    const goesOn =
      this.open.length > 0 ? !isInLine && (isDeeper || isCloser) : isDeeper && goesOnPattern.test(this.#last);
    if (!goesOn) this.#newLine(next);
  }

  /** Past blank lines and comments to the next sign, or to the limit if that is in one of them. */
  #nextSign(from: number, limit: number): number {
    const blank = /(?:[ \t\r\n]|\/\/[^\r\n]*)*/y;
    blank.lastIndex = from;
    const next = Math.min(from + (blank.exec(this.#text)?.[0].length ?? 0), limit);
    this.#inComment = this.#text.slice(lineStartBefore(this.#text, next), next).includes("//") && next === this.#cursor;
    return next;
  }

  /** A logical line begins. */
  #newLine(start: number): void {
    const lineStart = lineStartBefore(this.#text, start);
    this.open = [];
    this.#last = "";
    this.#indent = start - lineStart;
    this.start = start;
    while ((this.#heads.at(-1)?.indent ?? -1) >= this.#indent) this.#heads.pop();
    const around = this.#heads.at(-1);
    this.kind = around === undefined ? "declaration" : kindBelow(around, this.#text);
    if (around === undefined) this.declaration = lineStart;
    this.#heads.push({ indent: this.#indent, kind: this.kind, start });
  }
}

/** Signs after which a line goes on if the next is deeper. */
const goesOnPattern = /(?:[,|+*/%<>-]|[=!<>]=|\?\?|\b(?:and|or|in))\s*$/;

/** What the lines of the block below a line may be. */
function kindBelow({ kind, start }: Head, text: string): CursorLine["kind"] {
  if (kind === "statement" || kind === "attribute") return kind;
  let end = start;
  while (isLetter(text.charCodeAt(end))) end++;
  switch (text.slice(start, end)) {
    case "task":
      return kind === "member" ? kind : "attribute";
    case "workflow":
      return "member";
    case "start":
    case "when":
    case "rule":
      return "statement";
    default:
      return kind;
  }
}
