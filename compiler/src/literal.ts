/** The values of literals that are one token. */
import type { IToken } from "chevrotain";
import type { Expression } from "./ast.ts";
import { spanOf } from "./cst.ts";
import * as t from "./tokens.ts";
import { durationUnits, sizeUnits } from "./units.ts";

/** The value of a number as it is written: `1_000` is 1000. */
export function numberOf(image: string): number {
  return Number(image.replaceAll("_", ""));
}

/** The expression that a token of kind `Literal` is. */
export function literalOf(token: IToken): Expression {
  const span = spanOf(token);
  switch (token.tokenType) {
    case t.NumberToken: {
      const value = numberOf(token.image);
      return { kind: "number", value, int: Number.isInteger(value) && !token.image.includes("."), span };
    }
    case t.Duration: {
      return { kind: "duration", value: inUnits(token.image, durationUnits), span };
    }
    case t.Size: {
      return { kind: "size", value: inUnits(token.image, sizeUnits), span };
    }
    case t.Null: {
      return { kind: "null", span };
    }
    default: {
      return { kind: "boolean", value: token.tokenType === t.True, span };
    }
  }
}

function inUnits(image: string, units: ReadonlyMap<string, number>): number {
  const unit = /[A-Za-z]+$/.exec(image)?.[0] ?? "";
  return numberOf(image.slice(0, image.length - unit.length)) * (units.get(unit) ?? 1);
}
