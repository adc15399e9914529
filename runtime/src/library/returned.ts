/** What a function of the user's gave to an expression: a value of the type it should be, or an error that names what came. */
import { conform } from "../values.ts";
import type { ValueType, Workflow } from "../workflow.ts";
import { ExpressionError } from "./expression-error.ts";

/** `name`: the function's, for messages. The value is frozen; where it was not, it is a copy. */
export function returned<T>(name: string, value: unknown, type: ValueType, types: Workflow["types"]): T {
  if (isPromise(value)) {
    // Nobody waits for it: were it to fail later, that would end the whole process.
    value.then(undefined, () => undefined);
    throw new ExpressionError(`"${name}" gave a promise: a function in an expression must give its value at once.`);
  }
  const checked = conform(value, type, { types, at: `"${name}" gave` });
  if (checked.ok) return checked.value as T;
  throw new ExpressionError(`${checked.message}.`);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return value instanceof Promise;
}
