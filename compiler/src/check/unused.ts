import type * as ast from "../ast.ts";
import { removeDeclaration, removeImport, removeLet } from "../fixes/remove-unused.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import type { Checker } from "./checker.ts";

/** What is known of uses beyond the file itself. */
export interface Uses {
  /** What other files of the program use. */
  readonly elsewhere: ReadonlySet<Symbol>;
  /** Imported names that are not there: nothing is said of an import that is itself at fault. */
  readonly lost: ReadonlySet<ast.ImportedName>;
}

/** Warns of tasks, workflows, types, imports and `let`s that nothing uses, and answers the tasks. A task in an edge only is not used. */
export function checkUnused(checker: Checker, uses: Uses): ReadonlySet<TaskSymbol> {
  const { module } = checker;
  const { elsewhere } = uses;
  const isUnused = (symbol: Symbol): boolean => !checker.used.has(symbol) && !elsewhere.has(symbol);
  const own = [...module.tasks].flatMap(([name, symbol]) => (module.importedTasks.has(name) ? [] : [symbol]));
  const tasks = own.filter(isUnused);
  for (const { name, declaration } of tasks)
    checker.report(
      "ADG2004",
      declaration.name.span,
      { what: declaration.kind, name },
      removeDeclaration(checker.source, declaration),
    );
  for (const [name, symbol] of module.typeSymbols) {
    if (symbol.kind !== "type" || module.importedTypes.has(name) || !isUnused(symbol)) continue;
    const { declaration } = symbol;
    if ("kind" in declaration) {
      const fixes = removeDeclaration(checker.source, declaration);
      checker.report("ADG2004", declaration.name.span, { what: "type", name: symbol.name }, fixes);
    } else reportImport(checker, declaration, uses);
  }
  for (const symbol of module.imports.values()) if (isUnused(symbol)) reportImport(checker, symbol.declaration, uses);
  const links = new Set([...module.importedTasks.values()].map(({ imported }) => imported));
  for (const imported of new Set([...links, ...module.importedTypes.values()])) {
    const name = (imported.as ?? imported.name).text;
    const task = module.importedTasks.get(name)?.symbol;
    const type = module.importedTypes.has(name) ? module.typeSymbols.get(name) : undefined;
    if ([task, type].every((symbol) => symbol === undefined || !checker.used.has(symbol)))
      reportImport(checker, imported, uses);
  }
  for (const [symbol, name] of checker.declarations) {
    if (symbol.kind !== "local" || symbol.declaration.kind !== "let" || !isUnused(symbol)) continue;
    const adds = (call: ast.Call): boolean => checker.adds.has(call) || checker.lostCalls.has(call);
    const fixes = removeLet(checker.source, symbol.declaration, adds);
    checker.report("ADG2004", name.span, { what: "name", name: name.text }, fixes);
  }
  const unusedImports = [...module.importedTasks.values()]
    .map(({ symbol }) => symbol)
    .filter((s) => !checker.used.has(s));
  return new Set([...tasks, ...unusedImports]);
}

function reportImport(checker: Checker, imported: ast.ImportedName, { lost }: Uses): void {
  const { name, as, span } = imported;
  const isAtFault = checker.diagnostics.some((each) => each.span.start < span.end && each.span.end > span.start);
  if (isAtFault || [...lost].some((each) => each.span === span)) return;
  const written = as ?? name;
  checker.report(
    "ADG2004",
    written.span,
    { what: "import", name: written.text },
    removeImport(checker.source, imported),
  );
}
