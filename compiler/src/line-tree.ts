import type { CstElement, CstNode, CstNodeLocation, IToken } from "chevrotain";

/**
 * The concrete tree of a line, for other lines of the same text: these get the very same tree with their own tokens in it, since to
 * make a tree costs more than to build from it. So a tree is lent to one line at a time.
 */
export class LineTree {
  readonly #root: CstNode;
  /** The place of each leaf, and which token of the line it is. */
  readonly #leaves: readonly { readonly elements: CstElement[]; readonly place: number; readonly token: number }[];
  /** The range of each branch, and its first and last token. */
  readonly #ranges: readonly { readonly location: CstNodeLocation; readonly first: number; readonly last: number }[];
  readonly #count: number;
  #borrower: symbol;
  #indent: number;

  /** The tree of a line of the `borrower`, which was read without an error. */
  constructor(root: CstNode, tokens: readonly IToken[], { borrower, indent }: Loan) {
    this.#root = root;
    this.#count = tokens.length;
    this.#borrower = borrower;
    this.#indent = indent;
    const places = new Map(tokens.map((token, place) => [token, place]));
    this.#leaves = [...leavesOf(root)].map(({ elements, place, leaf }) => ({
      elements,
      place,
      token: places.get(leaf) ?? 0,
    }));
    const startingAt = new Map(tokens.map(({ startOffset }, place) => [startOffset, place]));
    const endingAt = new Map(tokens.map(({ endOffset }, place) => [endOffset, place]));
    this.#ranges = [...branchesOf(root)].flatMap(({ location }) => {
      const first = startingAt.get(location?.startOffset ?? Number.NaN);
      const last = endingAt.get(location?.endOffset);
      return location === undefined || first === undefined || last === undefined ? [] : [{ location, first, last }];
    });
  }

  /**
   * The tree for another line of the same text. `undefined`: a line that this one may stand in the block of still needs it. Lines
   * that are not deeper than the one that has it are outside of its block, so that one is done.
   */
  lend(tokens: readonly IToken[], { borrower, indent }: Loan): CstNode | undefined {
    if (tokens.length !== this.#count || (borrower === this.#borrower && indent > this.#indent)) return undefined;
    this.#borrower = borrower;
    this.#indent = indent;
    for (const { elements, place, token } of this.#leaves) elements[place] = tokens[token] as IToken;
    for (const { location, first, last } of this.#ranges) {
      location.startOffset = tokens[first]?.startOffset ?? Number.NaN;
      location.endOffset = tokens[last]?.endOffset ?? Number.NaN;
    }
    return this.#root;
  }
}

/** Who reads a line (not the reader itself, or a tree would keep all of a text that is long gone), and how deep it is indented. */
interface Loan {
  readonly borrower: symbol;
  readonly indent: number;
}

function* branchesOf(node: CstNode): Generator<CstNode> {
  yield node;
  for (const elements of Object.values(node.children))
    for (const element of elements) if ("name" in element) yield* branchesOf(element);
}

function* leavesOf({ children }: CstNode): Generator<{ elements: CstElement[]; place: number; leaf: IToken }> {
  for (const elements of Object.values(children))
    for (const [place, element] of elements.entries()) {
      if ("name" in element) yield* leavesOf(element);
      else yield { elements, place, leaf: element };
    }
}
