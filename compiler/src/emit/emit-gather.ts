import type * as ast from "../ast.ts";
import { firm } from "./brackets.ts";
import { code, placed, quoted, type Code } from "./code.ts";
import type { Emitted } from "./context.ts";
import type { Sight } from "./sight.ts";

type Gather = ast.Expression & { readonly kind: "gather" };

/** A gather that stands as a list of nodes. */
export function emitGather(expression: Gather, sight: Sight): Emitted {
  const { context } = sight;
  const all = code`${sight.gatherer}.all(${gatherArguments(expression, sight)})`;
  return firm(expression.mode === "succeeded" ? code`${context.runtime("library")}.succeeded(${all})` : all);
}

/** A gather that is a whole argument: the new node gets what it hands over. */
export function emitWholeGather(expression: Gather, sight: Sight): Code {
  const call = code`${sight.gatherer}.gather(${quoted(expression.mode)}, ${gatherArguments(expression, sight)})`;
  return placed(expression.span, call);
}

function gatherArguments({ task, under }: Gather, sight: Sight): Code {
  const { context } = sight;
  const symbol = context.symbol(task);
  if (symbol.kind !== "task") throw new Error(`Internal fault: "${task.text}" is no task to gather.`);
  const handle = context.handle(symbol);
  return under === undefined ? handle : code`${handle}, ${sight.read(context.symbol(under))}`;
}
