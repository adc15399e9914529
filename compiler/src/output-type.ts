import type * as ast from "./ast.ts";
import type { TaskSymbol } from "./program.ts";
import { listOf, outcomeOf, unknownType } from "./type-shape.ts";
import type { Type } from "./types.ts";

/** What a whole gather hands over: the results, or what became of each node. */
export function gatheredType(mode: "all" | "succeeded" | "settled", task: TaskSymbol): Type {
  return listOf(mode === "settled" ? outcomeOf(task.result) : task.result);
}

/** The type of an output that declares none. Unknown where it is broken. */
export function outputType(value: ast.Expression, findTask: (name: string) => TaskSymbol | undefined): Type {
  if (value.kind !== "name" && value.kind !== "gather") return unknownType;
  const task = findTask(value.kind === "name" ? value.name.text : value.task.text);
  if (task === undefined) return unknownType;
  return value.kind === "name" ? task.result : gatheredType(value.mode, task);
}
