import type * as ast from "../ast.ts";
import { declaredTwice } from "../bind.ts";
import type { Symbol } from "../program.ts";
import type { Type } from "../types.ts";
import type { Checker } from "./checker.ts";
import type { Scope } from "./scope.ts";

/** Declares a name that `let`, `for` or a comprehension binds. Reports one that its scope has already. */
export function declareLocal(
  checker: Checker,
  scope: Scope,
  name: ast.Name,
  declaration: ast.Statement | ast.Expression,
  type: Type,
): void {
  declareName(checker, scope, name, { kind: "local", name: name.text, declaration, type });
}

/** Declares a name of a body; of two with the same name in one scope the first is kept. */
export function declareName(
  checker: Checker,
  scope: Scope,
  name: ast.Name,
  symbol: Symbol & { readonly kind: "local" | "bound" },
): void {
  checker.symbols.set(name, symbol);
  if (scope.findOwn(name.text) === undefined) {
    scope.declare(symbol);
    checker.declarations.set(symbol, name);
    return;
  }
  const first = checker.declarations.get(scope.findOwn(name.text) ?? symbol);
  // Whoever is declared twice is not unused as well.
  checker.used.add(symbol);
  checker.diagnostics.push(declaredTwice(checker.file, "name", name, first ?? name));
}
