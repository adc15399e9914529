/** How types relate: what can stand where what is wanted, and what can be equal. Aliases may be recursive. */
import { expand, fieldValue, holdsNode, membersOf, typeKey, widen } from "./type-shape.ts";
import type { Type } from "./types.ts";

type RecordType = Type & { readonly kind: "record" };

/** Whether each value of `from` can stand where a `to` is wanted. `json` can: it is checked when the workflow runs. */
export function isAssignable(from: Type, to: Type): boolean {
  return relate(from, to, { pairs: new Set(), trail: [], refuted: new Set(), depth: 0 });
}

/** What a comparison goes by. */
interface Assumed {
  /** Pairs of aliases that are being compared; meeting one again means that nothing spoke against it. */
  readonly pairs: Set<string>;
  /** The same, in the order in which they came. */
  readonly trail: string[];
  /** Pairs that do not fit, whatever is assumed. */
  readonly refuted: Set<string>;
  /** How many pairs are being compared inside each other. */
  readonly depth: number;
}

/** Past so many aliases inside each other, for which the stack would not do, no more is said against a type. */
const MAXIMUM_DEPTH = 200;

function relate(from: Type, to: Type, assumed: Assumed): boolean {
  if (from === to) return true;
  if (from.kind === "alias" || to.kind === "alias") {
    const pair = `${typeKey(from)} ${typeKey(to)}`;
    if (assumed.refuted.has(pair)) return false;
    if (assumed.pairs.has(pair) || assumed.depth >= MAXIMUM_DEPTH) return true;
    assumed.pairs.add(pair);
    assumed.trail.push(pair);
    const fits = relate(expand(from), expand(to), { ...assumed, depth: assumed.depth + 1 });
    if (!fits) assumed.refuted.add(pair);
    return fits;
  }
  if (from.kind === "never" || from.kind === "unknown" || to.kind === "unknown") return true;
  if (from.kind === "union") return from.members.every((member) => relate(member, to, assumed));
  if (to.kind === "json") return !holdsNode(from) && from.kind !== "void";
  if (from.kind === "json") return to.kind !== "node" && to.kind !== "never";
  if (to.kind === "union") return relateToUnion(from, membersOf(to), assumed);
  switch (from.kind) {
    case "literal":
      return to.kind === "literal" ? from.value === to.value : literalFits(from.value, to);
    case "list":
      return to.kind === "list" && relate(from.element, to.element, assumed);
    case "tuple":
      if (to.kind === "list") return from.elements.every((element) => relate(element, to.element, assumed));
      return (
        to.kind === "tuple" &&
        from.elements.length === to.elements.length &&
        from.elements.every((element, place) => relate(element, to.elements[place] ?? element, assumed))
      );
    case "record":
      return to.kind === "record" && relateRecords(from, to, assumed);
    case "node":
      return to.kind === "node" && from.task === to.task;
    default:
      return primitiveFits(from.kind, to.kind);
  }
}

function relateToUnion(from: Type, members: readonly Type[], assumed: Assumed): boolean {
  for (const member of members) {
    const before = assumed.trail.length;
    if (relate(from, member, assumed)) return true;
    // A member that does not fit must leave no assumptions behind.
    for (const pair of assumed.trail.splice(before)) assumed.pairs.delete(pair);
  }
  if (from.kind !== "boolean") return false;
  const values = new Set(members.map((member) => (member.kind === "literal" ? member.value : undefined)));
  return values.has(true) && values.has(false);
}

function relateRecords(from: RecordType, to: RecordType, assumed: Assumed): boolean {
  const given = new Map(from.fields.map((field) => [field.name, field]));
  return to.fields.every((wanted) => {
    const field = given.get(wanted.name);
    if (field === undefined) return wanted.optional;
    if (field.optional && !wanted.optional) return false;
    return relate(field.type, wanted.type, assumed);
  });
}

function literalFits(value: string | number | boolean, to: Type): boolean {
  switch (typeof value) {
    case "string":
      return isPathOrString(to.kind);
    case "number":
      return to.kind === "number" || (to.kind === "int" && Number.isInteger(value));
    default:
      return to.kind === "boolean";
  }
}

function primitiveFits(from: Type["kind"], to: Type["kind"]): boolean {
  if (from === to) return true;
  if (from === "int") return to === "number";
  if (from === "null") return to === "void";
  return isPathOrString(from) && isPathOrString(to);
}

function isPathOrString(kind: Type["kind"]): boolean {
  return kind === "string" || kind === "file" || kind === "dir";
}

/**
 * Whether `==` of two expressions can ever hold. Of two constants it is not said that they differ: `let mode = "fast"` is there
 * to be changed.
 */
export function canEqual(a: Type, b: Type): boolean {
  if (overlaps(a, b)) return true;
  const isChoice = [a, b].some((type) => type.kind === "union" || type.kind === "alias");
  return !isChoice && overlaps(widen(a), widen(b));
}

/** Whether some value belongs to both types. */
export function overlaps(a: Type, b: Type): boolean {
  return meet(a, b, new Set(), 0);
}

function meet(a: Type, b: Type, assumed: Set<string>, depth: number): boolean {
  if (a.kind === "alias" || b.kind === "alias") {
    const pair = `${typeKey(a)} ${typeKey(b)}`;
    if (assumed.has(pair) || depth >= MAXIMUM_DEPTH) return true;
    assumed.add(pair);
    return meet(expand(a), expand(b), assumed, depth + 1);
  }
  if (isOpen(a) || isOpen(b)) return true;
  if (a.kind === "union") return a.members.some((member) => meet(member, b, assumed, depth));
  if (b.kind === "union") return b.members.some((member) => meet(a, member, assumed, depth));
  if (a.kind === "json") return b.kind !== "node";
  if (b.kind === "json") return a.kind !== "node";
  if (a.kind === "literal") return b.kind === "literal" ? a.value === b.value : literalFits(a.value, b);
  if (b.kind === "literal") return literalFits(b.value, a);
  if (a.kind === "record" && b.kind === "record") return meetRecords(a, b, assumed, depth);
  if (a.kind === "list" && b.kind === "list") return true;
  if (a.kind === "list" && b.kind === "tuple")
    return b.elements.every((element) => meet(a.element, element, assumed, depth));
  if (a.kind === "tuple" && b.kind === "list") return meet(b, a, assumed, depth);
  if (a.kind === "tuple" && b.kind === "tuple")
    return (
      a.elements.length === b.elements.length &&
      a.elements.every((element, place) => meet(element, b.elements[place] ?? element, assumed, depth))
    );
  if (a.kind === "node") return b.kind === "node" && a.task === b.task;
  return primitiveFits(a.kind, b.kind) || primitiveFits(b.kind, a.kind);
}

function isOpen(type: Type): boolean {
  return type.kind === "unknown" || type.kind === "never";
}

function meetRecords(a: RecordType, b: RecordType, assumed: Set<string>, depth: number): boolean {
  const others = new Map(b.fields.map((field) => [field.name, field]));
  return a.fields.every((field) => {
    const other = others.get(field.name);
    return (
      other === undefined ||
      field.optional ||
      other.optional ||
      meet(fieldValue(field), fieldValue(other), assumed, depth)
    );
  });
}
