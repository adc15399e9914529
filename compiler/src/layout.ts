/**
 * Logical lines: which tokens belong together. A logical line is a physical line and those that it goes on in: inside brackets,
 * or deeper after a line that ends in `,`, `->` or an operator. The reader hands them out one after the other, so that the
 * parser can give up on a broken one and go on where the next can be read.
 */
import { type IToken, tokenMatcher, type TokenType } from "chevrotain";
import type { Lexed, PhysicalLine } from "./lexer.ts";
import { withTabLevels } from "./tab-levels.ts";
import type { TokenList } from "./token-list.ts";
import * as t from "./tokens.ts";

export interface LogicalLine {
  readonly tokens: IToken[];
  /** Index of the first token in the file. */
  readonly first: number;
  readonly indent: number;
  readonly doc: string | undefined;
  /** Its indentation is wrong, which is reported; what else may be wrong with it follows from that. */
  readonly misplaced: boolean;
}

const closerOf = new Map<TokenType, TokenType>([
  [t.LeftParen, t.RightParen],
  [t.LeftBracket, t.RightBracket],
  [t.LeftBrace, t.RightBrace],
  [t.HoleOpen, t.HoleClose],
]);
const closers = new Set(closerOf.values());

/** Whether a token of that type closes a bracket. */
export function isCloser(type: TokenType | undefined): boolean {
  return type !== undefined && closers.has(type);
}

export class LineReader {
  #line = 0;
  #taken = 0;
  #stopped = false;
  readonly #tokens: TokenList;
  readonly #lines: readonly PhysicalLine[];
  readonly #closing: Int32Array;

  constructor(lexed: Lexed) {
    this.#tokens = lexed.list;
    this.#lines = withTabLevels(lexed.lines, lexed.list);
    this.#closing = closingBrackets(lexed.list);
  }

  /** The physical line that comes next. */
  peek(): PhysicalLine | undefined {
    return this.#stopped ? undefined : this.#lines[this.#line];
  }

  /** The token that comes next. */
  peekToken(): IToken | undefined {
    const line = this.peek();
    return line && this.#tokens.at(line.token);
  }

  read(place: "in-its-block" | "misplaced" = "in-its-block"): LogicalLine {
    const head = this.#lines[this.#line];
    if (head === undefined) throw new RangeError("there is no line to read");
    let bracketsTo = -1;
    let openFor = false;
    let token = head.token;
    for (;;) {
      this.#line++;
      const next = this.#lines[this.#line];
      const end = next?.token ?? this.#tokens.length;
      for (; token < end; token++) {
        const closing = this.#closing[token] ?? 0;
        if (closing > 0) bracketsTo = Math.max(bracketsTo, closing);
        else if (closing < 0) openFor = true;
      }
      if (next === undefined) break;
      const deeper = next.indent > head.indent;
      const inside = (bracketsTo >= end && !this.#exhausted()) || (openFor && (deeper || this.#startsWithCloser(next)));
      if (!inside && !(deeper && goesOn(this.#tokens.at(end - 1)))) break;
    }
    this.#taken += token - head.token;
    const { token: first, indent, doc } = head;
    return { tokens: this.#tokens.slice(first, token), first, indent, doc, misplaced: place === "misplaced" };
  }

  /**
   * Goes on after a broken line: at the next physical line, not before the token at `from`, that is not deeper than `line`.
   * One that starts with a closing bracket still belongs to what is broken. Returns the tokens left out.
   */
  skipBroken(line: LogicalLine, from: number): readonly IToken[] {
    let at = findLine(this.#lines, Math.max(from, line.first + 1));
    for (; at < this.#lines.length; at++) {
      const next = this.#lines[at];
      if (next !== undefined && next.indent <= line.indent && !this.#startsWithCloser(next)) break;
    }
    this.#line = at;
    return this.#tokens.slice(line.first, this.#lines[at]?.token ?? this.#tokens.length);
  }

  /** Hands out no more lines. */
  stop(): void {
    this.#stopped = true;
  }

  /** The physical line that starts with the token at `index`. */
  findLineAt(index: number): PhysicalLine | undefined {
    const line = this.#lines[findLine(this.#lines, index)];
    return line?.token === index ? line : undefined;
  }

  #startsWithCloser(line: PhysicalLine): boolean {
    return isCloser(this.#tokens.typeAt(line.token));
  }

  /** Text made of crossing brackets would be read again from each of its lines; past this, brackets join no lines. */
  #exhausted(): boolean {
    return this.#taken > 4 * this.#tokens.length + 10_000;
  }
}

/** For each token: the index of its closing bracket, -1 if it has none, 0 if it opens none. */
function closingBrackets(tokens: TokenList): Int32Array {
  const closing = new Int32Array(tokens.length);
  const open: { readonly at: number; readonly closer: TokenType }[] = [];
  const waiting = new Map<TokenType, number>();
  const count = (closer: TokenType, by: number) => waiting.set(closer, (waiting.get(closer) ?? 0) + by);
  for (let at = 0; at < tokens.length; at++) {
    const type = tokens.typeAt(at);
    if (type === undefined) continue;
    const closer = closerOf.get(type);
    if (closer !== undefined) {
      open.push({ at, closer });
      count(closer, 1);
      closing[at] = -1;
    } else if (closers.has(type) && (waiting.get(type) ?? 0) > 0) {
      // Brackets inside that have no end of their own end here too.
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        closing[top.at] = at;
        count(top.closer, -1);
        if (top.closer === type) break;
      }
    }
  }
  return closing;
}

/** Whether a line that ends in `token` goes on in the next, if that is deeper. */
function goesOn(token: IToken | undefined): boolean {
  if (token === undefined) return false;
  return [t.Comma, t.Arrow, t.Bar, t.BinaryOperator].some((type) => tokenMatcher(token, type));
}

/** Index of the first line that does not start before the token at `index`. */
function findLine(lines: readonly PhysicalLine[], index: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.token ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
