import type { Symbol, TaskSymbol } from "../program.ts";
import type { Checker } from "./checker.ts";

/** Warns of tasks, workflows, types and `let`s that nothing uses, and answers the tasks. A task in an edge only is not used. */
export function checkUnused(checker: Checker): ReadonlySet<TaskSymbol> {
  const isUnused = (symbol: Symbol): boolean => !checker.used.has(symbol);
  const tasks = [...checker.module.tasks.values()].filter(isUnused);
  for (const { name, declaration } of tasks)
    checker.report("ADG2004", declaration.name.span, { what: declaration.kind, name });
  for (const symbol of checker.module.typeSymbols.values()) {
    if (symbol.kind === "type" && isUnused(symbol))
      checker.report("ADG2004", symbol.declaration.name.span, { what: "type", name: symbol.name });
  }
  for (const [symbol, name] of checker.declarations) {
    if (symbol.kind === "local" && symbol.declaration.kind === "let" && isUnused(symbol))
      checker.report("ADG2004", name.span, { what: "name", name: name.text });
  }
  return new Set(tasks);
}
