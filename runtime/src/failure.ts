/** The one place where what user code threw becomes a `Failure`. */
import type { Failure } from "./event.ts";
import { thrownOf, type Thrown } from "./thrown.ts";
import { userTrace } from "./trace.ts";

/** A failure with the thrown message and the user's own places. `says` goes before the message: `cannot load "./a.ts"`. */
export function failureOf(code: string, error: unknown, says?: string): Failure {
  return failureOfThrown(code, thrownOf(error), says);
}

/** The same for something thrown in another thread. */
export function failureOfThrown(code: string, thrown: Thrown, says?: string): Failure {
  const message = says === undefined ? thrown.message : `${says}: ${thrown.message}`;
  const trace = placesOf(thrown);
  return trace.length === 0 ? { code, message } : { code, message, trace };
}

/** The user's own places in whatever was thrown, innermost first. */
export function traceOf(error: unknown): readonly string[] {
  return placesOf(thrownOf(error));
}

function placesOf({ stack }: Thrown): readonly string[] {
  return stack === undefined ? [] : userTrace(stack);
}
