/** How deep a line may nest. Every pass walks the tree recursively; what is let through here none of them can stumble over. */
import { type IToken, tokenMatcher } from "chevrotain";
import * as t from "./tokens.ts";

/** Brackets, interpolations, `if … then` and `:` inside each other. */
const MAXIMUM_NESTING = 100;
/** Operators, members and calls in a row: the depth of the tree of `a + b + c`. */
const MAXIMUM_CHAIN = 400;
/** Indented blocks inside each other. */
export const MAXIMUM_BLOCKS = 100;

export interface TooDeep {
  readonly token: IToken;
  /** What would be right, for a message. */
  readonly expected: string;
}

/** The first token of a line that nests too deep, if one does. */
export function findTooDeep(tokens: readonly IToken[]): TooDeep | undefined {
  let here = { nested: 0, chained: 0 };
  const around: (typeof here)[] = [];
  let nested = 0;
  let chained = 0;
  for (const token of tokens) {
    const type = token.tokenType;
    if (type === t.Comma) {
      nested -= here.nested;
      chained -= here.chained;
      here = { nested: 0, chained: 0 };
    } else if (openers.has(type)) {
      here.chained++;
      chained++;
      around.push(here);
      here = { nested: 1, chained: 0 };
      nested++;
    } else if (closers.has(type)) {
      nested -= here.nested;
      chained -= here.chained;
      here = around.pop() ?? { nested: 0, chained: 0 };
    } else if (type === t.Then || type === t.Colon) {
      here.nested++;
      nested++;
    } else if (isLink(token)) {
      here.chained++;
      chained++;
    }
    if (nested > MAXIMUM_NESTING) {
      return { token, expected: `at most ${MAXIMUM_NESTING} brackets or branches inside each other` };
    }
    if (chained > MAXIMUM_CHAIN) return { token, expected: `at most ${MAXIMUM_CHAIN} operators in one expression` };
  }
  return undefined;
}

const openers = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace, t.HoleOpen]);
const closers = new Set([t.RightParen, t.RightBracket, t.RightBrace, t.HoleClose]);

function isLink(token: IToken): boolean {
  const type = token.tokenType;
  return type === t.Dot || type === t.Not || type === t.Question || tokenMatcher(token, t.BinaryOperator);
}
