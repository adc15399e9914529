import type * as ast from "../ast.ts";
import type { Symbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";

/**
 * The name in an import that a name of the file is written by, where that is a name of this file: one after `as`, or one from
 * TypeScript, which has no other declaration here.
 */
export function aliasOf(symbol: Symbol, name: string, { checker }: CheckedModule): ast.Span | undefined {
  const { importedTasks, importedTypes } = checker.module;
  switch (symbol.kind) {
    case "imported-function":
      return (symbol.declaration.as ?? symbol.declaration.name).span;
    case "task": {
      const imported = importedTasks.get(name);
      return imported?.symbol === symbol ? imported.imported.as?.span : undefined;
    }
    case "type":
      if (!("kind" in symbol.declaration)) return (symbol.declaration.as ?? symbol.declaration.name).span;
      return importedTypes.get(name)?.as?.span;
    default:
      return undefined;
  }
}
