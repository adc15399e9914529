import type * as ast from "../ast.ts";
import { declaredTwice } from "../bind.ts";
import { removeImplementations, removeSecond } from "../fixes/remove-attribute.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import { primitive, unknownType } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import { checkAttribute } from "./attribute.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { lookUpTask } from "./gather.ts";
import { checkOut, isMadeByShell } from "./outputs.ts";
import { checkPeerTask } from "./peer.ts";
import { Scope } from "./scope.ts";

/** Checks a task: its parameters, its implementation and its block. `inputs` is where the module's inputs are in sight. */
export function checkTask(
  checker: Checker,
  task: ast.Task,
  symbol: TaskSymbol,
  inputs: Scope,
  health: "whole" | "broken",
): void {
  const special = new Scope(inputs);
  special.declare({ kind: "special", name: "attempt", type: primitive("int") });
  const environment: Environment = { scope: new Scope(special), owner: undefined, sets: [], text: "plain" };
  if (task.parameters !== undefined) checkParameters(checker, task.parameters, symbol, environment);
  else declareParameters(symbol, task, environment);
  if (health === "whole") checkImplementation(checker, task);
  if (task.pure !== undefined) {
    checker.type(task.pure, environment);
    checkFits(checker, task.pure, symbol.result, "value");
  }
  reportRepeated(checker, task);
  const outputs = checkOut(checker, task, symbol, environment);
  if (outputs !== undefined) special.declare({ kind: "special", name: "out", type: outputs });
  // A line that cannot be read may be the one with "out".
  else if (health === "broken") special.declare({ kind: "special", name: "out", type: unknownType });
  for (const attribute of task.attributes) checkAttribute(checker, attribute, { task: symbol, environment, inputs });
  if (health === "whole") checkPeerTask(checker, task, symbol);
  for (const name of task.spawns) lookUpTask(checker, name, environment);
}

/** Declares parameters. A default may use those before it. */
export function checkParameters(
  checker: Checker,
  parameters: readonly ast.Parameter[],
  symbol: TaskSymbol,
  environment: Environment,
): void {
  for (const [place, parameter] of parameters.entries()) {
    const type = symbol.parameters[place]?.type ?? checker.module.typeOf(parameter.type);
    if (parameter.default !== undefined) {
      checker.type(parameter.default, environment);
      checkFits(checker, parameter.default, type, "value");
    }
    const { name } = parameter;
    const first = environment.scope.findOwn(name.text);
    if (first === undefined) {
      const declared: Symbol = { kind: "parameter", name: name.text, declaration: parameter, type };
      environment.scope.declare(declared);
      checker.symbols.set(name, declared);
      checker.declarations.set(declared, name);
    } else
      checker.diagnostics.push(declaredTwice(checker.file, "parameter", name, checker.declarations.get(first) ?? name));
  }
}

/** Declares the parameters that are not written here, but read from TypeScript. */
function declareParameters(symbol: TaskSymbol, task: ast.Task, { scope }: Environment): void {
  const { span } = task.name;
  for (const { name, type, optional } of symbol.parameters) {
    const parameter = {
      name: { text: name, span },
      optional,
      type: { kind: "missing", span },
      default: undefined,
      span,
    };
    scope.declare({ kind: "parameter", name, declaration: parameter as ast.Parameter, type });
  }
}

function checkImplementation(checker: Checker, task: ast.Task): void {
  const implementations: string[] = [];
  if (task.pure !== undefined) implementations.push("=");
  if (task.from !== undefined) implementations.push("from");
  let shell = false;
  for (const { kind } of task.attributes) {
    if (kind === "sh") shell = true;
    // The same word twice is reported as such.
    if ((kind === "sh" || kind === "python" || kind === "celery") && !implementations.includes(kind))
      implementations.push(kind);
  }
  if (implementations.length !== 1)
    checker.report(
      "ADG6004",
      task.name.span,
      { task: task.name.text, implementations },
      implementations.length === 0 ? [] : removeImplementations(checker.source, task),
    );
  if (!shell || implementations.length !== 1 || task.result === undefined) return;
  const result = checker.module.typeOf(task.result);
  if (isMadeByShell(result) && !task.attributes.some((attribute) => attribute.kind === "out"))
    checker.report("ADG3001", task.result.span, { kind: "needs-out", result: typeText(result) });
}

/** Attributes that may stand only once. */
function reportRepeated(checker: Checker, task: ast.Task): void {
  const seen = new Map<string, ast.Name>();
  for (const attribute of task.attributes) {
    const { kind, keyword } = attribute;
    if (kind === "env" || kind === "secret") continue;
    const name = { text: kind === "at-most" ? "at most" : kind, span: keyword };
    const first = seen.get(kind);
    if (first === undefined) seen.set(kind, name);
    else {
      const twice = declaredTwice(checker.file, "attribute", name, first);
      checker.diagnostics.push({ ...twice, fixes: removeSecond(checker.source, task, attribute, name.text) });
    }
  }
}
