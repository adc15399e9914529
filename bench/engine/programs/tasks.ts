/** What the tasks of the workloads do: next to nothing, so that what is measured is all that goes on around them. */

/** Called when all nodes but the last are done and everything of the run is still in memory. */
export const ending: { hook?: (() => void) | undefined } = {};

/** The numbers from 0 to n - 1. */
export const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export const same = (k: number): number => k;

export const keyed = (k: number): { k: number; v: number } => ({ k, v: 2 * k });

export const both = (left: { v: number }, right: { v: number }): number => left.v + right.v;

/** The sizes of two halves of a tree of `size` nodes below its root. */
export function halves(size: number): number[] {
  const left = size >> 1;
  return [left, size - 1 - left].filter((each) => each > 0);
}

export const sum = (ks: readonly number[]): number => ks.reduce((total, k) => total + k, 0);

export function last(k: number): number {
  ending.hook?.();
  return k;
}

export function total(ks: readonly number[]): number {
  ending.hook?.();
  return sum(ks);
}

/** How many nodes a tree has, by the sizes of the halves below each. */
export function treeSize(below: readonly (readonly number[])[]): number {
  ending.hook?.();
  return below.length;
}

/** Keeps a processor busy for a millisecond. */
export function millisecond(k: number): number {
  const start = performance.now();
  while (performance.now() - start < 1);
  return k;
}
