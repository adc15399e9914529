import { isDeepStrictEqual } from "node:util";
import type { GrownNode } from "@adg/runtime/asked";

/**
 * For each task, the names of the arguments that tell its nodes apart: those that are not the same in all of them. A task whose nodes all
 * have the same arguments, or that has one node alone, is told by all of them.
 */
export function tellingArguments(nodes: readonly Pick<GrownNode, "task" | "args">[]): ReadonlyMap<string, Set<string>> {
  const first = new Map<string, GrownNode["args"]>();
  const telling = new Map<string, Set<string>>();
  for (const { task, args } of nodes) {
    const other = first.get(task);
    if (other === undefined) {
      first.set(task, args);
      telling.set(task, new Set());
      continue;
    }
    const names = telling.get(task);
    for (const name of Object.keys(args))
      if (names?.has(name) === false && !isDeepStrictEqual(args[name], other[name])) names.add(name);
  }
  for (const [task, args] of first) if (telling.get(task)?.size === 0) telling.set(task, new Set(Object.keys(args)));
  return telling;
}
