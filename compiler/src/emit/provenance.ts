/**
 * Where a value comes from: the nodes whose data it holds, part by part where that differs. The edges of a new node follow
 * from it (language reference §5). Nodes inside a value need no mention: the engine finds them there.
 *
 *     let names = [p.result.name for p in all pdf]     names:    each p of `all pdf`, by its place
 *     let pair = { a: d.result, b: 1 }                 pair.a:   d,   pair.b: nothing
 */
import type * as ast from "../ast.ts";
import { within } from "./brackets.ts";
import { code, dotted, joined, recordOf, type Code } from "./code.ts";
import type { Context, Thing } from "./context.ts";
import type { Sight } from "./sight.ts";

/** A node, or a list or record of nodes, that code can name. */
export interface Term {
  /** Equal for terms that say the same. */
  readonly key: string;
  /** What the term reads. Outside the loop that declares one of them it means nothing. */
  readonly depends: ReadonlySet<Thing>;
  read(sight: Sight): Code;
}

export type Provenance =
  /** The whole value and each part of it come from all of these. */
  | { readonly kind: "whole"; readonly terms: readonly Term[] }
  /** A list (or tuple) of known length. */
  | { readonly kind: "list"; readonly elements: readonly Provenance[] }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Provenance> }
  /** A list whose elements all come from the same. */
  | { readonly kind: "same"; readonly element: Provenance }
  /** A list beside which code can make a list of what each element comes from. `element` takes one of these apart. */
  | {
      readonly kind: "each";
      readonly list: Term;
      element(item: Term): Provenance;
      /** What all elements come from besides. */
      readonly also?: readonly Term[];
    }
  /** Lists one after the other. */
  | {
      readonly kind: "joined";
      readonly parts: readonly { readonly value: ast.Expression; readonly from: Provenance }[];
    }
  /** One or the other; `also`: what the condition comes from. */
  | {
      readonly kind: "choice";
      readonly condition: ast.Expression;
      readonly then: Provenance;
      readonly else: Provenance;
      readonly also: readonly Term[];
    };

export const nowhere: Provenance = { kind: "whole", terms: [] };

/** The value comes from these. */
export function whole(terms: readonly Term[]): Provenance {
  return { kind: "whole", terms: distinct(terms) };
}

/** The terms without doubles. */
export function distinct(terms: readonly Term[]): readonly Term[] {
  return [...new Map(terms.map((term) => [term.key, term])).values()];
}

/** A variable (or bound name) as a term. */
export function termOf(thing: Thing, type: () => Code): Term {
  return { key: `thing ${thing.id}`, depends: new Set([thing]), read: (sight) => sight.readThing(thing, type) };
}

/** Whether a term is nothing but a name, which is as short to write as any. */
export function isName(term: Term): boolean {
  return /^thing \d+$/.test(term.key);
}

/** A term that goes on from another, as `.name` does. */
export function termFrom(term: Term, what: string, read: (code: Code, sight: Sight) => Code): Term {
  return { key: `${term.key} ${what}`, depends: term.depends, read: (sight) => read(term.read(sight), sight) };
}

/** All that the value and its parts come from. */
export function termsOf(from: Provenance, context: Context): readonly Term[] {
  switch (from.kind) {
    case "whole":
      return from.terms;
    case "list":
      return distinct(from.elements.flatMap((element) => termsOf(element, context)));
    case "record":
      return distinct([...from.fields.values()].flatMap((field) => termsOf(field, context)));
    case "same":
      return termsOf(from.element, context);
    case "each":
      return distinct([from.list, ...(from.also ?? [])]);
    case "joined":
      return distinct(from.parts.flatMap((part) => termsOf(part.from, context)));
    case "choice":
      return choiceTerms(from, context);
  }
}

function choiceTerms(from: Provenance & { readonly kind: "choice" }, context: Context): readonly Term[] {
  const [then, other] = [termsOf(from.then, context), termsOf(from.else, context)];
  const common = then.filter((term) => other.some((candidate) => candidate.key === term.key));
  if (common.length === then.length && common.length === other.length) return distinct([...common, ...from.also]);
  const chosen: Term = {
    key: `choice ${from.condition.span.start} ${keysOf(then)} ${keysOf(other)}`,
    depends: new Set([...then, ...other].flatMap((term) => [...term.depends])),
    read: (sight) =>
      code`(${within(context.condition(from.condition, sight), "logic")} ? ${readTerms(then, sight)} : ${readTerms(other, sight)})`,
  };
  return [chosen, ...from.also];
}

function keysOf(terms: readonly Term[]): string {
  return `(${terms.map((term) => term.key).join(", ")})`;
}

/** Code for what the terms name, as the runtime's `From`. */
export function readTerms(terms: readonly Term[], sight: Sight): Code {
  const [only] = terms;
  if (only === undefined) return "undefined";
  if (terms.length === 1) return only.read(sight);
  return code`[${joined(
    terms.map((term) => term.read(sight)),
    ", ",
  )}]`;
}

/** Code for the provenance, with the shape that `shapedBy` takes apart. */
export function readProvenance(from: Provenance, sight: Sight): Code {
  switch (from.kind) {
    case "list":
      return code`[${joined(
        from.elements.map((element) => readProvenance(element, sight)),
        ", ",
      )}]`;
    case "record":
      return recordOf([...from.fields].map(([name, field]) => [name, readProvenance(field, sight)] as const));
    case "same":
      return readProvenance(from.element, sight);
    default:
      return readTerms(termsOf(from, sight.context), sight);
  }
}

/** The provenance that a term holds which was read with `readProvenance`. */
export function shapedBy(from: Provenance, term: Term): Provenance {
  switch (from.kind) {
    case "list":
      return {
        kind: "list",
        elements: from.elements.map((element, i) =>
          shapedBy(
            element,
            termFrom(term, `[${i}]`, (read) => code`${read}[${String(i)}]`),
          ),
        ),
      };
    case "record":
      return {
        kind: "record",
        fields: new Map(
          [...from.fields].map(([name, field]) => [
            name,
            shapedBy(
              field,
              termFrom(term, `.${name}`, (read) => code`${read}${dotted(name)}`),
            ),
          ]),
        ),
      };
    case "same":
      return { kind: "same", element: shapedBy(from.element, term) };
    case "each":
      return { kind: "each", list: term, element: (item) => from.element(item) };
    case "whole":
    case "joined":
    case "choice":
      return whole([term]);
  }
}

/** The TypeScript type of what `readProvenance` gives. */
export function provenanceType(from: Provenance, context: Context): Code {
  switch (from.kind) {
    case "list":
      return code`readonly [${joined(
        from.elements.map((element) => provenanceType(element, context)),
        ", ",
      )}]`;
    case "record": {
      const fields = [...from.fields].map(([name, field]) => code`readonly ${name}: ${provenanceType(field, context)}`);
      return code`{ ${joined(fields, "; ")} }`;
    }
    case "same":
      return provenanceType(from.element, context);
    case "each":
      return listTypeOf(from, context);
    case "whole":
    case "joined":
    case "choice":
      return context.runtime("From");
  }
}

/** The TypeScript type of the list that stands beside a list of data. */
export function listTypeOf(from: Provenance & { readonly kind: "each" }, context: Context): Code {
  const item = itemTypeOf(from, context);
  return typeof item === "string" ? code`readonly ${item}[]` : code`readonly (${item})[]`;
}

/** The TypeScript type of an element of that list. */
export function itemTypeOf(from: Provenance & { readonly kind: "each" }, context: Context): Code {
  const nothing: Term = { key: "", depends: new Set(), read: () => "" };
  return provenanceType(from.element(nothing), context);
}

/** Whether the provenance reads any of these. */
export function dependsOn(from: Provenance, things: ReadonlySet<Thing>, context: Context): boolean {
  return termsOf(from, context).some((term) => !term.depends.isDisjointFrom(things));
}

/** Whether two provenances say the same. */
export function sameProvenance(a: Provenance, b: Provenance): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf(from: Provenance): string {
  switch (from.kind) {
    case "whole":
      return `whole ${keysOf(from.terms)}`;
    case "list":
      return `[${from.elements.map(keyOf).join(", ")}]`;
    case "record":
      return `{${[...from.fields].map(([name, field]) => `${name}: ${keyOf(field)}`).join(", ")}}`;
    case "same":
      return `same ${keyOf(from.element)}`;
    case "each":
      return `each ${from.list.key}`;
    case "joined":
      return `joined ${from.parts.map((part) => keyOf(part.from)).join(" + ")}`;
    case "choice":
      return `choice ${from.condition.span.start} ${keyOf(from.then)} ${keyOf(from.else)} ${keysOf(from.also)}`;
  }
}
