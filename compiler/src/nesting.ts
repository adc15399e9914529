/** How deep a line may nest. Every pass walks the tree recursively; what is let through here none of them can stumble over. */
import { type IToken, tokenMatcher } from "chevrotain";
import * as t from "./tokens.ts";

/** Brackets, interpolations, `if … then` and `:` inside each other. */
const MAXIMUM_NESTING = 100;
/** Operators, members and calls in a row: the depth of the tree of `a + b + c`. */
const MAXIMUM_CHAIN = 400;
/** Indented blocks inside each other. */
export const MAXIMUM_BLOCKS = 100;
/** Branches of one `if`, each of which JavaScript takes to be inside the one before. */
export const MAXIMUM_BRANCHES = 400;

export interface TooDeep {
  readonly token: IToken;
  /** What would be right, for a message. */
  readonly expected: string;
}

/** The first token of a line that nests too deep, if one does. */
export function findTooDeep(tokens: readonly IToken[]): TooDeep | undefined {
  // Most lines are too short for it.
  if (tokens.length <= MAXIMUM_NESTING) return undefined;
  // Of the item of a list that is being read, at each level of brackets: its `then`s and `:`s, and its operators.
  let here = { branches: 0, links: 0 };
  const around: (typeof here)[] = [];
  let branches = 0;
  let links = 0;

  function leaveItem(): void {
    branches -= here.branches;
    links -= here.links;
  }

  for (const token of tokens) {
    const type = token.tokenType;
    if (type === t.Comma) {
      leaveItem();
      here = { branches: 0, links: 0 };
    } else if (closers.has(type)) {
      leaveItem();
      here = around.pop() ?? { branches: 0, links: 0 };
    } else if (type === t.Then || type === t.Colon) {
      here.branches++;
      branches++;
    } else if (isLink(token)) {
      here.links++;
      links++;
    }
    if (openers.has(type)) {
      around.push(here);
      here = { branches: 0, links: 0 };
    }
    if (around.length + branches > MAXIMUM_NESTING) {
      return { token, expected: `at most ${MAXIMUM_NESTING} brackets or branches inside each other` };
    }
    if (links > MAXIMUM_CHAIN) return { token, expected: `at most ${MAXIMUM_CHAIN} operators in one expression` };
  }
  return undefined;
}

const openers = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace, t.HoleOpen]);
const closers = new Set([t.RightParen, t.RightBracket, t.RightBrace, t.HoleClose]);

function isLink(token: IToken): boolean {
  const type = token.tokenType;
  return (
    openers.has(type) ||
    type === t.Dot ||
    type === t.Not ||
    type === t.Question ||
    tokenMatcher(token, t.BinaryOperator)
  );
}
