import type * as ast from "../ast.ts";
import type { Symbol } from "../program.ts";
import { unknownType } from "../type-shape.ts";
import type { Type } from "../types.ts";
import type { Checker, Environment } from "./checker.ts";
import { lookUpValue } from "./lookup.ts";
import { symbolPath } from "./narrow.ts";

/** The type of a name that stands for a value. */
export function checkName(
  checker: Checker,
  { name }: ast.Expression & { readonly kind: "name" },
  environment: Environment,
): Type {
  const symbol = lookUpValue(checker, name, environment);
  if (symbol === undefined) return unknownType;
  switch (symbol.kind) {
    case "task":
    case "type":
      checker.report("ADG3001", name.span, { kind: "not-a-value", name: name.text, what: symbol.kind });
      return unknownType;
    case "builtin":
      checker.report("ADG3001", name.span, { kind: "not-a-value", name: name.text, what: "function" });
      return unknownType;
    case "imported-function":
      if (symbol.origin === "typescript")
        checker.report("ADG3001", name.span, { kind: "not-a-value", name: name.text, what: "function" });
      return unknownType;
    default:
      return knownType(checker, symbol, environment);
  }
}

/** The type of a name's value with what the place knows of it. */
export function knownType(checker: Checker, symbol: Symbol & { readonly type: Type }, { scope }: Environment): Type {
  return scope.fact(symbolPath(checker, symbol)) ?? symbol.type;
}
