import type * as ast from "../ast.ts";
import { within } from "./brackets.ts";
import { code, joined, types, type Code } from "./code.ts";
import {
  distinct,
  nowhere,
  readProvenance,
  readTerms,
  sameProvenance,
  termsOf,
  whole,
  type Provenance,
  type Term,
} from "./provenance.ts";
import type { Sight } from "./sight.ts";

/** Where the elements of a list come from: all from the same, or each from what stands in its place in a list beside it. */
export type ElementsFrom = Provenance & { readonly kind: "same" | "each" };

/** Where the elements of a list come from. `from` is what the list as a value comes from. */
export function elementsFrom(list: ast.Expression, from: Provenance, sight: Sight): ElementsFrom {
  switch (from.kind) {
    case "same":
    case "each":
      return from;
    case "whole":
      return { kind: "same", element: from };
    case "record":
      return { kind: "same", element: whole(termsOf(from, sight.context)) };
    case "list": {
      const [first = nowhere, ...others] = from.elements;
      if (others.every((other) => sameProvenance(first, other))) return { kind: "same", element: first };
      return beside(list, from, sight);
    }
    case "joined": {
      const parts = from.parts.map((part) => elementsFrom(part.value, part.from, sight));
      const [first, ...others] = parts;
      if (first?.kind === "same" && others.every((other) => sameProvenance(first, other))) return first;
      return beside(list, from, sight);
    }
    case "choice": {
      const [then, other] = [elementsFrom(list, from.then, sight), elementsFrom(list, from.else, sight)];
      if (then.kind === "same" && sameProvenance(then, other)) {
        return { kind: "same", element: whole([...termsOf(then, sight.context), ...from.also]) };
      }
      return beside(list, from, sight, from.also);
    }
  }
}

function beside(list: ast.Expression, from: Provenance, sight: Sight, also: readonly Term[] = []): ElementsFrom {
  const term: Term = {
    key: `beside ${list.span.start}`,
    depends: new Set(termsOf(from, sight.context).flatMap((each) => [...each.depends])),
    read: (at) => materialized(list, from, at),
  };
  return { kind: "each", list: term, element: (item) => whole([item, ...also]), also };
}

/** Code for a list, as long as the list of data, of what each element comes from. */
export function materialized(list: ast.Expression, from: Provenance, sight: Sight): Code {
  switch (from.kind) {
    case "list":
      return readProvenance(from, sight);
    case "each":
      return from.list.read(sight);
    case "joined": {
      const parts = from.parts.map((part) => code`...${materialized(part.value, part.from, sight)}`);
      return code`[${joined(parts, ", ")}]`;
    }
    case "choice": {
      const condition = within(sight.context.condition(from.condition, sight), "logic");
      const [then, other] = [from.then, from.else].map((branch) => materialized(list, branch, sight));
      return code`((${condition} ? ${then ?? "[]"} : ${other ?? "[]"})${types` as readonly ${sight.context.runtime("From")}[]`})`;
    }
    default: {
      const { context } = sight;
      const data = context.expression(list, sight).code;
      return code`${context.runtime("library")}.sameFrom(${data}, ${readTerms(termsOf(from, context), sight)})`;
    }
  }
}

/** The provenance with every term replaced by what `hoist` makes of it. `list` is the value, where it is a list. */
export function hoisted(
  from: Provenance,
  list: ast.Expression | undefined,
  sight: Sight,
  hoist: (term: Term) => Term,
): Provenance {
  switch (from.kind) {
    case "whole":
      return whole(from.terms.map(hoist));
    case "list":
      return { kind: "list", elements: from.elements.map((element) => hoisted(element, undefined, sight, hoist)) };
    case "record":
      return {
        kind: "record",
        fields: new Map([...from.fields].map(([name, field]) => [name, hoisted(field, undefined, sight, hoist)])),
      };
    case "same":
      return { kind: "same", element: hoisted(from.element, undefined, sight, hoist) };
    case "each":
      return hoistedList(from, hoist);
    case "joined":
    case "choice": {
      if (list !== undefined) return hoisted(elementsFrom(list, from, sight), undefined, sight, hoist);
      return whole(distinct(termsOf(from, sight.context).map(hoist)));
    }
  }
}

function hoistedList(from: Provenance & { readonly kind: "each" }, hoist: (term: Term) => Term): Provenance {
  const also = (from.also ?? []).map(hoist);
  if (also.length === 0) return { kind: "each", list: hoist(from.list), element: (item) => from.element(item) };
  return { kind: "each", list: hoist(from.list), element: (item) => whole([item, ...also]), also };
}
