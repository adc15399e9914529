/** Orders of values: of `<`, and the total one of `sorted`. */
import { describeValue } from "../value-text.ts";
import { isNode } from "../brand.ts";
import { ExpressionError } from "./expression-error.ts";

/** `<` and its like: below 0, 0 or above 0. Two numbers by value or two strings by code point; anything else cannot be compared. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  throw new ExpressionError(
    `${describeValue(a)} and ${describeValue(b)} cannot be compared: only two numbers or two strings can.`,
  );
}

/** The total order of `sorted`: numbers by value, then strings by code point, then all else by its JSON text. Nodes have no order. */
export function totalOrder(a: unknown, b: unknown): number {
  if (isNode(a) && isNode(b)) return 0;
  const byKind = rank(a) - rank(b);
  if (byKind !== 0) return byKind;
  return rank(a) === 2 ? compareText(JSON.stringify(a ?? null), JSON.stringify(b ?? null)) : compare(a, b);
}

function rank(value: unknown): 0 | 1 | 2 | 3 {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return 1;
  return isNode(value) ? 3 : 2;
}

/**
 * By code point. UTF-16 units agree with code points but where a surrogate meets one of U+E000–U+FFFF: surrogates stand for
 * higher code points, yet are lower units.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
