/** Which type is wanted where an expression stands. */
import type * as ast from "../ast.ts";
import type { Checker } from "../check/checker.ts";
import type { Place } from "../check/fits.ts";
import { elementType, fieldValue, listOf, membersOf, primitive, unknownType } from "../type-shape.ts";
import type { Type } from "../types.ts";
import type { Located } from "./path-at.ts";

export interface Wanted {
  readonly type: Type;
  /** `argument`: a node may stand where its result's type is wanted. `after`: a node or a list of nodes is wanted. */
  readonly place: Place | "after";
}

/** What is wanted of the last part of a path, an expression; `undefined` where anything may stand. */
export function wantedType(path: readonly Located[], checker: Checker): Wanted | undefined {
  const [part, parent, around] = path.toReversed();
  const expression = part as ast.Expression | undefined;
  if (expression === undefined || parent === undefined) return undefined;
  const outer = (): Wanted | undefined => wantedType(path.slice(0, -1), checker);
  const partOf = (read: (type: Type) => Type | undefined, depth = 1): Wanted | undefined => {
    const whole = wantedType(path.slice(0, -depth), checker);
    const type = whole === undefined ? undefined : read(whole.type);
    return whole === undefined || type === undefined ? undefined : { type, place: whole.place };
  };
  const node = parent as
    | (
        | Exclude<ast.Declaration, ast.Output>
        | ast.Condition
        | ast.Attribute
        | ast.Expression
        | (ast.Statement & { readonly kind: "fail" })
      )
    | (Located & { readonly kind: "let" | "add" | "for" | "if" | "hole" });
  if (!("kind" in node)) return wantedInPart(expression, parent, around, { path, checker, partOf });
  switch (node.kind) {
    case "list":
      return partOf((type) => placeInList(type, node.elements.indexOf(expression)));
    case "comprehension":
      if (node.if === expression) return boolean;
      return node.element === expression ? partOf(elementOf) : undefined;
    case "conditional":
      return node.condition === expression ? boolean : outer();
    case "unary":
      return node.operator === "not" ? boolean : value(primitive("number"));
    case "binary":
      return wantedInBinary(node, expression, { checker, outer });
    case "index":
      return node.index === expression && checker.types.get(node.object)?.kind !== "json" ? int : undefined;
    case "call":
      if (node.priority === expression) return value(primitive("number"));
      return node.after === expression ? { type: unknownType, place: "after" } : undefined;
    case "fail":
      return value(primitive("string"));
    case "rule":
      return boolean;
    case "input":
      return value(checker.module.typeOf(node.type));
    case "task":
      return node.pure === expression ? value(checker.module.symbolOf(node).result) : undefined;
    case "stub":
      return around?.kind === "task" ? value(checker.module.symbolOf(around as ast.Task).result) : undefined;
    case "at-least":
    case "every":
    case "limit":
    case "at-most":
      return int;
    case "retry":
    case "rate":
      return node.count === expression ? int : value(primitive("number"));
    case "timeout":
    case "cpus":
    case "memory":
    case "priority":
      return value(primitive("number"));
    case "env":
      return value(primitive("string"));
    default:
      return undefined;
  }
}

/** Of the parts without a kind: arguments, fields, parameters and the branches of an `if`. */
function wantedInPart(
  expression: ast.Expression,
  part: Located,
  around: Located | undefined,
  {
    path,
    checker,
    partOf,
  }: {
    readonly path: readonly Located[];
    readonly checker: Checker;
    readonly partOf: (read: (type: Type) => Type | undefined, depth: number) => Wanted | undefined;
  },
): Wanted | undefined {
  if ("condition" in part) return part.condition === expression ? boolean : undefined;
  if (around?.kind === "call") return wantedArgument(around as ast.Call, part as ast.Argument, checker);
  if (around?.kind === "record") return partOf((type) => fieldOf(type, (part as ast.RecordField).name.text), 2);
  const { default: given, type } = part as Partial<ast.Parameter>;
  return given === expression && type !== undefined && path.length > 2 ? value(checker.module.typeOf(type)) : undefined;
}

/** What a parameter takes. */
export function wantedArgument(call: ast.Call, argument: ast.Argument, checker: Checker): Wanted | undefined {
  const { callee } = call;
  const symbol = callee.kind === "name" ? checker.symbols.get(callee.name) : undefined;
  if (symbol?.kind !== "task" && symbol?.kind !== "imported-function") return undefined;
  const parameters = symbol.kind === "task" ? symbol.parameters : (symbol.signature?.parameters ?? []);
  const place = call.arguments.indexOf(argument);
  const parameter = argument.name === undefined ? parameters[place] : findNamed(parameters, argument.name.text);
  const rest = symbol.kind === "imported-function" && argument.name === undefined ? symbol.signature?.rest : undefined;
  const type = parameter?.type ?? rest;
  return type === undefined ? undefined : { type, place: symbol.kind === "task" ? "argument" : "value" };
}

function wantedInBinary(
  { operator, left, right }: ast.Expression & { readonly kind: "binary" },
  expression: ast.Expression,
  { checker, outer }: { readonly checker: Checker; readonly outer: () => Wanted | undefined },
): Wanted | undefined {
  const other = checker.types.get(expression === left ? right : left);
  switch (operator) {
    case "and":
    case "or":
      return boolean;
    case "??":
      return outer() ?? (other === undefined ? undefined : value(other));
    case "in": {
      if (other === undefined) return undefined;
      const element = expression === left ? elementType(other) : listOf(other);
      return element === undefined ? undefined : value(element);
    }
    default:
      return other === undefined || other.kind === "unknown" ? undefined : value(other);
  }
}

function findNamed<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  return all.find((each) => each.name === name);
}

function fieldOf(type: Type, name: string): Type | undefined {
  const fields = membersOf(type).flatMap((member) => (member.kind === "record" ? member.fields : []));
  const field = findNamed(fields, name);
  return field === undefined ? undefined : fieldValue(field);
}

function placeInList(type: Type, place: number): Type | undefined {
  const [tuple] = membersOf(type).filter((member) => member.kind === "tuple");
  return tuple?.elements[place] ?? elementOf(type);
}

function elementOf(type: Type): Type | undefined {
  const lists = membersOf(type).filter((member) => member.kind === "list");
  return lists[0]?.element;
}

function value(type: Type): Wanted {
  return { type, place: "value" };
}

const boolean = value(primitive("boolean"));
const int = value(primitive("int"));
