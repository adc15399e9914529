/** The border between expressions and functions of the user's: what they are given is frozen, and what they give is checked. */
import { conform } from "../values.ts";
import type { ValueType, Workflow } from "../workflow.ts";
import { ExpressionError } from "./expression-error.ts";

/** What a function of the user's is given: it must not change a value that others see. Freezes what an expression has just made. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/**
 * What a function gave, as a value of the type that it should be of; an error that names what came where it is not. `name`: the
 * function's. The value is frozen; where it was not, it is a copy.
 */
export function returned(name: string, value: unknown, type: ValueType, types: Workflow["types"]): unknown {
  if (isNativePromise(value)) {
    // Nobody waits for it: were it to fail later, that would end the whole process.
    value.then(undefined, () => undefined);
    throw new ExpressionError(`"${name}" gave a promise: a function in an expression must give its value at once.`);
  }
  const checked = conform(value, type, { types, at: `"${name}" gave` });
  if (checked.ok) return checked.value;
  throw new ExpressionError(`${checked.message}.`);
}

function isNativePromise(value: unknown): value is PromiseLike<unknown> {
  return value instanceof Promise;
}
