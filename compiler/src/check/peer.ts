/** What a task, or an import, and the TypeScript that it comes from say of each other. */
import { accepts, gives } from "../agreement.ts";
import type * as ast from "../ast.ts";
import { addParameters, removeParameter, takeParameterType, takeResult } from "../fixes/signature.ts";
import { findForeign, isAdgFile, withoutUndefined, writtenPath } from "../peers.ts";
import type { TaskSymbol } from "../program.ts";
import { membersOf, unite } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import type { FunctionFacts } from "../typescript.ts";
import type { Checker } from "./checker.ts";

/** Reports a task that differs from its TypeScript function, or a function whose signature is none of a task. */
export function checkPeerTask(checker: Checker, task: ast.Task, symbol: TaskSymbol): void {
  const { from } = task;
  if (from === undefined) return;
  const name = from.as ?? task.name;
  const facts = checker.module.peers.functionOf(from.path, name.text);
  switch (facts.kind) {
    case "function":
      if (facts.rest !== undefined)
        checker.report("ADG6003", name.span, { kind: "many", callee: name.text, name: facts.rest.name });
      else if (task.parameters !== undefined) checkParameters(checker, task, task.parameters, symbol, facts);
      else checkForeignParameters(checker, name, facts);
      if (task.parameters === undefined && task.result === undefined) checkForeignResult(checker, name, facts);
      else checkResult(checker, task, symbol.result, facts);
      break;
    case "not-a-function":
      checker.report("ADG6003", name.span, { kind: "not-a-function", callee: name.text, found: facts.text });
      break;
    case "unknown":
      if (task.parameters === undefined)
        checker.report("ADG6003", name.span, { kind: "unread", callee: name.text, path: writtenPath(from.path) });
      break;
    // It was said when the module was looked for, or will be when it has been read.
    case "missing":
    case "pending":
      break;
  }
}

/** Each parameter at its place. After them comes the context: what the function takes there must not be anything else. */
function checkParameters(
  checker: Checker,
  task: ast.Task,
  parameters: readonly ast.Parameter[],
  symbol: TaskSymbol,
  facts: FunctionFacts,
): void {
  const callee = calleeOf(task);
  for (const [place, parameter] of parameters.entries()) {
    const taken = facts.parameters[place];
    const declared = symbol.parameters[place]?.type;
    if (declared === undefined) continue;
    if (taken === undefined) {
      if (facts.takesContext) {
        const fixes = removeParameter(checker, parameters, parameter);
        checker.report("ADG6003", parameter.span, { kind: "surplus", name: parameter.name.text, callee }, fixes);
        return;
      }
      continue;
    }
    const passed = parameter.optional ? withoutNull(declared) : declared;
    const undefinedFits = taken.optional || accepts({ kind: "undefined" }, declared, {}) || takesUndefined(taken.shape);
    if (accepts(withoutUndefined(taken.shape), passed, facts.shapes) && (!parameter.optional || undefinedFits))
      continue;
    const { text: name } = parameter.name;
    const problem = { kind: "parameter", name, declared: typeText(declared), takes: taken.text, callee } as const;
    checker.report("ADG6003", parameter.type.span, problem, takeParameterType(checker, parameter, taken, facts));
  }
  const next = facts.parameters[parameters.length];
  if (next !== undefined && next.shape.kind !== "json") {
    const problem = { kind: "lacking", name: next.name, type: next.text, callee } as const;
    const fixes = addParameters(checker, parameters, facts);
    checker.report("ADG6003", (task.from?.as ?? task.name).span, problem, fixes);
  }
}

function takesUndefined(shape: FunctionFacts["parameters"][number]["shape"]): boolean {
  return shape.kind === "json" || withoutUndefined(shape) !== shape;
}

function withoutNull(type: Type): Type {
  return unite(membersOf(type).filter((member) => member.kind !== "null"));
}

function checkResult(checker: Checker, task: ast.Task, declared: Type, facts: FunctionFacts): void {
  if (gives(facts.result.shape, declared, facts.shapes)) return;
  const callee = calleeOf(task);
  const problem = { kind: "result", declared: typeText(declared), gives: facts.result.text, callee } as const;
  const fixes = takeResult(checker, task.result, facts);
  checker.report("ADG6003", (task.result ?? task.name).span, problem, fixes);
}

function calleeOf(task: ast.Task): string {
  return (task.from?.as ?? task.name).text;
}

function checkForeignParameters(checker: Checker, name: ast.Name, facts: FunctionFacts): void {
  for (const { name: at, shape } of facts.rest === undefined ? facts.parameters : [...facts.parameters, facts.rest]) {
    const foreign = findForeign(shape, facts.shapes);
    if (foreign === undefined) continue;
    const problem = { kind: "foreign", callee: name.text, at, part: foreign.at, found: foreign.text } as const;
    checker.report("ADG6003", name.span, problem);
    return;
  }
}

function checkForeignResult(checker: Checker, name: ast.Name, facts: FunctionFacts): void {
  const foreign = findForeign(facts.result.shape, facts.shapes);
  if (foreign === undefined) return;
  const problem = { kind: "foreign", callee: name.text, at: undefined, part: foreign.at, found: foreign.text } as const;
  checker.report("ADG6003", name.span, problem);
}

/** Reports imported names that are no function for expressions, or no type of JSON values. */
export function checkImport(checker: Checker, declaration: ast.Import): void {
  const { from } = declaration;
  if (from === undefined) return;
  if (isAdgFile(from)) return;
  for (const { name } of declaration.names) {
    if (declaration.typeOnly) checkImportedType(checker, from, name);
    else checkImportedFunction(checker, from, name);
  }
}

function checkImportedFunction(checker: Checker, from: ast.TextLiteral, name: ast.Name): void {
  const facts = checker.module.peers.functionOf(from, name.text);
  if (facts.kind === "not-a-function") {
    checker.report("ADG6003", name.span, { kind: "not-a-function", callee: name.text, found: facts.text });
  } else if (facts.kind === "function" && facts.gives === "promise") {
    const found = `Promise<${facts.result.text}>`;
    checker.report("ADG6003", name.span, { kind: "promise", callee: name.text, found });
  } else if (facts.kind === "function") {
    checkForeignParameters(checker, name, facts);
    checkForeignResult(checker, name, facts);
  }
}

function checkImportedType(checker: Checker, from: ast.TextLiteral, name: ast.Name): void {
  const facts = checker.module.peers.typeOf(from, name.text);
  const foreign = facts.kind === "type" ? findForeign(facts.shape, facts.shapes) : undefined;
  if (foreign === undefined) return;
  const problem = { kind: "foreign-type", name: name.text + foreign.at, found: foreign.text } as const;
  checker.report("ADG3001", name.span, problem);
}
