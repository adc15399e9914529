/**
 * Graph order (language.md §6): by rule in the order of the text, then by the order of the nodes that the rule fired on, then by
 * position in the body; spawned nodes after those, keyed nodes last, by key. It never depends on timing: a node's place follows
 * from what made it, all the way back to `start`.
 */
import { compareText } from "./library/order.ts";
import { canonical } from "./library/canonical.ts";
import { isSpawn, type Firing, type Instance, type Maker, type RunState } from "./state.ts";
import type { Value } from "./workflow.ts";

/** Negative where `a` comes before `b`; 0 only for the same node. Both are in the same scope. */
export function compareNodes(state: RunState, a: number, b: number): number {
  const { graph } = state;
  if (graph.firing(a) === graph.firing(b) && graph.key(a) === undefined && graph.key(b) === undefined)
    return graph.ordinal(a) - graph.ordinal(b);
  return compareByMakers(state, a, b);
}

/** The first difference on the way back decides; where it is a pair of nodes, they are compared in turn. */
function compareByMakers(state: RunState, a: number, b: number): number {
  const { graph, comparisons } = state;
  const onTheWay: number[] = [];
  let answer = 0;
  while (a !== b) {
    const before = comparisons.find(a, b);
    if (before !== undefined) {
      answer = before;
      break;
    }
    onTheWay.push(a, b);
    const keys = compareKeyed(state, a, b);
    const difference = keys === 0 ? compareMakers(graph.firing(a), graph.firing(b)) : keys;
    if (typeof difference === "number" || difference === undefined) {
      answer = Math.sign(difference ?? graph.ordinal(a) - graph.ordinal(b));
      break;
    }
    [a, b] = difference;
  }
  for (let index = 0; index < onTheWay.length; index += 2)
    comparisons.keep(onTheWay[index] as number, onTheWay[index + 1] as number, answer, graph.size);
  return answer;
}

function compareKeyed(state: RunState, a: number, b: number): number {
  if (!state.graph.hasKeys) return 0;
  const left = state.graph.key(a);
  const right = state.graph.key(b);
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  if (state.graph.task(a) !== state.graph.task(b)) return state.graph.task(a) - state.graph.task(b);
  return compareKeys(left, right);
}

/** Numbers by value, strings by code point, others by their JSON text; in this order. */
function compareKeys(a: Value, b: Value): number {
  const rank = (key: Value): number => (typeof key === "number" ? 0 : typeof key === "string" ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return compareText(canonical(a), canonical(b));
}

function compareMakers(a: Maker, b: Maker): number | readonly [number, number] | undefined {
  if (isSpawn(a) && isSpawn(b)) return a.spawner === b.spawner ? undefined : [a.spawner, b.spawner];
  if (isSpawn(a) || isSpawn(b)) return Number(isSpawn(a)) - Number(isSpawn(b));
  return compareFirings(a, b);
}

/** A difference of rule or position, a pair of nodes that decides, or `undefined` where the firings are the same. */
function compareFirings(a: Firing, b: Firing): number | readonly [number, number] | undefined {
  if (a === b) return undefined;
  if (a.instance.rule !== b.instance.rule) return a.instance.rule - b.instance.rule;
  if (a.instance === b.instance) return comparePositions(a, b);
  // The same rule stands as deep in both: the rules around it made it, outermost first.
  const left = lineage(a);
  const right = lineage(b);
  for (const [level, one] of left.entries()) {
    const other = right[level] as Firing;
    if (one.instance.ordinal !== other.instance.ordinal) return one.instance.ordinal - other.instance.ordinal;
    const difference = comparePositions(one, other);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** By the nodes that two firings of one rule have fired on, then by their groups. */
function comparePositions(a: Firing, b: Firing): number | readonly [number, number] | undefined {
  for (let index = 0; index < a.nodes.length; index += 1) {
    const left = a.nodes[index] as number;
    const right = b.nodes[index] as number;
    if (left !== right) return [left, right];
  }
  return a.group === b.group ? undefined : a.group - b.group;
}

/** The firing and those that made its rule, outermost first. */
function lineage(firing: Firing): readonly Firing[] {
  const { instance }: { instance: Instance } = firing;
  return instance.parent === undefined ? [firing] : [...lineage(instance.parent), firing];
}
