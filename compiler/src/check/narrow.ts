/** What a condition says about values: `x == null`, `x == literal`, `o.ok`, and `and`, `or`, `not` of them. */
import type * as ast from "../ast.ts";
import type { Symbol } from "../program.ts";
import { memberOf } from "../builtins.ts";
import { literalOf, membersOf, primitive, unite } from "../type-shape.ts";
import { overlaps } from "../type-relation.ts";
import type { Type } from "../types.ts";
import type { Checker } from "./checker.ts";
import { Scope } from "./scope.ts";

/** A text that stands for one value wherever it is read: a name with members. `undefined` for anything that is computed. */
export function pathOf(checker: Checker, expression: ast.Expression): string | undefined {
  switch (expression.kind) {
    case "name": {
      const symbol = checker.symbols.get(expression.name);
      return symbol === undefined ? undefined : symbolPath(checker, symbol);
    }
    case "member": {
      const object = pathOf(checker, expression.object);
      return object === undefined ? undefined : `${object}.${expression.member.text}`;
    }
    case "index": {
      if (expression.index.kind !== "number") return undefined;
      const object = pathOf(checker, expression.object);
      return object === undefined ? undefined : `${object}[${expression.index.value}]`;
    }
    default:
      return undefined;
  }
}

/** The path of the value that a name itself stands for. */
export function symbolPath(checker: Checker, symbol: Symbol): string {
  let number = checker.symbolNumbers.get(symbol);
  if (number === undefined) checker.symbolNumbers.set(symbol, (number = checker.symbolNumbers.size));
  return String(number);
}

/** A scope inside `scope` in which the condition is known to hold, or not to. */
export function narrowed(checker: Checker, scope: Scope, condition: ast.Expression, outcome: Outcome): Scope {
  const inner = new Scope(scope);
  for (const [path, type] of factsOf(checker, condition, outcome)) inner.know(path, type);
  return inner;
}

type Outcome = "holds" | "fails";
type Facts = ReadonlyMap<string, Type>;

const nothing: Facts = new Map();

/** What is known of values at paths when a checked condition holds, or fails. */
function factsOf(checker: Checker, condition: ast.Expression, outcome: Outcome): Facts {
  const opposite = outcome === "holds" ? "fails" : "holds";
  if (condition.kind === "unary" && condition.operator === "not") return factsOf(checker, condition.operand, opposite);
  if (condition.kind !== "binary") return compared(checker, condition, literalOf(true), outcome);
  const { left, right } = condition;
  switch (condition.operator) {
    case "and":
    case "or": {
      const [first, second] = [factsOf(checker, left, outcome), factsOf(checker, right, outcome)];
      const both = (condition.operator === "and") === (outcome === "holds");
      return both ? new Map([...first, ...second]) : eitherOf(first, second);
    }
    case "==":
    case "!=": {
      const equal = condition.operator === "==" ? outcome : opposite;
      const literal = literalType(right);
      if (literal !== undefined) return compared(checker, left, literal, equal);
      const mirrored = literalType(left);
      return mirrored === undefined ? nothing : compared(checker, right, mirrored, equal);
    }
    default:
      return nothing;
  }
}

/** One of the two holds: only what both speak of is known. */
function eitherOf(first: Facts, second: Facts): Facts {
  const facts = new Map<string, Type>();
  for (const [path, type] of first) {
    const other = second.get(path);
    if (other !== undefined) facts.set(path, unite([type, other]));
  }
  return facts;
}

function literalType(expression: ast.Expression): Type | undefined {
  switch (expression.kind) {
    case "null":
      return primitive("null");
    case "boolean":
    case "number":
      return literalOf(expression.value);
    case "text": {
      const [part] = expression.parts;
      if (part === undefined) return literalOf("");
      return expression.parts.length === 1 && part.kind === "chunk" ? literalOf(part.value) : undefined;
    }
    default:
      return undefined;
  }
}

/** The value and, where it is a field that tells the members of a union apart, the record that it is read from. */
function compared(checker: Checker, expression: ast.Expression, literal: Type, outcome: Outcome): Facts {
  const path = pathOf(checker, expression);
  const type = checker.types.get(expression);
  if (path === undefined || type === undefined) return nothing;
  const facts = new Map<string, Type>([[path, restrict(type, literal, outcome)]]);
  if (expression.kind !== "member") return facts;
  const object = pathOf(checker, expression.object);
  const record = checker.types.get(expression.object);
  const members = record === undefined ? [] : membersOf(record);
  if (object === undefined || members.length < 2) return facts;
  const left = members.filter((member) => {
    const field = memberOf(member, expression.member.text);
    return field === undefined || restrict(field, literal, outcome).kind !== "never";
  });
  facts.set(object, unite(left));
  return facts;
}

/** The part of a type that equals the literal, or does not. */
function restrict(type: Type, literal: Type, outcome: Outcome): Type {
  return unite(
    membersOf(type).flatMap((member) => {
      if (outcome === "holds") return overlaps(member, literal) ? [meeting(member, literal)] : [];
      return without(member, literal);
    }),
  );
}

/** A path that equals a string stays a path, and what may be anything stays so where its kind matters. */
function meeting(member: Type, literal: Type): Type {
  const isPlain =
    member.kind === "string" || member.kind === "int" || member.kind === "number" || member.kind === "boolean";
  return isPlain ? literal : member;
}

function without(member: Type, literal: Type): readonly Type[] {
  if (member.kind === "null") return literal.kind === "null" ? [] : [member];
  if (literal.kind !== "literal") return [member];
  if (member.kind === "literal") return member.value === literal.value ? [] : [member];
  return member.kind === "boolean" && typeof literal.value === "boolean" ? [literalOf(!literal.value)] : [member];
}
