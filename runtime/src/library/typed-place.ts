/** Where a json value meets a typed place: the value, or an error that names what came. */
import { describeValue } from "../value-text.ts";
import { isNode } from "../brand.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Value } from "../workflow.ts";

/** Where a json value meets a place for a number. */
export function number(value: unknown): number {
  if (typeof value === "number") return value;
  throw new ExpressionError(`A number is needed here, not ${describe(value)}.`);
}

/** Where a json value meets a place for a boolean. */
export function boolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new ExpressionError(`true or false is needed here, not ${describe(value)}.`);
}

/** Where a json value meets a place for a string. */
export function string(value: unknown): string {
  if (typeof value === "string") return value;
  throw new ExpressionError(`A string is needed here, not ${describe(value)}.`);
}

/** Where a json value is gone through, or meets a place for a list. */
export function items(value: unknown): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  throw new ExpressionError(`A list is needed here, not ${describe(value)}.`);
}

/** What came, in a few words. */
export function describe(value: unknown): string {
  return isNode(value) ? "a node" : describeValue(value ?? null);
}
