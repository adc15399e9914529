/** Which type is wanted of a part of an expression. */
import type * as ast from "../ast.ts";
import type { Symbol, TaskSymbol } from "../program.ts";
import { elementType, fieldValue, membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";

/** The parameters of what a call calls. */
export function parametersOf(symbol: Symbol | undefined): TaskSymbol["parameters"] {
  if (symbol?.kind === "task") return symbol.parameters;
  return symbol?.kind === "imported-function" ? (symbol.signature?.parameters ?? []) : [];
}

/** What is wanted of the elements of a list. */
export function elementOf(type: Type | undefined): Type | undefined {
  return type === undefined ? undefined : elementType(type);
}

/** What is wanted of a field of a record. */
export function fieldOf(type: Type | undefined, name: string): Type | undefined {
  if (type === undefined) return undefined;
  for (const member of membersOf(type)) {
    const field = member.kind === "record" ? member.fields.find((each) => each.name === name) : undefined;
    if (field !== undefined) return fieldValue(field);
  }
  return undefined;
}

/** Whether what is wanted of an operation is wanted of its operands. */
export function passesOn(operator: ast.BinaryOperator): boolean {
  return operator === "??" || operator === "+";
}
