import type * as ast from "../ast.ts";
import {
  elementType,
  holdsNode,
  listOf,
  literalOf,
  membersOf,
  primitive,
  recordOf,
  tupleOf,
  unite,
  unknownType,
} from "../type-shape.ts";
import { widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { checkCall } from "./call.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { checkGather } from "./gather.ts";
import { declareLocal } from "./local.ts";
import { checkIndex, checkMember } from "./member.ts";
import { checkName } from "./name.ts";
import { narrowed } from "./narrow.ts";
import { checkBinary, checkUnary } from "./operator.ts";
import { Scope } from "./scope.ts";

/** Checks an expression with all its parts, notes their types and answers its own. */
export function checkExpression(checker: Checker, expression: ast.Expression, environment: Environment): Type {
  const type = typeOf(checker, expression, environment);
  checker.types.set(expression, type);
  return type;
}

function typeOf(checker: Checker, expression: ast.Expression, environment: Environment): Type {
  switch (expression.kind) {
    case "text":
      return checkText(checker, expression, environment);
    case "number":
    case "boolean":
      return literalOf(expression.value);
    case "duration":
    case "size":
      return primitive(Number.isInteger(expression.value) ? "int" : "number");
    case "null":
      return primitive("null");
    case "name":
      return checkName(checker, expression, environment);
    case "member":
      return checkMember(checker, expression, environment);
    case "index":
      return checkIndex(checker, expression, environment);
    case "call":
      return checkCall(checker, expression, environment);
    case "list": {
      const elements = expression.elements.map((element) => checker.type(element, environment));
      return elements.length === 0 ? listOf(primitive("never")) : tupleOf(elements);
    }
    case "comprehension":
      return checkComprehension(checker, expression, environment);
    case "record":
      return checkRecord(checker, expression, environment);
    case "conditional":
      return checkConditional(checker, expression, environment);
    case "unary":
      return checkUnary(checker, expression, environment);
    case "binary":
      return checkBinary(checker, expression, environment);
    case "gather":
      return checkGather(checker, expression, environment);
    case "missing":
      return unknownType;
  }
}

/** A text is a literal type where it is written out whole. */
function checkText(checker: Checker, text: ast.TextLiteral, environment: Environment): Type {
  for (const part of text.parts) {
    if (part.kind !== "hole") continue;
    const type = checker.type(part.value, { ...environment, text: "plain" });
    if (canStandInText(type, environment.text)) continue;
    checker.report("ADG3001", part.value.span, { kind: "interpolation", found: widenedText(type) });
  }
  if (text.parts.some((part) => part.kind === "hole")) return primitive("string");
  return literalOf(text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join(""));
}

/** Only a shell text writes records, lists and null (as JSON, or word by word). */
function canStandInText(type: Type, text: Environment["text"]): boolean {
  if (text === "shell") return !holdsNode(type) && type.kind !== "void";
  return membersOf(type).every((member) => plainKinds.has(member.kind));
}

const plainKinds: ReadonlySet<Type["kind"]> = new Set([
  "string",
  "number",
  "int",
  "boolean",
  "file",
  "dir",
  "json",
  "literal",
  "never",
  "unknown",
] as const);

function checkComprehension(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "comprehension" },
  environment: Environment,
): Type {
  const inner = loopEnvironment(checker, expression, environment);
  if (expression.if === undefined) return listOf(checker.type(expression.element, inner));
  checker.type(expression.if, inner);
  checkFits(checker, expression.if, primitive("boolean"), "value");
  const scope = narrowed(checker, inner.scope, expression.if, "holds");
  return listOf(checker.type(expression.element, { ...inner, scope }));
}

/** Where the names of a loop or comprehension are in sight. Reports what is no list. */
export function loopEnvironment(
  checker: Checker,
  loop: {
    readonly index: ast.Name | undefined;
    readonly name: ast.Name;
    readonly in: ast.Expression;
  } & (ast.Statement | ast.Expression),
  environment: Environment,
): Environment {
  const list = checker.type(loop.in, environment);
  const element = elementType(list);
  if (element === undefined)
    checker.report("ADG3001", loop.in.span, { kind: "not-iterable", found: widenedText(list) });
  const scope = new Scope(environment.scope);
  if (loop.index !== undefined) declareLocal(checker, scope, loop.index, loop, primitive("int"));
  declareLocal(checker, scope, loop.name, loop, element ?? unknownType);
  return { ...environment, scope };
}

function checkRecord(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "record" },
  environment: Environment,
): Type {
  const fields = new Map<string, Type>();
  for (const { name, value } of expression.fields) {
    const type = checker.type(value, environment);
    if (fields.has(name.text)) checker.report("ADG2002", name.span, { what: "field", name: name.text });
    else fields.set(name.text, type);
  }
  return recordOf([...fields].map(([name, type]) => ({ name, type, optional: false })));
}

function checkConditional(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "conditional" },
  environment: Environment,
): Type {
  const { condition } = expression;
  checker.type(condition, environment);
  checkFits(checker, condition, primitive("boolean"), "value");
  const branch = (value: ast.Expression, outcome: "holds" | "fails"): Type =>
    checker.type(value, { ...environment, scope: narrowed(checker, environment.scope, condition, outcome) });
  return unite([branch(expression.then, "holds"), branch(expression.else, "fails")]);
}
