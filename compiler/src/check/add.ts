import type * as ast from "../ast.ts";
import { nearest } from "../nearest.ts";
import type { TaskSymbol } from "../program.ts";
import { addArguments, removeRepeated, removeSurplus } from "../fixes/arguments.ts";
import { renames } from "../fixes/rename.ts";
import { holdsNode, nodeOf, primitive, membersOf, unknownType } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { type Checker, type Environment, nameOf } from "./checker.ts";
import { checkFits, type Place, reportUnexpected } from "./fits.ts";
import { checkWholeGather } from "./gather.ts";
import type { Scope } from "./scope.ts";

/** A call of a task: in a body it adds a node, and that is its value. */
export function checkAdd(checker: Checker, call: ast.Call, task: TaskSymbol, environment: Environment): Type {
  for (const { value } of call.arguments) {
    if (value.kind === "gather") checkWholeGather(checker, value, environment);
    else checker.type(value, { ...environment, argument: value });
  }
  checkOptions(checker, call, environment);
  checker.callArguments.set(
    call,
    matchArguments(checker, call, calledHere(call, task), { scope: environment.scope, place: "argument" }),
  );
  if (environment.owner === undefined) {
    checker.report("ADG3001", call.callee.span, { kind: "add-outside-body", name: nameOf(checker, task) });
    return unknownType;
  }
  checker.adds.set(call, { task, owner: environment.owner });
  return nodeOf(task, "made");
}

function checkOptions(checker: Checker, { key, after, priority }: ast.Call, environment: Environment): void {
  if (key !== undefined) {
    checker.type(key, environment);
    checkFits(checker, key, primitive("json"), "value");
  }
  if (after !== undefined) {
    const type = checker.type(after, environment);
    if (!isNodes(type)) reportUnexpected(checker, after, "a node or a list of nodes");
  }
  if (priority !== undefined) {
    checker.type(priority, environment);
    checkFits(checker, priority, primitive("number"), "value");
  }
}

/** A node, or lists of nodes. */
function isNodes(type: Type): boolean {
  return membersOf(type).every((member) => {
    if (member.kind === "list") return isNodes(member.element);
    if (member.kind === "tuple") return member.elements.every(isNodes);
    return member.kind === "node" || member.kind === "unknown" || member.kind === "never" || member.kind === "null";
  });
}

/** A task by the name that a call uses. */
function calledHere(call: ast.Call, task: TaskSymbol): Pick<TaskSymbol, "name" | "parameters" | "hasSignature"> {
  const name = call.callee.kind === "name" ? call.callee.name.text : task.name;
  return { name, parameters: task.parameters, hasSignature: task.hasSignature };
}

/** Finds the argument of each parameter. Each mistake is reported once. */
export function matchArguments(
  checker: Checker,
  call: ast.Call,
  task: Pick<TaskSymbol, "name" | "parameters" | "hasSignature">,
  { scope, place: kind }: { readonly scope: Scope; readonly place: Place },
): readonly (ast.Expression | undefined)[] {
  if (!task.hasSignature) return call.arguments.map((argument) => argument.value);
  const callee = task.name;
  const places = new Map(task.parameters.map((parameter, place) => [parameter.name, place]));
  const values: (ast.Expression | undefined)[] = task.parameters.map(() => undefined);
  const surplus: ast.Argument[] = [];
  let hasUnknown = false;
  for (const [position, argument] of call.arguments.entries()) {
    const { name } = argument;
    const place = name === undefined ? position : places.get(name.text);
    if (name !== undefined && place === undefined) {
      const near = nearest(name.text, places.keys());
      const fixes = renames(checker.file, name, near);
      checker.report("ADG3002", name.span, { kind: "unknown", callee, name: name.text, nearest: near }, fixes);
      hasUnknown = true;
    } else if (place === undefined || place >= values.length) surplus.push(argument);
    else if (values[place] !== undefined) {
      const span = (name ?? argument).span;
      const parameter = task.parameters[place]?.name ?? "";
      const isSame = isSameLiteral(values[place], argument.value);
      const fixes = removeRepeated(checker.source, call, argument, { name: parameter, isSame });
      checker.report("ADG3002", span, { kind: "twice", callee, name: parameter }, fixes);
    } else values[place] = argument.value;
  }
  const [first] = surplus;
  if (first !== undefined) {
    const span = { start: first.span.start, end: surplus.at(-1)?.span.end ?? first.span.end };
    const fixes = removeSurplus(checker.file, call, surplus);
    checker.report("ADG3002", span, { kind: "too-many", callee, most: values.length }, fixes);
  }
  for (const [place, parameter] of task.parameters.entries()) {
    const value = values[place];
    if (value !== undefined) checkFits(checker, value, parameter.type, kind);
  }
  const missing = task.parameters.filter((parameter, place) => values[place] === undefined && !parameter.optional);
  // A name that is unknown stands for one that is missing: that is one mistake.
  if (missing.length > 0 && !hasUnknown) {
    const names = missing.map(({ name }) => name);
    const fixes = addArguments(call, missing, { file: checker.file, scope, place: kind });
    checker.report("ADG3002", call.close ?? call.callee.span, { kind: "missing", callee, names }, fixes);
  }
  return values;
}

function isSameLiteral(first: ast.Expression | undefined, second: ast.Expression): boolean {
  if (first?.kind === "name" && second.kind === "name") return first.name.text === second.name.text;
  return first !== undefined && "value" in first && "value" in second && first.value === second.value;
}

/** Reports arguments of nodes that have not ended, where some add of their task passes a node for them. */
export function checkEarlyArguments(checker: Checker): void {
  const waiting = new Map<TaskSymbol, Set<string>>();
  for (const [call, { task }] of checker.adds) {
    for (const [place, value] of (checker.callArguments.get(call) ?? []).entries()) {
      const name = task.parameters[place]?.name;
      if (value === undefined || name === undefined || !passesNode(checker, value)) continue;
      const names = waiting.get(task) ?? new Set();
      waiting.set(task, names.add(name));
    }
  }
  for (const { task, parameter, span } of checker.earlyArguments) {
    const names = waiting.get(task);
    const unknown = parameter === undefined ? names?.values().next().value : parameter;
    if (unknown !== undefined && names?.has(unknown) === true)
      checker.report("ADG3003", span, { kind: "argument", task: nameOf(checker, task), parameter: unknown });
  }
}

function passesNode(checker: Checker, value: ast.Expression): boolean {
  if (value.kind === "gather") return true;
  const type = checker.types.get(value);
  return type !== undefined && holdsNode(type);
}
