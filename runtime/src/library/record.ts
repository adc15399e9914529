/** The built-in functions on records. */
import { isNode } from "../brand.ts";
import { ExpressionError } from "./expression-error.ts";
import { describe } from "./typed-place.ts";

/** `keys(r)`: the names of the fields that have a value. */
export function keys(record: unknown): readonly string[] {
  return entries(record as Readonly<Record<string, unknown>>).map(([name]) => name);
}

/** `values(r)`: what the fields hold. */
export function values<T>(record: Readonly<Record<string, T>>): readonly T[] {
  return entries(record).map(([, value]) => value);
}

/** `entries(r)`: `[name, value]` for each field that has a value. */
export function entries<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  const isRecord = typeof record === "object" && record !== null && !Array.isArray(record) && !isNode(record);
  if (!isRecord) throw new ExpressionError(`A record is needed here, not ${describe(record)}.`);
  return Object.entries(record).filter(([, value]) => value !== undefined);
}
