import type * as ast from "../ast.ts";
import { isInt } from "../builtins.ts";
import { canEqual, isAssignable } from "../type-relation.ts";
import { elementType, listOf, literalOf, membersOf, primitive, unite, unknownType } from "../type-shape.ts";
import { typeText, widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { narrowed } from "./narrow.ts";

type Binary = ast.Expression & { readonly kind: "binary" };

const boolean = primitive("boolean");
const number = primitive("number");
const string = primitive("string");

/** The type of `-x` and `not x`. */
export function checkUnary(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "unary" },
  environment: Environment,
): Type {
  const operand = checker.type(expression.operand, environment);
  if (expression.operator === "not") {
    checkFits(checker, expression.operand, boolean, "value");
    return boolean;
  }
  if (operand.kind === "literal" && typeof operand.value === "number") return literalOf(-operand.value);
  if (isAssignable(operand, number)) return numberType([operand]);
  checker.report("ADG3001", expression.span, { kind: "unary", operator: "-", operand: widenedText(operand) });
  return unknownType;
}

/** The type of `left operator right`. */
export function checkBinary(checker: Checker, expression: Binary, environment: Environment): Type {
  const left = checker.type(expression.left, environment);
  if (expression.operator === "and" || expression.operator === "or") {
    const outcome = expression.operator === "and" ? "holds" : "fails";
    const scope = narrowed(checker, environment.scope, expression.left, outcome);
    checker.type(expression.right, { ...environment, scope });
    checkFits(checker, expression.left, boolean, "value");
    checkFits(checker, expression.right, boolean, "value");
    return boolean;
  }
  const right = checker.type(expression.right, environment);
  if (left.kind === "unknown" || right.kind === "unknown")
    return comparisons.has(expression.operator) ? boolean : unknownType;
  const type = binaryType(checker, expression, left, right);
  if (type !== undefined) return type;
  checker.report("ADG3001", expression.span, {
    kind: "operator",
    operator: expression.operator,
    left: widenedText(left),
    right: widenedText(right),
  });
  return comparisons.has(expression.operator) ? boolean : unknownType;
}

const comparisons: ReadonlySet<ast.BinaryOperator> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"] as const);

/** `undefined` where the operator cannot be applied. */
function binaryType(checker: Checker, expression: Binary, left: Type, right: Type): Type | undefined {
  switch (expression.operator) {
    case "==":
    case "!=":
      if (!canEqual(left, right))
        checker.report("ADG3001", expression.span, {
          kind: "never-equal",
          left: typeText(left),
          right: typeText(right),
        });
      return boolean;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return both(left, right, number) || both(left, right, string) ? boolean : undefined;
    case "in": {
      const element = elementType(right);
      if (element === undefined) return undefined;
      if (!canEqual(left, element))
        checker.report("ADG3001", expression.span, {
          kind: "never-equal",
          left: typeText(left),
          right: typeText(element),
        });
      return boolean;
    }
    case "??": {
      const others = membersOf(left).filter((member) => member.kind !== "null");
      return unite([...others, right]);
    }
    case "+":
      return sumType(left, right);
    case "/":
      return both(left, right, number) ? number : undefined;
    default:
      if (!both(left, right, number)) return undefined;
      return numberType([left, right]);
  }
}

/** What numbers of such types give together. Of a `json` it shows only in the run whether it is an int. */
function numberType(operands: readonly Type[]): Type {
  if (operands.some(isJson)) return primitive("json");
  return operands.every(isInt) ? primitive("int") : number;
}

function isJson(type: Type): boolean {
  return membersOf(type).some((member) => member.kind === "json");
}

function both(left: Type, right: Type, type: Type): boolean {
  return isAssignable(left, type) && isAssignable(right, type);
}

/** `+` adds numbers and joins strings and lists; what a `json` turns out to be follows from the other side. */
function sumType(left: Type, right: Type): Type | undefined {
  if (isJson(left) && isJson(right)) return primitive("json");
  if (both(left, right, number)) return numberType([left, right]);
  if (both(left, right, string)) return string;
  const elements = [elementType(left), elementType(right)].filter((element) => element !== undefined);
  return elements.length === 2 ? listOf(unite(elements)) : undefined;
}
