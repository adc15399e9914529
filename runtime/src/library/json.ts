/** Operations on values whose type is known only when the workflow runs: `json`, and unions of kinds that act differently. */
import { ExpressionError } from "./expression-error.ts";
import { item } from "./list.ts";
import { describe, items, string } from "./typed-place.ts";
import type { Value } from "../workflow.ts";

/**
 * `value.name` and `value[index]` of json. A member that is missing is null, also where the value has no members at all; a
 * place in a list must exist.
 */
export function member(value: unknown, name: Value): Value {
  if (typeof name === "number") return item(items(value), name);
  const key = string(name);
  if (Array.isArray(value) || typeof value === "string") return key === "length" ? value.length : null;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  return (value as Readonly<Record<string, Value>>)[key] ?? null;
}

/** `a + b` of numbers, strings or lists. */
export function plus(a: unknown, b: unknown): Value {
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...(a as readonly Value[]), ...(b as readonly Value[])];
  throw new ExpressionError(
    `${describe(a)} and ${describe(b)} cannot be added: only two numbers, two strings or two lists can.`,
  );
}
