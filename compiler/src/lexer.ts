/**
 * Text to tokens. The lexer knows where physical lines begin and how deep they are indented, and takes strings apart: an
 * interpolation's tokens stand in the stream between those of the string around it. It never fails; what is no token becomes
 * one of kind `Unknown`, which no rule of the grammar takes.
 */
import type { IToken, TokenType } from "chevrotain";
import { diagnose } from "./catalogue.ts";
import {
  escapePattern,
  isDigit,
  isHighSurrogate,
  isLetter,
  isScalar,
  isWordPart,
  lineEndPattern,
  numberPattern,
  numberType,
  unknownPattern,
} from "./characters.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { textBlockEnd } from "./text-block-end.ts";
import { TokenList } from "./token-list.ts";
import * as t from "./tokens.ts";

/** A line that starts with a token and not inside a string. */
export interface PhysicalLine {
  /** Index of its first token. */
  readonly token: number;
  /** Columns before it; a tab counts to the next multiple of eight. */
  readonly indent: number;
  /** Offset of the line. */
  readonly start: number;
  /** Offset of a tab in the indentation. */
  readonly tab: number | undefined;
  /** The documentation comment above it. */
  readonly doc: string | undefined;
}

export interface Lexed {
  /** All tokens, as objects: made when they are asked for. */
  readonly tokens: readonly IToken[];
  readonly list: TokenList;
  readonly lines: readonly PhysicalLine[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The payload of a token that ends a string or an interpolation which has no end in the text; it is reported. */
export const UNTERMINATED = "unterminated";

const MAXIMUM_INTERPOLATIONS = 50;

/** Past this many diagnostics a file is taken not to be a program at all. */
export const MAXIMUM_DIAGNOSTICS = 1000;

/** The tokens of `text`, which is that of `file`. */
export function lex(file: string, text: string): Lexed {
  const lexer = new Lexer(file, text, "to-the-quotes");
  lexer.run();
  if (!lexer.openTextBlock) return lexer;
  // A text block lacks its end, and it need not be the last one: each now ends where its lines stop being deeper.
  const second = new Lexer(file, text, "to-a-shallow-line");
  second.run();
  return second;
}

class Lexer implements Lexed {
  readonly list: TokenList;
  readonly lines: PhysicalLine[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** A text block goes on to the end of the file. */
  openTextBlock = false;

  readonly #file: string;
  readonly #text: string;
  readonly #blocksEnd: "to-the-quotes" | "to-a-shallow-line";
  #at = 0;
  /** Offset of the current line while no token of it was met. */
  #lineStart: number | undefined = 0;
  #indent = 0;
  #doc: string[] = [];
  #interpolations = 0;
  #tooDeep = false;
  #lineEnd = -1;
  #tokens: readonly IToken[] | undefined;

  constructor(file: string, text: string, blocksEnd: "to-the-quotes" | "to-a-shallow-line") {
    this.#file = file;
    this.#text = text;
    this.#blocksEnd = blocksEnd;
    this.list = new TokenList(text);
  }

  get tokens(): readonly IToken[] {
    return (this.#tokens ??= this.list.slice(0, this.list.length));
  }

  run(): void {
    if (this.#text.startsWith("\uFEFF")) this.#lineStart = this.#at = 1;
    while (this.#at < this.#text.length) this.#next(this.#text.length);
    if (!this.#text.isWellFormed()) this.#brokenCharacters();
  }

  /** Goes past one token, comment or piece of white space. */
  #next(limit: number): void {
    const code = this.#text.charCodeAt(this.#at);
    if (code === 32 || code === 9) this.#at++;
    else if (code === 10 || code === 13) this.#newLine();
    else if (code === 47 && this.#text.startsWith("//", this.#at)) this.#comment();
    else if (code === 34) this.#string(limit);
    else if (isLetter(code)) this.#word();
    else if (isDigit(code)) this.#number();
    else this.#sign();
  }

  #newLine(): void {
    this.#at++;
    if (this.#interpolations === 0) this.#lineStart = this.#at;
  }

  #comment(): void {
    const end = this.#endOfLine();
    const comment = this.#text.slice(this.#at, end);
    if (this.#lineStart !== undefined && comment.startsWith("///") && !comment.startsWith("////")) {
      this.#doc.push(comment.slice(3).replace(/^ /, "").trimEnd());
    }
    this.#at = end;
  }

  #word(): void {
    let end = this.#at + 1;
    while (isWordPart(this.#text.charCodeAt(end))) end++;
    this.#take(t.tokenOfWord(this.#text.slice(this.#at, end)), end - this.#at);
  }

  #number(): void {
    numberPattern.lastIndex = this.#at;
    const [image = "", digits = "", unit = ""] = numberPattern.exec(this.#text) ?? [];
    this.#take(numberType(digits, unit), image.length);
  }

  #sign(): void {
    const two = this.#text.slice(this.#at, this.#at + 2);
    const ofTwo = t.findSign(two);
    if (ofTwo !== undefined) return this.#take(ofTwo, two.length);
    const ofOne = t.findSign(two.charAt(0));
    if (ofOne !== undefined) return this.#take(ofOne, 1);
    unknownPattern.lastIndex = this.#at;
    this.#take(t.Unknown, unknownPattern.exec(this.#text)?.[0].length ?? 1);
  }

  /** The next characters are a token. */
  #take(type: TokenType, length: number): void {
    this.#push(type, this.#at, this.#at + length);
    this.#at += length;
  }

  #push(type: TokenType, start: number, end: number, payload?: string): void {
    if (this.#lineStart !== undefined) this.#startLine(start);
    this.list.push(type, start, end, payload);
  }

  #startLine(start: number): void {
    const lineStart = this.#lineStart ?? start;
    let indent = 0;
    let tab: number | undefined;
    for (let at = lineStart; at < start; at++) {
      if (this.#text.charCodeAt(at) === 9) {
        tab ??= at;
        indent = (indent | 7) + 1;
      } else indent++;
    }
    const doc = this.#doc.length > 0 ? this.#doc.join("\n") : undefined;
    this.lines.push({ token: this.list.length, indent, start: lineStart, tab, doc });
    this.#indent = indent;
    this.#doc = [];
    this.#lineStart = undefined;
  }

  /** The offset of the next line end; computed once a line, for a line may hold very many strings. */
  #endOfLine(): number {
    if (this.#lineEnd < this.#at) {
      lineEndPattern.lastIndex = this.#at;
      this.#lineEnd = lineEndPattern.exec(this.#text)?.index ?? this.#text.length;
    }
    return this.#lineEnd;
  }

  #string(limit: number): void {
    if (this.#interpolations === 0 && this.#text.startsWith('"""', this.#at)) this.#textBlock();
    else this.#lineString(Math.min(this.#endOfLine(), limit));
  }

  #lineString(limit: number): void {
    const start = this.#at;
    const first = this.list.length;
    const outermost = this.#interpolations === 0;
    const diagnostics = this.diagnostics.length;
    let chunk = start + 1;
    this.#at = chunk;
    while (this.#at < limit) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) {
        this.#at++;
        return this.#closeString(first, start, chunk, 1);
      }
      if (code === 92) this.#escape(limit);
      else if (code === 35 && this.#at + 1 < limit && this.#text.charCodeAt(this.#at + 1) === 123) {
        const hole = this.#at;
        this.#openHole(first, start, chunk, 1);
        if (!this.#interpolation(limit)) {
          // A string inside that has no end is the same mistake as this interpolation's missing end.
          if (outermost) this.#noEnd("interpolation", hole, hole + 2);
          this.#push(t.HoleClose, limit, limit, UNTERMINATED);
          this.#at = limit;
          return this.#closeString(first, start, limit, 0, UNTERMINATED);
        }
        chunk = this.#at;
      } else this.#at++;
    }
    this.#at = limit;
    if (outermost) {
      // What is wrong with its escapes need not be meant as part of it.
      this.diagnostics.length = diagnostics;
      this.#noEnd("string", start, limit);
    }
    this.#closeString(first, start, chunk, 0, UNTERMINATED);
  }

  #textBlock(): void {
    const start = this.#at;
    const first = this.list.length;
    if (this.#lineStart !== undefined) this.#startLine(start);
    const { end, closed } = textBlockEnd(
      this.#text,
      start + 3,
      this.#blocksEnd === "to-the-quotes" ? -1 : this.#indent,
    );
    this.openTextBlock ||= !closed;
    if (!closed) this.#noEnd("text block", start, start + 3);
    let chunk = start + 3;
    let confined = false;
    this.#at = chunk;
    while (this.#at < end) {
      if (this.#text.startsWith("\\#{", this.#at)) this.#at += 3;
      else if (this.#text.startsWith("#{", this.#at)) {
        const hole = this.#at;
        this.#openHole(first, start, chunk, 3);
        const tokens = this.list.length;
        const diagnostics = this.diagnostics.length;
        if (!this.#interpolation(confined ? Math.min(this.#endOfLine(), end) : end)) {
          // The block goes on below; its other interpolations must end on their own lines, so that this takes no square time.
          confined = true;
          this.list.cut(tokens);
          this.diagnostics.length = diagnostics;
          this.#noEnd("interpolation", hole, hole + 2);
          this.#at = hole;
          this.#lineEnd = -1;
          this.#at = Math.min(this.#endOfLine(), end);
          this.#push(t.HoleClose, this.#at, this.#at, UNTERMINATED);
        }
        chunk = this.#at;
      } else this.#at++;
    }
    this.#at = closed ? end + 3 : end;
    this.#closeString(first, start, chunk, closed ? 3 : 0, closed ? undefined : UNTERMINATED);
  }

  /** The tokens before the content of an interpolation, whose `#{` is here. `first` would be the string's first token. */
  #openHole(first: number, start: number, chunk: number, quotes: number): void {
    if (this.list.length === first) this.#push(t.TextOpen, start, start + quotes);
    this.#push(t.TextChunk, chunk, this.#at);
    this.#push(t.HoleOpen, this.#at, this.#at + 2);
    this.#at += 2;
  }

  /** The tokens of an interpolation from after its `#{` to its `}`. False: it has none before `limit`. */
  #interpolation(limit: number): boolean {
    if (this.#interpolations === MAXIMUM_INTERPOLATIONS) {
      const span = { start: this.#at - 2, end: this.#at };
      const expected = `at most ${MAXIMUM_INTERPOLATIONS} strings inside each other`;
      this.#report(diagnose("ADG1001", { file: this.#file, span }, { found: "", expected }));
      this.#tooDeep = true;
      return false;
    }
    this.#interpolations++;
    let braces = 0;
    while (this.#at < limit) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 123) braces++;
      else if (code === 125 && --braces < 0) break;
      this.#next(limit);
      if (this.list.payloadAt(this.list.length - 1) === UNTERMINATED) break;
    }
    this.#interpolations--;
    if (braces >= 0 || this.#at >= limit) return false;
    this.#push(t.HoleClose, this.#at, this.#at + 1);
    this.#at++;
    return true;
  }

  /** The last tokens of the string from `start` to here; `chunk` begins what follows its last interpolation. */
  #closeString(first: number, start: number, chunk: number, quotes: number, payload?: string): void {
    if (this.list.length === first) return this.#push(t.Text, start, this.#at, payload);
    this.#push(t.TextChunk, chunk, this.#at - quotes);
    this.#push(t.TextClose, this.#at - quotes, this.#at, payload);
  }

  /** Goes past an escape in a string on one line. */
  #escape(limit: number): void {
    escapePattern.lastIndex = this.#at;
    const [escape = ""] = escapePattern.exec(this.#text) ?? [];
    if (escape !== "" && this.#at + escape.length <= limit && isScalar(escape)) {
      this.#at += escape.length;
      return;
    }
    const bad = escape === "" ? Math.min(this.#at + 2, limit) : this.#at + escape.length;
    const end = isHighSurrogate(this.#text.charCodeAt(bad - 1)) ? Math.min(bad + 1, limit) : bad;
    // A backslash that ends the line: the string without end is what is wrong.
    if (end - this.#at > 1) {
      const found = `"${this.#text.slice(this.#at, end)}"`;
      const expected = 'an escape: \\n, \\t, \\", \\\\, \\#{ or \\u{hex}';
      const place = { file: this.#file, span: { start: this.#at, end } };
      this.#report(diagnose("ADG1001", place, { found, expected }));
    }
    this.#at = end;
  }

  /** Outside of strings the grammar takes no such character anyway. */
  #brokenCharacters(): void {
    for (const { tokenType, image, startOffset } of this.tokens) {
      if ((tokenType !== t.Text && tokenType !== t.TextChunk) || image.isWellFormed()) continue;
      const start = startOffset + image.search(/\p{Surrogate}/u);
      const place = { file: this.#file, span: { start, end: start + 1 } };
      this.#report(diagnose("ADG1001", place, { found: "half a character", expected: "text in UTF-8" }));
    }
  }

  #report(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < MAXIMUM_DIAGNOSTICS) this.diagnostics.push(diagnostic);
  }

  #noEnd(what: "string" | "interpolation" | "text block", start: number, end: number): void {
    if (this.#tooDeep) this.#tooDeep = false;
    else this.#report(diagnose("ADG1003", { file: this.#file, span: { start, end } }, { what }));
  }
}
