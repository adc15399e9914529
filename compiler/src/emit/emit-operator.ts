import type * as ast from "../ast.ts";
import { firm, within } from "./brackets.ts";
import { code, type Code } from "./code.ts";
import type { Emitted, Level } from "./context.ts";
import type { Sight } from "./sight.ts";
import { kindOf } from "./type-kind.ts";

type Unary = ast.Expression & { readonly kind: "unary" };
type Binary = ast.Expression & { readonly kind: "binary" };

/** `-x` and `not x`. */
export function emitUnary({ operator, operand }: Unary, sight: Sight): Emitted {
  const { context } = sight;
  if (operator === "not") {
    return { code: code`!${within(context.condition(operand, sight), "firm")}`, level: "prefix" };
  }
  return { code: code`-${within(emitNumber(operand, sight), "firm")}`, level: "prefix" };
}

/** `left operator right`. */
export function emitBinary(expression: Binary, sight: Sight): Emitted {
  const { operator } = expression;
  switch (operator) {
    case "and":
    case "or":
      return emitLogic(expression, operator === "and" ? "&&" : "||", sight);
    case "==":
    case "!=":
      return emitEquality(expression, sight);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return emitComparison(expression, sight);
    case "in":
      return emitIn(expression, sight);
    case "??": {
      const [left, right] = operands(expression, sight).map((side) => within(side, "comparison"));
      return { code: code`${left ?? ""} ?? ${right ?? ""}`, level: "logic" };
    }
    case "+":
      return emitSum(expression, sight);
    case "-":
      return infix(expression, "-", "sum", sight);
    case "*":
      return infix(expression, "*", "product", sight);
    case "/":
    case "%":
      return emitDivision(expression, sight);
  }
}

function operands({ left, right }: Binary, sight: Sight): readonly [Emitted, Emitted] {
  return [sight.context.expression(left, sight), sight.context.expression(right, sight)];
}

function library(sight: Sight): string {
  return sight.context.runtime("library");
}

/** Brackets stand around `and` in `or` and the other way round: `&&` and `??` may not meet without. */
function emitLogic({ left, right }: Binary, sign: string, sight: Sight): Emitted {
  const { context } = sight;
  const [a, b] = [left, right].map((side) => {
    return within(context.condition(side, sight), side === left && isSameLogic(side, sign) ? "logic" : "comparison");
  });
  return { code: code`${a ?? ""} ${sign} ${b ?? ""}`, level: "logic" };
}

function isSameLogic(side: ast.Expression, sign: string): boolean {
  return side.kind === "binary" && side.operator === (sign === "&&" ? "and" : "or");
}

function emitEquality(expression: Binary, sight: Sight): Emitted {
  const { context } = sight;
  const [left, right] = operands(expression, sight);
  const equals = expression.operator === "==";
  const kinds = [expression.left, expression.right].map((side) => kindOf(context.typeOf(side)));
  const sides = code`${within(left, "sum")} ${sign(equals, kinds)} ${within(right, "sum")}`;
  if (
    kinds.some((kind) => kind === "null") ||
    kinds.every(isPlain) ||
    [expression.left, expression.right].some(isLiteral)
  ) {
    return { code: sides, level: "comparison" };
  }
  const call = code`${library(sight)}.equal(${left.code}, ${right.code})`;
  return equals ? firm(call) : { code: code`!${call}`, level: "prefix" };
}

/** A missing value is null: only the loose comparison takes both. */
function sign(equals: boolean, kinds: readonly string[]): string {
  const strictness = kinds.includes("null") ? "" : "=";
  return `${equals ? "=" : "!"}=${strictness}`;
}

function isPlain(kind: string): boolean {
  return kind === "number" || kind === "string" || kind === "boolean";
}

function isLiteral(side: ast.Expression): boolean {
  if (side.kind === "text") return side.parts.every((part) => part.kind === "chunk");
  return side.kind === "number" || side.kind === "boolean";
}

function emitComparison(expression: Binary, sight: Sight): Emitted {
  const { left, right, operator } = expression;
  const kinds = [left, right].map((side) => kindOf(sight.context.typeOf(side)));
  if (kinds.every((kind) => kind === "number")) return infix(expression, operator, "comparison", sight);
  const [a, b] = operands(expression, sight);
  return { code: code`${library(sight)}.compare(${a.code}, ${b.code}) ${operator} 0`, level: "comparison" };
}

function emitIn({ left, right }: Binary, sight: Sight): Emitted {
  return firm(
    code`${library(sight)}.includes(${emitItems(right, sight)}, ${sight.context.expression(left, sight).code})`,
  );
}

function emitSum(expression: Binary, sight: Sight): Emitted {
  const { context } = sight;
  const kinds = [expression.left, expression.right].map((side) => kindOf(context.typeOf(side)));
  const known = kinds.find((kind) => kind !== "any");
  if (known === "number") return infix(expression, "+", "sum", sight);
  if (known === "string") {
    const [left, right] = [expression.left, expression.right].map((side) => emitString(side, sight));
    return { code: code`${within(left ?? firm(""), "sum")} + ${within(right ?? firm(""), "product")}`, level: "sum" };
  }
  if (known === "list") {
    return firm(code`[...${emitItems(expression.left, sight)}, ...${emitItems(expression.right, sight)}]`);
  }
  const [left, right] = operands(expression, sight);
  return firm(code`${library(sight)}.plus(${left.code}, ${right.code})`);
}

/** Operations on numbers that always have a result. */
function infix({ left, right }: Binary, sign: string, level: Level, sight: Sight): Emitted {
  const tighter: Level = level === "comparison" ? "sum" : level === "sum" ? "product" : "prefix";
  const a = within(emitNumber(left, sight), level === "comparison" ? tighter : level);
  return { code: code`${a} ${sign} ${within(emitNumber(right, sight), tighter)}`, level };
}

function emitDivision({ operator, left, right }: Binary, sight: Sight): Emitted {
  const [a, b] = [emitNumber(left, sight), emitNumber(right, sight)];
  if (right.kind === "number" && right.value !== 0) {
    return { code: code`${within(a, "product")} ${operator} ${b.code}`, level: "product" };
  }
  const name = operator === "/" ? "divide" : "remainder";
  return firm(code`${library(sight)}.${name}(${a.code}, ${b.code})`);
}

/** An operand that must be a number: json is checked. */
export function emitNumber(expression: ast.Expression, sight: Sight): Emitted {
  return checked(expression, "number", sight);
}

/** An operand that must be a string: json is checked. */
export function emitString(expression: ast.Expression, sight: Sight): Emitted {
  return checked(expression, "string", sight);
}

/** A list that is gone through: json is checked. */
export function emitItems(expression: ast.Expression, sight: Sight): Code {
  return within(checked(expression, "list", sight), "firm");
}

function checked(expression: ast.Expression, kind: "number" | "string" | "list", sight: Sight): Emitted {
  const { context } = sight;
  const emitted = context.expression(expression, sight);
  if (kindOf(context.typeOf(expression)) !== "any") return emitted;
  return firm(code`${library(sight)}.${kind === "list" ? "items" : kind}(${emitted.code})`);
}
