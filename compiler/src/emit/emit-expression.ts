import type * as ast from "../ast.ts";
import { expand, fieldValue, membersOf, typeKey, unite } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { firm, within } from "./brackets.ts";
import { code, dotted, fieldName, joined, placed, quoted, types, type Code } from "./code.ts";
import type { Emitted } from "./context.ts";
import { emitCall } from "./emit-call.ts";
import { emitGather } from "./emit-gather.ts";
import { adds } from "./emit-from.ts";
import { emitComprehension, emitStoppingComprehension } from "./emit-loop.ts";
import { emitBinary, emitUnary } from "./emit-operator.ts";
import { emitText } from "./emit-text.ts";
import { emitType } from "./emit-type.ts";
import { RuleSight } from "./rule-sight.ts";
import { kindOf } from "./type-kind.ts";
import type { Sight } from "./sight.ts";

/** Code that computes an expression. */
export function emitExpression(expression: ast.Expression, sight: Sight): Emitted {
  const emitted = emit(expression, sight);
  return { ...emitted, code: placed(expression.span, emitted.code) };
}

/** Code of an expression that decides something. */
export function emitCondition(expression: ast.Expression, sight: Sight): Emitted {
  const { context } = sight;
  const emitted = context.expression(expression, sight);
  if (kindOf(context.typeOf(expression)) === "boolean") return emitted;
  return firm(placed(expression.span, code`${context.runtime("library")}.boolean(${emitted.code})`));
}

function emit(expression: ast.Expression, sight: Sight): Emitted {
  const { context } = sight;
  switch (expression.kind) {
    case "text":
      return emitText(expression, sight);
    case "number":
    case "duration":
    case "size":
    case "boolean":
      return firm(String(expression.value));
    case "null":
      return firm("null");
    case "name": {
      const symbol = context.symbol(expression.name);
      const read = sight.read(symbol);
      return "type" in symbol ? narrowed(firm(read), symbol.type, expression, sight) : firm(read);
    }
    case "member":
      return emitMember(expression, sight);
    case "index":
      return emitIndex(expression, sight);
    case "call":
      return emitCall(expression, sight);
    case "list":
      return firm(
        code`[${joined(
          expression.elements.map((element) => context.expression(element, sight).code),
          ", ",
        )}]`,
      );
    case "comprehension": {
      const element = (): Code => context.expression(expression.element, sight).code;
      const stops = sight instanceof RuleSight && sight.mayStop && adds(expression.element, context);
      return firm(
        stops ? emitStoppingComprehension(expression, sight, element) : emitComprehension(expression, sight, element),
      );
    }
    case "record": {
      const fields = expression.fields.map(
        ({ name, value }) => code`${fieldName(name.text)}: ${context.expression(value, sight).code}`,
      );
      return firm(fields.length === 0 ? "{}" : code`{ ${joined(fields, ", ")} }`);
    }
    case "conditional": {
      const condition = within(context.condition(expression.condition, sight), "logic");
      const [then, other] = [expression.then, expression.else].map((branch) =>
        within(context.expression(branch, sight), "choice"),
      );
      return { code: code`${condition} ? ${then ?? ""} : ${other ?? ""}`, level: "choice" };
    }
    case "unary":
      return emitUnary(expression, sight);
    case "binary":
      return emitBinary(expression, sight);
    case "gather":
      return emitGather(expression, sight);
    case "missing":
      throw new Error("Internal fault: a broken program cannot be emitted.");
  }
}

/** Says the type to TypeScript where a condition around the place has told more of the value than its declaration. */
function narrowed(read: Emitted, declared: Type | undefined, expression: ast.Expression, sight: Sight): Emitted {
  const type = sight.context.typeOf(expression);
  const nodes = membersOf(type).every((member) => member.kind === "node");
  if (declared === undefined || nodes || typeKey(type) === typeKey(declared)) return read;
  return firm(code`(${within(read, "comparison")}${types` as ${emitType(type, sight.context)}`})`);
}

function emitMember(expression: ast.Expression & { readonly kind: "member" }, sight: Sight): Emitted {
  const { context } = sight;
  const { object, member } = expression;
  const objectType = context.typeOf(object);
  const emitted = within(context.expression(object, sight), "firm");
  if (kindOf(objectType) === "any") {
    return firm(code`${context.runtime("library")}.member(${emitted}, ${quoted(member.text)})`);
  }
  const { type, optional } = fieldOf(objectType, member.text);
  // Where the record has none of its own, JavaScript would read what every object has by that name.
  if (optional && member.text in Object.prototype) {
    const own = code`${context.runtime("library")}.member(${emitted}, ${quoted(member.text)})`;
    return firm(code`(${own}${types` as ${emitType(context.typeOf(expression), context)}`})`);
  }
  const read = code`${emitted}${dotted(member.text)}`;
  const mayBeMissing = optional && membersOf(context.typeOf(expression)).some((each) => each.kind === "null");
  return mayBeMissing ? firm(code`(${read} ?? null)`) : narrowed(firm(read), type, expression, sight);
}

/** The declared type of a field, over all records that the value may be. */
function fieldOf(object: Type, name: string): { readonly type: Type | undefined; readonly optional: boolean } {
  const fields = membersOf(object).flatMap((member) =>
    member.kind === "record" ? member.fields.filter((field) => field.name === name) : [],
  );
  return {
    type: fields.length === 0 ? undefined : unite(fields.map(fieldValue)),
    optional: fields.some((field) => field.optional),
  };
}

function emitIndex(expression: ast.Expression & { readonly kind: "index" }, sight: Sight): Emitted {
  const { context } = sight;
  const { object, index } = expression;
  const type = expand(context.typeOf(object));
  const emitted = context.expression(object, sight);
  const place = context.expression(index, sight).code;
  if (type.kind === "tuple" && index.kind === "number") {
    return narrowed(firm(code`${within(emitted, "firm")}[${place}]`), type.elements[index.value], expression, sight);
  }
  if (kindOf(type) !== "list") {
    return firm(code`${context.runtime("library")}.member(${emitted.code}, ${place})`);
  }
  const read = firm(code`${context.runtime("library")}.item(${emitted.code}, ${place})`);
  return narrowed(read, type.kind === "list" ? type.element : undefined, expression, sight);
}
