import type * as ast from "../ast.ts";
import { addField } from "../fixes/fields.ts";
import { isAssignable } from "../type-relation.ts";
import { expand, holdsLiteral, listOf, membersOf, nodesIn, resultsIn, unite, unknownType } from "../type-shape.ts";
import { typeText, widenedText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { type Checker, nameOf } from "./checker.ts";

/** `argument`: a node may stand where its result's type is wanted. */
export type Place = "value" | "argument";

/** Reports what of a checked expression cannot stand where a `wanted` is wanted, at the smallest range. */
export function checkFits(checker: Checker, expression: ast.Expression, wanted: Type, place: Place): void {
  const type = checker.types.get(expression) ?? unknownType;
  const given = place === "argument" ? resultsIn(type) : type;
  const ended = place === "argument" ? nodesIn(type).find((node) => isSeenWithoutResult(node.known)) : undefined;
  if (ended === undefined && isAssignable(given, wanted)) return;
  if (checkParts(checker, expression, wanted, place)) return;
  if (ended !== undefined) {
    const known = ended.known === "failed" ? "failed" : "settled";
    checker.report("ADG3003", expression.span, { kind: "passed", task: nameOf(checker, ended.task), known });
    return;
  }
  // Types of different files may bear the same name: then what they stand for tells them apart.
  const isAlike = typeText(given) === typeText(wanted);
  const [found, expected] = isAlike ? [unfolded(given), unfolded(wanted)] : [given, wanted];
  reportMismatch(checker, expression.span, found, typeText(expected), holdsLiteral(wanted));
}

/** The type with what the names in it stand for, a step deep. */
function unfolded(type: Type): Type {
  if (type.kind === "list") return listOf(unfolded(type.element));
  return type.kind === "union" ? unite(type.members.map(unfolded)) : expand(type);
}

function isSeenWithoutResult(known: string): boolean {
  return known === "failed" || known === "settled";
}

function reportMismatch(checker: Checker, span: ast.Span, given: Type, expected: string, literals: boolean): void {
  checker.report("ADG3001", span, {
    kind: "mismatch",
    expected,
    found: literals ? typeText(given) : widenedText(given),
  });
}

/** Says that something else is expected. */
export function reportUnexpected(checker: Checker, expression: ast.Expression, expected: string): void {
  reportMismatch(checker, expression.span, checker.types.get(expression) ?? unknownType, expected, false);
}

/** Looks for the mistake in the parts of what is written out. Answers whether it was there to be looked for. */
function checkParts(checker: Checker, expression: ast.Expression, wanted: Type, place: Place): boolean {
  if (expression.kind === "conditional") {
    checkFits(checker, expression.then, wanted, place);
    checkFits(checker, expression.else, wanted, place);
    return true;
  }
  const shapes = membersOf(wanted).filter((member) => member.kind !== "null");
  const [shape] = shapes;
  if (shape === undefined || shapes.length > 1) return false;
  if (expression.kind === "list" && shape.kind === "list") {
    for (const element of expression.elements) checkFits(checker, element, shape.element, place);
    return true;
  }
  if (expression.kind === "list" && shape.kind === "tuple" && expression.elements.length === shape.elements.length) {
    for (const [at, element] of expression.elements.entries())
      checkFits(checker, element, shape.elements[at] ?? unknownType, place);
    return true;
  }
  if (expression.kind === "comprehension" && shape.kind === "list") {
    checkFits(checker, expression.element, shape.element, place);
    return true;
  }
  return (
    expression.kind === "record" &&
    shape.kind === "record" &&
    checkFields(checker, expression, shape, { place, expected: typeText(wanted) })
  );
}

function checkFields(
  checker: Checker,
  expression: ast.Expression & { readonly kind: "record" },
  wanted: Type & { readonly kind: "record" },
  { place, expected }: { readonly place: Place; readonly expected: string },
): true {
  const given = new Map(expression.fields.map((field) => [field.name.text, field.value]));
  for (const field of wanted.fields) {
    const value = given.get(field.name);
    if (value !== undefined) checkFits(checker, value, field.type, place);
    else if (!field.optional)
      checker.report(
        "ADG3001",
        expression.span,
        { kind: "missing-field", field: field.name, expected },
        addField(checker.file, expression, field),
      );
  }
  return true;
}
