/** What compiled code calls for expressions (language reference §7). Everything here is pure. */
export { canonical } from "./canonical.ts";
export { equal } from "./equal.ts";
export { ExpressionError } from "./expression-error.ts";
export { member, plus } from "./json.ts";
export {
  at,
  chunk,
  count,
  flatten,
  group,
  includes,
  indexOf,
  item,
  product,
  sorted,
  succeeded,
  unique,
  zip,
} from "./list.ts";
export { method } from "./method.ts";
export { abs, ceil, divide, floor, max, min, range, remainder, round, sum } from "./number.ts";
export { compare } from "./order.ts";
export { basename, dirname, extension, stem } from "./path.ts";
export { noted, sameFrom, withFrom } from "./provenance.ts";
export { entries, keys, values } from "./record.ts";
export { frozen, returned } from "./returned.ts";
export { rounds, roundsOf } from "./rounds.ts";
export { join, replace, text } from "./text.ts";
export { boolean, items, number, string } from "./typed-place.ts";
