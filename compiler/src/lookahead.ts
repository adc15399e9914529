/** How the parser chooses between alternatives: by the kind of the next token, and a gate where several begin with it. */
import { getLookaheadPaths, type ILookaheadStrategy, type IToken, LLkLookaheadStrategy } from "chevrotain";

type Request = Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>[0];
type Choose = ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]>;

/** A parser, as its lookahead sees it. */
interface Looking {
  LA(howMuch: number): IToken;
}

/**
 * Finds the alternatives that may begin with a token in a table. Chevrotain's own way asks all gates, and compares the token with each
 * that an alternative may begin with, wherever one of the alternatives has a gate; and in this grammar that is in every operand.
 */
export class TableLookahead extends LLkLookaheadStrategy implements ILookaheadStrategy {
  constructor() {
    super({ maxLookahead: 1 });
  }

  override buildLookaheadForAlternation({ prodOccurrence: occurrence, rule }: Request): Choose {
    const alternatives = getLookaheadPaths({ occurrence, rule, prodType: "Alternation", maxLookahead: 1 });
    /** By the number of a kind of token; in the order of the grammar. */
    const table: number[][] = [];
    /** Those that may be empty, and so fit before any token. */
    const others: number[] = [];
    for (const [place, paths] of alternatives.entries()) {
      if (paths.some((path) => path.length === 0)) {
        for (const fitting of [others, ...table]) fitting?.push(place);
        continue;
      }
      for (const [type] of paths)
        for (const number of [type?.tokenTypeIdx ?? 0, ...(type?.categoryMatches ?? [])]) {
          const fitting = (table[number] ??= [...others]);
          if (fitting.at(-1) !== place) fitting.push(place);
        }
    }
    return function (this: unknown, choices = []) {
      for (const place of table[(this as Looking).LA(1).tokenTypeIdx] ?? others)
        if (choices[place]?.GATE?.call(this) !== false) return place;
      return undefined;
    };
  }
}
