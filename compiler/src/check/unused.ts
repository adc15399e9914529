import type * as ast from "../ast.ts";
import type { ImportedFunction, Symbol, TaskSymbol } from "../program.ts";
import type { Checker } from "./checker.ts";

/** What is known of uses beyond the file itself. */
export interface Uses {
  /** What other files of the program use. */
  readonly elsewhere: ReadonlySet<Symbol>;
  /** Imported names that are not there: nothing is said of an import that is itself at fault. */
  readonly lost: ReadonlySet<ast.ImportedName>;
}

/** Warns of tasks, workflows, types, imports and `let`s that nothing uses, and answers the tasks. A task in an edge only is not used. */
export function checkUnused(checker: Checker, { elsewhere, lost }: Uses): ReadonlySet<TaskSymbol> {
  const { module } = checker;
  const isUnused = (symbol: Symbol): boolean => !checker.used.has(symbol) && !elsewhere.has(symbol);
  const own = [...module.tasks].flatMap(([name, symbol]) => (module.importedTasks.has(name) ? [] : [symbol]));
  const tasks = own.filter(isUnused);
  for (const { name, declaration } of tasks)
    checker.report("ADG2004", declaration.name.span, { what: declaration.kind, name });
  for (const [name, symbol] of module.typeSymbols) {
    if (symbol.kind !== "type" || module.importedTypes.has(name) || !isUnused(symbol)) continue;
    if ("kind" in symbol.declaration)
      checker.report("ADG2004", symbol.declaration.name.span, { what: "type", name: symbol.name });
    else reportImport(checker, symbol.declaration, lost);
  }
  for (const symbol of module.imports.values()) if (isUnused(symbol)) reportImport(checker, symbol.declaration, lost);
  const links = new Set([...module.importedTasks.values()].map(({ imported }) => imported));
  for (const imported of new Set([...links, ...module.importedTypes.values()])) {
    const name = (imported.as ?? imported.name).text;
    const task = module.importedTasks.get(name)?.symbol;
    const type = module.importedTypes.has(name) ? module.typeSymbols.get(name) : undefined;
    if ([task, type].every((symbol) => symbol === undefined || !checker.used.has(symbol)))
      reportImport(checker, imported, lost);
  }
  for (const [symbol, name] of checker.declarations) {
    if (symbol.kind === "local" && symbol.declaration.kind === "let" && isUnused(symbol))
      checker.report("ADG2004", name.span, { what: "name", name: name.text });
  }
  const unusedImports = [...module.importedTasks.values()]
    .map(({ symbol }) => symbol)
    .filter((s) => !checker.used.has(s));
  return new Set([...tasks, ...unusedImports]);
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
