import { expand, membersOf, resultsIn } from "../type-shape.ts";
import type { Type } from "../types.ts";
import type { FieldOrigins } from "./field-origins.ts";
import { type Referent, referentKey } from "./referent.ts";

/** Deeper in a type nothing is looked at: types may contain themselves. */
const DEEPEST = 6;

/**
 * Fields of different declarations that must have the same name, since a value of the one type is handed over where the other is
 * wanted. Types are structural, so that alone joins them.
 */
export function tiedFields(origins: FieldOrigins, given: Type, wanted: Type): readonly (readonly Referent[])[] {
  const ties: (readonly Referent[])[] = [];
  const tie = (from: Type, to: Type, depth: number): void => {
    if (from === to || depth > DEEPEST) return;
    const [one, other] = [expand(from), expand(to)];
    if (one === other) return;
    if (one.kind === "union" || other.kind === "union") {
      for (const each of membersOf(one)) for (const member of membersOf(other)) tie(each, member, depth + 1);
    } else if (one.kind === "list" && other.kind === "list") tie(one.element, other.element, depth + 1);
    else if (one.kind === "tuple" && other.kind === "list")
      for (const element of one.elements) tie(element, other.element, depth + 1);
    else if (one.kind === "record" && other.kind === "record")
      for (const { name, type } of one.fields) {
        const same = other.fields.find((field) => field.name === name);
        if (same === undefined) continue;
        const fields = [...origins.find(one, name), ...origins.find(other, name)];
        if (new Set(fields.map(referentKey)).size > 1) ties.push(fields);
        tie(type, same.type, depth + 1);
      }
  };
  tie(resultsIn(given), wanted, 0);
  return ties;
}
