/** The built-in functions on lists. Nodes among the elements stay what they are. */
import { canonical } from "./canonical.ts";
import { equal } from "./equal.ts";
import { ExpressionError } from "./expression-error.ts";
import { totalOrder } from "./order.ts";
import { items } from "./typed-place.ts";

/** `zip(xs, ys, …)`: the first of each, the second of each … The lists must be equally long. */
export function zip<Lists extends readonly (readonly unknown[])[]>(...lists: Lists): readonly Tuple<Lists>[] {
  const lengths = lists.map((list) => list.length);
  if (new Set(lengths).size > 1) {
    throw new ExpressionError(`"zip" needs lists of one length, not of ${lengths.join(" and ")}.`);
  }
  return Array.from({ length: lengths[0] ?? 0 }, (_, i) => lists.map((list) => list[i]) as Tuple<Lists>);
}

/** `product(xs, ys, …)`: every choice of one element of each, the last list going round fastest. */
export function product<Lists extends readonly (readonly unknown[])[]>(...lists: Lists): readonly Tuple<Lists>[] {
  return lists.reduce<readonly (readonly unknown[])[]>(
    (choices, list) => choices.flatMap((choice) => list.map((element) => [...choice, element])),
    [[]],
  ) as readonly Tuple<Lists>[];
}

/** One element of each list, in the order of the lists. */
export type Tuple<Lists extends readonly (readonly unknown[])[]> = {
  readonly [I in keyof Lists]: Lists[I] extends readonly (infer Element)[] ? Element : never;
};

/** `chunk(xs, n)`: lists of n, the last one perhaps shorter. */
export function chunk<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  if (!(size >= 1)) throw new ExpressionError(`"chunk" needs a size of at least 1, not ${size}.`);
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** `flatten(xss)`: the elements of the elements, one level down. */
export function flatten<T>(lists: readonly (readonly T[])[]): readonly T[] {
  return lists.flatMap((list) => items(list) as readonly unknown[] as readonly T[]);
}

/** `unique(xs)`: the first of equal ones, in their order. */
export function unique<T>(list: readonly T[]): readonly T[] {
  return group(list).map((equals) => equals[0] as T);
}

/**
 * `group(xs)`: lists of equal elements; `group(xs, keys)`: lists of the elements whose keys, at the same places, are equal.
 * In the order in which each first appears.
 */
export function group<T>(list: readonly T[], keys: readonly unknown[] = list): readonly (readonly T[])[] {
  if (keys.length !== list.length) {
    throw new ExpressionError(`"group" needs a key for each element, not ${keys.length} for ${list.length}.`);
  }
  const groups = new Map<string, T[]>();
  for (const [i, element] of list.entries()) {
    const key = canonical(keys[i]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [element]);
    else known.push(element);
  }
  return [...groups.values()];
}

/** `sorted(xs)`: numbers by value, then strings by code point, then all else by its JSON text; equal ones stay in order. */
export function sorted<T>(list: readonly T[]): readonly T[] {
  return list.toSorted(totalOrder);
}

/** `count(xs)`. */
export function count(list: readonly unknown[]): number {
  return list.length;
}

/** `x in xs` and `xs.includes(x)`: by value. */
export function includes(list: readonly unknown[], element: unknown): boolean {
  return list.some((candidate) => equal(candidate, element));
}

/** `xs.indexOf(x)`: the place of the first equal element, or -1. */
export function indexOf(list: readonly unknown[], element: unknown): number {
  return list.findIndex((candidate) => equal(candidate, element));
}

/** `xs[i]`: the place must exist. */
export function item<T>(list: readonly T[], index: number): T {
  if (!Number.isInteger(index) || index < 0 || index >= list.length) throw outOfRange(list.length, index);
  return list[index] as T;
}

/** `xs.at(i)` and `text.at(i)`: a negative place counts from the end. The place must exist. */
export function at<T>(list: readonly T[], index: number): T;
export function at(text: string, index: number): string;
export function at(list: readonly unknown[] | string, index: number): unknown {
  const place = index < 0 ? index + list.length : index;
  if (!Number.isInteger(place) || place < 0 || place >= list.length) throw outOfRange(list.length, index);
  return list[place];
}

function outOfRange(length: number, index: number): ExpressionError {
  const elements = length === 0 ? "are no elements" : length === 1 ? "is 1 element" : `are ${length} elements`;
  return new ExpressionError(`The place ${index} is out of range: there ${elements}, counted from 0.`);
}

/** `succeeded t` as a list of nodes: those that succeeded. */
export function succeeded<Node extends { readonly outcome: { readonly ok: boolean } }>(
  nodes: readonly Node[],
): readonly Node[] {
  return nodes.filter((node) => node.outcome.ok);
}
