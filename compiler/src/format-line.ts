/** One logical line as a document: the space between its tokens, where it may be broken, and the comments inside it. */
import type { CstNode, IToken } from "chevrotain";
import { type Comment, commentsIn } from "./format-comments.ts";
import { type Document, fill, group, hardLine, line, nest, softLine, suffix } from "./format-document.ts";
import { indentTextBlock, type StringPart } from "./format-text-block.ts";
import { isNode } from "./cst.ts";
import * as t from "./tokens.ts";

/** A broken expression goes on this much deeper than its line; a block below a line is less deep than that. */
const CONTINUATION = 4;

/** The tokens of a logical line in their roles, with the text that they stand in. */
export interface TokenLine {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** The grammar rule that takes a token. */
  readonly roles: ReadonlyMap<IToken, string>;
}

/** A line with the roles that `node`, its tree, gives its tokens. */
export function tokenLine(text: string, tokens: readonly IToken[], node: CstNode): TokenLine {
  const roles = new Map<IToken, string>();
  const visit = (parent: CstNode): void => {
    for (const element of Object.values(parent.children).flat())
      if (isNode(element)) visit(element);
      else roles.set(element, parent.name);
  };
  visit(node);
  return { text, tokens, roles };
}

/** The document of the tokens from index `from` to before `to`. */
export function documentOf(line: TokenLine, from: number, to: number): Document {
  return new LineBuilder(line).sequence(from, to, CONTINUATION);
}

class LineBuilder {
  readonly #line: TokenLine;

  constructor(line: TokenLine) {
    this.#line = line;
  }

  /** What stands between two brackets or commas: pieces, between which the line may be broken `columns` deeper. */
  sequence(from: number, to: number, columns: number): Document {
    const pieces: Document[][] = [[]];
    const comments: Document[] = [];
    for (let at = from; at < to;) {
      const broken = at > from && this.#mayBreakBefore(at, columns);
      if (broken) pieces.push([]);
      const piece = pieces.at(-1) ?? [];
      if (at > from) {
        comments.push(...this.#comments(at).map(({ text }) => suffix(text)));
        if (!broken && this.#isSpaceBefore(at)) piece.push(" ");
      }
      const end = this.#endOfUnit(at);
      piece.push(this.#unit(at, end));
      at = end;
    }
    const [first = [], ...others] = pieces;
    return [first, ...others.map((piece) => fill(nest(columns, [line, piece]))), ...comments];
  }

  /** The index after a bracket with its content, a string or a single token. */
  #endOfUnit(at: number): number {
    const opener = this.#type(at);
    const closer = closerOf.get(opener);
    if (closer === undefined) return at + 1;
    let depth = 1;
    let end = at + 1;
    for (; depth > 0 && end < this.#line.tokens.length; end++) {
      if (this.#type(end) === opener) depth++;
      else if (this.#type(end) === closer) depth--;
    }
    return end;
  }

  #unit(from: number, to: number): Document {
    if (this.#type(from) === t.TextOpen || this.#type(from) === t.Text) return this.#string(from, to);
    return to - from > 1 ? this.#bracket(from, to) : this.#token(from).image;
  }

  /** A bracket: on one line, or its elements one a line. A comma after the last asks for the latter. */
  #bracket(from: number, to: number): Document {
    const open = this.#token(from).image;
    const close = this.#token(to - 1).image;
    const elements = this.#elements(from + 1, to - 1);
    const [only] = elements;
    const last = this.#comments(to - 1);
    if (only === undefined && last.length === 0) return open + close;
    if (only !== undefined && elements.length === 1 && this.#hugs(from, only.from, to - 1)) {
      return [open, this.sequence(only.from, only.to, 2), close];
    }
    const isTrailing = this.#type(to - 2) === t.Comma;
    const inner: Document[] = [];
    elements.forEach((element, index) => {
      const comments = this.#comments(element.from);
      inner.push(...comments.filter(({ place }) => place === "behind").map(({ text }) => suffix(text)));
      inner.push(index > 0 ? line : edge(open));
      for (const { text } of comments.filter(({ place }) => place === "above")) inner.push(text, hardLine);
      inner.push(this.sequence(element.from, element.to, 2));
      inner.push(...this.#comments(element.to).flatMap(({ text }) => (element.to < to - 1 ? suffix(text) : [])));
      if (index < elements.length - 1 || isTrailing) inner.push(",");
    });
    for (const { text, place } of last) inner.push(place === "behind" ? suffix(text) : [hardLine, text]);
    return group([open, nest(2, inner), edge(open), close], { broken: isTrailing });
  }

  /** What stands between the commas that belong to the bracket. */
  #elements(from: number, to: number): readonly { readonly from: number; readonly to: number }[] {
    const role = this.#role(from - 1);
    const elements: { from: number; to: number }[] = [];
    let start = from;
    for (let at = from; at < to; at = this.#endOfUnit(at)) {
      if (this.#type(at) !== t.Comma || this.#role(at) !== role) continue;
      elements.push({ from: start, to: at });
      start = at + 1;
    }
    if (start < to) elements.push({ from: start, to });
    return elements;
  }

  /** Whether the bracket at `open` has nothing but another bracket in it, so that both are broken as one. */
  #hugs(open: number, from: number, close: number): boolean {
    if (this.#type(open) === t.LeftBrace || !brackets.has(this.#type(from))) return false;
    const comments = [...this.#comments(from), ...this.#comments(close)];
    return this.#endOfUnit(from) === close && comments.length === 0;
  }

  /** A string as it is written, but for the indentation of a text block. */
  #string(from: number, to: number): Document {
    const start = this.#token(from).startOffset;
    const source = this.#line.text.slice(start, endOf(this.#token(to - 1)));
    if (!source.startsWith('"""') || !source.includes("\n")) return source;
    const parts: StringPart[] = [];
    let at = start + 3;
    let depth = 0;
    const part = (kind: StringPart["kind"], end: number) => {
      parts.push({ kind, source: this.#line.text.slice(at, end) });
      at = end;
    };
    for (const token of this.#line.tokens.slice(from, to)) {
      if (token.tokenType === t.HoleOpen && ++depth === 1) part("text", token.startOffset);
      else if (token.tokenType === t.HoleClose && --depth === 0) part("hole", endOf(token));
    }
    part("text", start + source.length - 3);
    return { kind: "block", at: (indent) => indentTextBlock(parts, indent) };
  }

  #mayBreakBefore(at: number, columns: number): boolean {
    const before = this.#token(at - 1);
    const role = this.#role(at - 1);
    if (before.tokenType === t.Comma) return role === "names" || role === "rule";
    if (before.tokenType === t.Arrow) return role === "edge";
    if (before.tokenType === t.Bar) return true;
    if (role === "expression") return !tight.has(before.image);
    // Only brackets let a line end before these.
    return columns !== CONTINUATION && breakingWords.has(`${this.#role(at)} ${this.#token(at).image}`);
  }

  #isSpaceBefore(at: number): boolean {
    const type = this.#type(at);
    const before = this.#type(at - 1);
    const role = this.#role(at);
    if (type === t.Comma || type === t.Colon || type === t.Dot || type === t.Question || before === t.Dot) return false;
    if (before === t.Minus && this.#role(at - 1) === "operand") return false;
    if (type === t.LeftParen) return role !== "arguments" && role !== "signature";
    if (type === t.LeftBracket) return role !== "postfix" && role !== "event" && role !== "typeSuffix";
    if (role === "namedType" && (type === t.Less || type === t.Greater)) return false;
    return before !== t.Less || this.#role(at - 1) !== "namedType";
  }

  #comments(at: number): readonly Comment[] {
    const before = this.#line.tokens[at - 1];
    if (before === undefined) return [];
    return commentsIn(this.#line.text.slice(endOf(before), this.#token(at).startOffset));
  }

  #token(at: number): IToken {
    const token = this.#line.tokens[at];
    if (token === undefined) throw new RangeError("the line has no such token");
    return token;
  }

  #type(at: number): IToken["tokenType"] {
    return this.#token(at).tokenType;
  }

  #role(at: number): string {
    return this.#line.roles.get(this.#token(at)) ?? "";
  }
}

/** The offset after a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** Braces have spaces inside. */
function edge(open: string): Document {
  return open === "{" ? line : softLine;
}

const closerOf = new Map([
  [t.LeftParen, t.RightParen],
  [t.LeftBracket, t.RightBracket],
  [t.LeftBrace, t.RightBrace],
  [t.TextOpen, t.TextClose],
]);

const brackets = new Set([t.LeftParen, t.LeftBracket, t.LeftBrace]);

/** Operators whose line does not end behind them: what they compare or scale stands together. */
const tight = new Set(["==", "!=", "<", "<=", ">", ">=", "in", "*", "/", "%"]);

const breakingWords = new Set(["comprehension for", "comprehension if", "conditional then", "conditional else"]);
