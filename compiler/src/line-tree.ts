import type { CstElement, CstNode, CstNodeLocation, IToken } from "chevrotain";

/**
 * The concrete tree of a line, for other lines of tokens of the same kinds: these get the very same tree with their own tokens in it,
 * since to make a tree costs more than to build from it. So a tree is lent to one line at a time.
 */
export class LineTree {
  readonly #root: CstNode;
  /** Of the line that the tree was made for, until its places are known: tokens keep the whole text that they are from. */
  #tokens: readonly IToken[];
  /** Looked for when another line asks: most trees of a text that is like no other are never asked for again. */
  #places: Places | undefined;

  /** The tree of a line, which was read without an error. */
  constructor(root: CstNode, tokens: readonly IToken[]) {
    this.#root = root;
    this.#tokens = tokens;
  }

  /** The tree for another line: of as many tokens, each of the same kind. */
  lend(tokens: readonly IToken[]): CstNode {
    const { leaves, ranges } = (this.#places ??= placesOf(this.#root, this.#tokens));
    this.#tokens = [];
    for (const { elements, place, token } of leaves) elements[place] = tokens[token] as IToken;
    for (const { location, first, last } of ranges) {
      location.startOffset = tokens[first]?.startOffset ?? Number.NaN;
      location.endOffset = tokens[last]?.endOffset ?? Number.NaN;
    }
    return this.#root;
  }
}

/** Where the tokens of a line stand in its tree. */
interface Places {
  /** The place of each leaf, and which token of the line it is. */
  readonly leaves: readonly { readonly elements: CstElement[]; readonly place: number; readonly token: number }[];
  /** The range of each branch that has tokens, and its first and last one. */
  readonly ranges: readonly { readonly location: CstNodeLocation; readonly first: number; readonly last: number }[];
}

function placesOf(root: CstNode, tokens: readonly IToken[]): Places {
  const leaves: Places["leaves"][number][] = [];
  const ranges: Places["ranges"][number][] = [];
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  visit(root);
  return { leaves, ranges };

  /** Answers the first and the last token of a node. */
  function visit({ children, location }: CstNode): readonly [first: number, last: number] {
    let first = Infinity;
    let last = -1;
    for (const elements of Object.values(children))
      for (const [place, element] of elements.entries()) {
        const token = "name" in element ? undefined : (numbers.get(element) ?? 0);
        if (token !== undefined) leaves.push({ elements, place, token });
        const [from, to] = token === undefined ? visit(element as CstNode) : [token, token];
        first = Math.min(first, from);
        last = Math.max(last, to);
      }
    if (location !== undefined && last >= 0) ranges.push({ location, first, last });
    return [first, last];
  }
}
