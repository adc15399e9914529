/** A token as the lexer makes it. */
import type { IToken, TokenType } from "chevrotain";

/** Holds where it stands and not what: a large file has very many, and few are asked for their text. */
export class Token implements IToken {
  /** What is said of those that end what has no end in the text. */
  declare readonly payload?: string;
  readonly tokenTypeIdx: number;
  readonly tokenType: TokenType;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly #text: string;

  /** From `start` to before `end` in `text`. */
  constructor(tokenType: TokenType, text: string, start: number, end: number) {
    this.tokenType = tokenType;
    this.tokenTypeIdx = tokenType.tokenTypeIdx ?? 0;
    this.startOffset = start;
    this.endOffset = end - 1;
    this.#text = text;
  }

  get image(): string {
    return this.#text.slice(this.startOffset, this.endOffset + 1);
  }
}
