import type { IToken, TokenType } from "chevrotain";
import { Token } from "./token.ts";
import { vocabulary } from "./tokens.ts";

/**
 * The tokens of a text, as numbers: objects for all of them would be most of what a large file keeps in memory, and are wanted of one
 * line at a time.
 */
export class TokenList {
  readonly #text: string;
  /** Of each token the number of its type, and where it starts and ends. */
  #cells: Int32Array;
  #length = 0;
  /** Of the few that have one, by their index. */
  readonly #payloads = new Map<number, string>();

  constructor(text: string) {
    this.#text = text;
    // Few texts have more tokens than half their characters. What is not written to takes no memory.
    this.#cells = new Int32Array(CELLS * (text.length / 2 + 8));
  }

  get length(): number {
    return this.#length;
  }

  /** A token from `start` to before `end`. */
  push(type: TokenType, start: number, end: number, payload?: string): void {
    const cell = CELLS * this.#length;
    if (cell + CELLS > this.#cells.length) {
      const cells = new Int32Array(2 * this.#cells.length);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[cell] = type.tokenTypeIdx ?? 0;
    this.#cells[cell + 1] = start;
    this.#cells[cell + 2] = end;
    if (payload !== undefined) this.#payloads.set(this.#length, payload);
    this.#length++;
  }

  /** Takes all tokens but the first `length` away. */
  cut(length: number): void {
    for (let index = length; index < this.#length; index++) this.#payloads.delete(index);
    this.#length = length;
  }

  typeAt(index: number): TokenType | undefined {
    return index >= 0 && index < this.#length ? types[this.#cells[CELLS * index] ?? 0] : undefined;
  }

  payloadAt(index: number): string | undefined {
    return this.#payloads.get(index);
  }

  /** The token at an index, as an object. */
  at(index: number): IToken | undefined {
    const type = this.typeAt(index);
    if (type === undefined) return undefined;
    const cell = CELLS * index;
    const token = new Token(type, this.#text, this.#cells[cell + 1] ?? 0, this.#cells[cell + 2] ?? 0);
    const payload = this.#payloads.size === 0 ? undefined : this.#payloads.get(index);
    return payload === undefined ? token : Object.assign(token, { payload });
  }

  /** The tokens from `first` to before `end`. */
  slice(first: number, end: number): IToken[] {
    const tokens: IToken[] = [];
    for (let index = first; index < end; index++) {
      const token = this.at(index);
      if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }
}

const CELLS = 3;

/** The types by their numbers. */
const types: TokenType[] = [];
for (const type of vocabulary) types[type.tokenTypeIdx ?? 0] = type;
