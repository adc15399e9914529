import type * as ast from "../ast.ts";
import { builtinFunctions, type Callable, type GivenArguments, methodOf } from "../builtins.ts";
import { removeOption, removeSurplus } from "../fixes/arguments.ts";
import type { FunctionSignature, ImportedFunction } from "../program.ts";
import { elementType, membersOf, unite, unknownType } from "../type-shape.ts";
import { widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { checkAdd, matchArguments } from "./add.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits, reportUnexpected } from "./fits.ts";
import { checkWholeGather } from "./gather.ts";
import { lookUpCallable } from "./lookup.ts";
import { objectType, reportNoMember } from "./member.ts";

/** The type of a call: of the node that it adds, or of what a function or method gives. */
export function checkCall(checker: Checker, call: ast.Call, environment: Environment): Type {
  const { callee } = call;
  if (callee.kind === "member") return checkMethod(checker, call, callee, environment);
  if (callee.kind !== "name") {
    const type = checker.type(callee, environment);
    if (type.kind !== "unknown")
      checker.report("ADG3001", callee.span, { kind: "not-callable", name: "This", found: widenedText(type) });
    return ignored(checker, call, environment);
  }
  const symbol = lookUpCallable(checker, callee.name, environment, "function");
  if (symbol === undefined) return lost(checker, call, environment);
  switch (symbol.kind) {
    case "task":
      return checkAdd(checker, call, symbol, environment);
    case "builtin": {
      const callable = builtinFunctions.get(symbol.name);
      return callable === undefined
        ? ignored(checker, call, environment)
        : apply(checker, call, symbol.name, [callable], environment);
    }
    case "imported-function":
      return symbol.origin === "adg"
        ? lost(checker, call, environment)
        : checkImportedCall(checker, call, symbol, environment);
    case "type":
      return lost(checker, call, environment);
    default:
      if (symbol.type.kind !== "unknown")
        checker.report("ADG3001", callee.span, {
          kind: "not-callable",
          name: callee.name.text,
          found: widenedText(symbol.type),
        });
      return lost(checker, call, environment);
  }
}

/** A call of a TypeScript function. Its arguments are values: a node is none. */
function checkImportedCall(
  checker: Checker,
  call: ast.Call,
  { name, signature }: ImportedFunction,
  environment: Environment,
): Type {
  for (const { value } of call.arguments) checker.type(value, environment);
  checkOptions(checker, call, name, environment);
  if (signature === undefined) {
    checker.callArguments.set(
      call,
      call.arguments.map(({ value }) => value),
    );
    return unknownType;
  }
  const { parameters, rest, result } = signature;
  const surplus = rest === undefined ? 0 : Math.max(0, call.arguments.length - parameters.length);
  const further = Array.from({ length: surplus }, () => restParameter(rest ?? unknownType));
  const callee = { name, parameters: [...parameters, ...further], hasSignature: true };
  checker.callArguments.set(call, matchArguments(checker, call, callee, { scope: environment.scope, place: "value" }));
  return result;
}

function restParameter(type: Type): FunctionSignature["parameters"][number] {
  return { name: "", type, optional: true, default: undefined };
}

/** A call that may have been meant to add a node. */
function lost(checker: Checker, call: ast.Call, environment: Environment): Type {
  checker.lostCalls.add(call);
  return ignored(checker, call, environment);
}

/** A call of which nothing can be said: its parts are checked all the same. */
function ignored(checker: Checker, call: ast.Call, environment: Environment): Type {
  for (const { value } of call.arguments) {
    if (value.kind === "gather") checkWholeGather(checker, value, environment);
    else checker.type(value, environment);
  }
  for (const option of [call.key, call.after, call.priority])
    if (option !== undefined) checker.type(option, environment);
  return unknownType;
}

function checkMethod(
  checker: Checker,
  call: ast.Call,
  callee: ast.Expression & { readonly kind: "member" },
  environment: Environment,
): Type {
  const type = objectType(checker, callee, environment);
  const found = membersOf(type).map((member) => methodOf(member, callee.member.text));
  const methods = found.filter((method) => method !== undefined);
  if (methods.length === found.length) return apply(checker, call, callee.member.text, methods, environment);
  reportNoMember(checker, callee, type);
  return ignored(checker, call, environment);
}

/** Applies a function; of a value of several kinds, the method of each. */
function apply(
  checker: Checker,
  call: ast.Call,
  name: string,
  callables: readonly Callable[],
  environment: Environment,
): Type {
  const types = call.arguments.map((argument) => checker.type(argument.value, environment));
  checkOptions(checker, call, name, environment);
  const least = Math.max(...callables.map((callable) => callable.least));
  const most = Math.min(...callables.map((callable) => callable.most));
  const named = call.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) {
    const problem = { kind: "unknown", callee: name, name: named.name.text, nearest: [] } as const;
    checker.report("ADG3002", named.name.span, problem);
  } else if (types.length > most) {
    const surplus = call.arguments.slice(most);
    const fixes = removeSurplus(checker.file, call, surplus);
    checker.report("ADG3002", rangeOf(surplus), { kind: "too-many", callee: name, most }, fixes);
  } else if (types.length < least) {
    checker.report("ADG3002", call.close ?? call.callee.span, { kind: "too-few", callee: name, least });
  } else {
    const given = givenArguments(checker, call, types);
    return unite(callables.map((callable) => callable.result(given)));
  }
  return unknownType;
}

/** `key`, `after` and `priority` are for nodes. */
function checkOptions(checker: Checker, call: ast.Call, callee: string, environment: Environment): void {
  for (const option of ["key", "after", "priority"] as const) {
    const value = call[option];
    if (value === undefined) continue;
    checker.type(value, environment);
    const fixes = removeOption(checker.file, call, option);
    checker.report("ADG3002", value.span, { kind: "adds-nothing", callee, option }, fixes);
  }
}

/** From the first of them to the last. */
function rangeOf(located: readonly ast.Located[]): ast.Span {
  return { start: located[0]?.span.start ?? 0, end: located.at(-1)?.span.end ?? 0 };
}

function givenArguments(checker: Checker, call: ast.Call, types: readonly Type[]): GivenArguments {
  const reported = new Set<number>();
  const at = (place: number): ast.Expression | undefined => call.arguments[place]?.value;
  const refuse = (place: number, expected: string): void => {
    const argument = at(place);
    // A value of several kinds has several methods, and each may refuse.
    if (argument !== undefined && !reported.has(place)) reportUnexpected(checker, argument, expected);
    reported.add(place);
  };
  return {
    count: types.length,
    type: (place) => types[place] ?? unknownType,
    expect: (place, wanted) => {
      const argument = at(place);
      if (argument !== undefined && !reported.has(place)) checkFits(checker, argument, wanted, "value");
    },
    elements: (place) => {
      const element = elementType(types[place] ?? unknownType);
      if (element === undefined) refuse(place, "a list");
      return element ?? unknownType;
    },
    refuse,
  };
}
