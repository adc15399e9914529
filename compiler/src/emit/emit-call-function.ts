import { asResult } from "./brackets.ts";
import { code, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { CallSight } from "./sight.ts";

/** A function of the call of a task. */
export function emitCallFunction(context: Context, make: (sight: CallSight) => Code): Code {
  const sight = new CallSight(context);
  const made = make(sight);
  return code`(${sight.used ? "call" : ""}) => ${asResult(made)}`;
}
