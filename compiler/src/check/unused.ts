import type * as ast from "../ast.ts";
import type { ImportedFunction, Symbol, TaskSymbol } from "../program.ts";
import type { Checker } from "./checker.ts";

/**
 * Warns of tasks, workflows, types, imports and `let`s that nothing uses, and answers the tasks. A task in an edge only is not used.
 * Nothing is said of an import that is itself at fault.
 */
export function checkUnused(checker: Checker, lost: ReadonlySet<ast.ImportedName>): ReadonlySet<TaskSymbol> {
  const isUnused = (symbol: Symbol): boolean => !checker.used.has(symbol);
  const tasks = [...checker.module.tasks.values()].filter(isUnused);
  for (const { name, declaration } of tasks)
    checker.report("ADG2004", declaration.name.span, { what: declaration.kind, name });
  for (const symbol of checker.module.typeSymbols.values()) {
    if (symbol.kind !== "type" || !isUnused(symbol)) continue;
    if ("kind" in symbol.declaration)
      checker.report("ADG2004", symbol.declaration.name.span, { what: "type", name: symbol.name });
    else reportImport(checker, symbol.declaration, lost);
  }
  for (const symbol of checker.module.imports.values())
    if (isUnused(symbol)) reportImport(checker, symbol.declaration, lost);
  for (const [symbol, name] of checker.declarations) {
    if (symbol.kind === "local" && symbol.declaration.kind === "let" && isUnused(symbol))
      checker.report("ADG2004", name.span, { what: "name", name: name.text });
  }
  return new Set(tasks);
}

function reportImport(
  checker: Checker,
  { name, as, span }: ImportedFunction["declaration"],
  lost: ReadonlySet<ast.ImportedName>,
): void {
  const isAtFault = checker.diagnostics.some((each) => each.span.start < span.end && each.span.end > span.start);
  if (isAtFault || [...lost].some((imported) => imported.span === span)) return;
  const written = as ?? name;
  checker.report("ADG2004", written.span, { what: "import", name: written.text });
}
