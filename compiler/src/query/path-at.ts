import type * as ast from "../ast.ts";

/** A part of a tree: what has a place in the text. */
export type Located = ast.Located & { readonly kind?: string };

/**
 * The parts of a tree that a place in the text is in, the outermost first. A place between two parts is in the one that begins
 * there; else in the one that ends there, so that a name has the place behind its last letter too.
 */
export function pathAt(tree: Located, offset: number): readonly Located[] {
  const path: Located[] = [];
  for (let part: Located | undefined = tree; part !== undefined; part = partAt(part, offset)) path.push(part);
  return path;
}

/** What stands directly in a part of a tree, in no order. */
export function partsOf(tree: Located): readonly Located[] {
  return Object.values(tree).flatMap(located);
}

/** Every part of a tree, itself first, in the order of the text as far as the parts are written in order. */
export function* everyPart(tree: Located): Generator<Located> {
  yield tree;
  for (const part of partsOf(tree)) yield* everyPart(part);
}

function partAt(tree: Located, offset: number): Located | undefined {
  let ending: Located | undefined;
  for (const part of partsOf(tree)) {
    const { start, end } = part.span;
    if (start <= offset && offset < end) return part;
    if (start < end && offset === end) ending ??= part;
    if (start === end && offset === start) ending ??= part;
  }
  return ending;
}

/** The located parts in a field: itself, or those in its lists (the groups of an edge are lists of lists) and plain holders. */
function located(value: unknown): readonly Located[] {
  if (typeof value !== "object" || value === null || value instanceof Set) return [];
  if (Array.isArray(value)) return value.flatMap(located);
  if ("span" in value) return [value as Located];
  // `start` and `end` make a bare range, which is no part; anything else without a place holds parts (`from` of a task).
  return "start" in value && "end" in value ? [] : Object.values(value).flatMap(located);
}
