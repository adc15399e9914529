/**
 * Where the elements of lists come from. Compiled bodies keep, beside a list of data, a list of equal length that holds what
 * each element was read from, so that a node made for one element gets an edge from exactly that.
 */
import type { From, NodeRef } from "../workflow.ts";

/** The elements with what each comes from. `from` may be shorter only where the list itself cannot be gone through. */
export function withFrom<T, F extends From>(list: readonly T[], from: readonly F[]): readonly (readonly [T, F])[] {
  return list.map((element, i) => [element, from[i] as F]);
}

/** The list of what each element comes from, where all come from the same. */
export function sameFrom<F extends From>(list: readonly unknown[], from: F): readonly F[] {
  return list.map(() => from);
}

/** Notes the node in the list and hands it on: for a node that is made in the midst of an expression. */
export function noted<Node extends NodeRef>(notes: NodeRef[], node: Node): Node {
  notes.push(node);
  return node;
}
