/**
 * The nodes that a value comes from, as far as can be told without running. Lists and records are kept apart into their parts
 * while they are written out, so that data read from one part is not said to come from the others.
 */
import type { Source } from "./program.ts";

export interface Provenance {
  /** What the whole comes from, and with it each of its parts. */
  readonly own: ReadonlySet<Source>;
  readonly parts: Parts | undefined;
}

type Parts =
  | { readonly kind: "elements"; readonly elements: readonly Provenance[] }
  /** A list of unknown length. */
  | { readonly kind: "each"; readonly element: Provenance }
  | { readonly kind: "fields"; readonly fields: ReadonlyMap<string, Provenance> };

/** Of a value that comes from no node. */
export const nowhere: Provenance = { own: new Set(), parts: undefined };

/** Of a value all of which comes from the same. */
export function from(sources: Iterable<Source>): Provenance {
  return { own: new Set(sources), parts: undefined };
}

export function ofList(elements: readonly Provenance[]): Provenance {
  return { own: nowhere.own, parts: { kind: "elements", elements } };
}

export function ofEach(element: Provenance): Provenance {
  return { own: nowhere.own, parts: { kind: "each", element } };
}

export function ofRecord(fields: ReadonlyMap<string, Provenance>): Provenance {
  return { own: nowhere.own, parts: { kind: "fields", fields } };
}

/** Everything that some part of the value comes from. */
export function allOf(provenance: Provenance): ReadonlySet<Source> {
  if (provenance.parts === undefined) return provenance.own;
  const sources = new Set(provenance.own);
  for (const part of partsOf(provenance)) for (const source of allOf(part)) sources.add(source);
  return sources;
}

/** All of what any of the values comes from, kept together. */
export function together(provenances: Iterable<Provenance>): Provenance {
  const sources = new Set<Source>();
  for (const provenance of provenances) for (const source of allOf(provenance)) sources.add(source);
  return sources.size === 0 ? nowhere : { own: sources, parts: undefined };
}

/** Of a value that is one of two. */
export function either(a: Provenance, b: Provenance): Provenance {
  if (a === nowhere) return b;
  if (b === nowhere) return a;
  return { own: new Set([...a.own, ...b.own]), parts: eitherParts(a, b) };
}

function eitherParts(a: Provenance, b: Provenance): Parts | undefined {
  if (a.parts === undefined) return b.parts;
  if (b.parts === undefined) return a.parts;
  if (a.parts.kind === "fields" && b.parts.kind === "fields") {
    const fields = new Map(a.parts.fields);
    for (const [name, field] of b.parts.fields) fields.set(name, either(fields.get(name) ?? nowhere, field));
    return { kind: "fields", fields };
  }
  return { kind: "each", element: [...partsOf(a), ...partsOf(b)].reduce(either, nowhere) };
}

/** Of a list that is one list after another. */
export function joined(a: Provenance, b: Provenance): Provenance {
  if (a.own.size === 0 && b.own.size === 0 && a.parts?.kind === "elements" && b.parts?.kind === "elements")
    return ofList([...a.parts.elements, ...b.parts.elements]);
  // The places of the second list are not known: any element may come from either.
  return ofEach(either(elementOf(a), elementOf(b)));
}

/** Of any element of the list. */
export function elementOf(list: Provenance): Provenance {
  return within(list, partsOf(list).reduce(either, nowhere));
}

/** Of the element at a place. */
export function itemOf(list: Provenance, place: number): Provenance {
  if (list.parts?.kind !== "elements") return elementOf(list);
  return within(list, list.parts.elements[place] ?? nowhere);
}

/** Of a field. */
export function fieldOf(record: Provenance, name: string): Provenance {
  if (record.parts?.kind !== "fields") return elementOf(record);
  return within(record, record.parts.fields.get(name) ?? nowhere);
}

function within(whole: Provenance, part: Provenance): Provenance {
  if (whole.own.size === 0) return part;
  return { own: new Set([...whole.own, ...part.own]), parts: part.parts };
}

function partsOf({ parts }: Provenance): readonly Provenance[] {
  switch (parts?.kind) {
    case "elements":
      return parts.elements;
    case "each":
      return [parts.element];
    case "fields":
      return [...parts.fields.values()];
    case undefined:
      return [];
  }
}
