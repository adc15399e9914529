/** What a name stands for at a place. A name can mean a value or something to call: each looks in its own order. */
import type * as ast from "../ast.ts";
import { builtinFunctions } from "../builtins.ts";
import type { UnknownName } from "../catalogue.ts";
import { nearest } from "../nearest.ts";
import type { Symbol } from "../program.ts";
import { renames } from "../fixes/rename.ts";
import { type Checker, type Environment, use } from "./checker.ts";
import type { Scope } from "./scope.ts";

/** What a name stands for where a value is wanted. Reports an unknown one. */
export function lookUpValue(checker: Checker, name: ast.Name, { scope }: Environment): Symbol | undefined {
  const { tasks, imports } = checker.module;
  const symbol =
    scope.find(name.text) ?? imports.get(name.text) ?? tasks.get(name.text) ?? findBuiltin(checker, name.text);
  if (symbol === undefined) reportUnknown(checker, name, "name", scope);
  else use(checker, name, symbol);
  return symbol;
}

/**
 * What a name stands for where it is called, waited for or gathered. Inputs and parameters may bear names of tasks, so they
 * come behind them; any other name of the body hides a task.
 */
export function lookUpCallable(
  checker: Checker,
  name: ast.Name,
  { scope }: Environment,
  what: UnknownName["what"],
): Symbol | undefined {
  const { tasks, imports } = checker.module;
  const near = scope.find(name.text);
  const symbol =
    (near?.kind === "local" || near?.kind === "bound" ? near : undefined) ??
    tasks.get(name.text) ??
    imports.get(name.text) ??
    near ??
    (what === "function" ? findBuiltin(checker, name.text) : undefined);
  if (symbol !== undefined) use(checker, name, symbol);
  else if (what === "function")
    reportUnknown(checker, name, "name", scope, [...tasks.keys(), ...imports.keys(), ...builtinFunctions.keys()]);
  else reportUnknown(checker, name, what, scope, tasks.keys());
  return symbol;
}

/** Reports a name that stands for nothing, with what in sight, or among the further names, may have been meant. */
export function reportUnknown(
  checker: Checker,
  name: ast.Name,
  what: UnknownName["what"],
  scope: Scope,
  others: Iterable<string> = [],
): void {
  const near = nearest(name.text, [...scope.names(), ...others], checker.diagnostics.length);
  const [meant] = near;
  const { tasks, imports } = checker.module;
  const symbol = meant === undefined ? undefined : (scope.find(meant) ?? tasks.get(meant) ?? imports.get(meant));
  // What was misspelt is not unused as well.
  if (symbol !== undefined) checker.used.add(symbol);
  const fixes = renames(checker.file, name, near);
  checker.report("ADG2001", name.span, { what, name: name.text, nearest: near }, fixes);
}

const builtins = new Map<string, Symbol>();

function findBuiltin(checker: Checker, name: string): Symbol | undefined {
  if (!builtinFunctions.has(name) || checker.mayDeclare(name)) return undefined;
  let symbol = builtins.get(name);
  if (symbol === undefined) builtins.set(name, (symbol = { kind: "builtin", name }));
  return symbol;
}
