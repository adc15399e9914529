/**
 * Graph order of many nodes at once, in time linear in the graph instead of pair by pair.
 *
 * Nodes that were made alike all the way back, by the same rules from the same firing, are a *class*. Nodes of two classes differ by a
 * rule or a firing somewhere on the way, so classes are in order as any two of their nodes are. Within a class, nodes are in order as
 * those are that they were made for, and then as they were made:
 *
 * ```text
 *   start ─▶ a1 a2 a3                class of the a's: by position
 *             │     ╲
 *   rule 1    b1 b2   b3 b4          class of the b's: b3 b4 come after b1 b2 as a3 comes after a1
 * ```
 */
import { NONE, type Graph } from "./graph.ts";
import { compareNodes } from "./order.ts";
import { isSpawn, type Maker, type RunState } from "./state.ts";

interface Class {
  /** The class of what its nodes were made for; `NONE` where they were all made by one firing. */
  readonly around: number;
  /** One of its nodes. */
  readonly first: number;
  count: number;
}

/** With more classes than this, nodes are hardly alike. */
const mostClasses = 256;
/** So many nodes are looked at in a part. */
const part = 16_384;

const NEEDED = 1;
const WANTED = 2;

/** Answers the nodes in graph order, and yields after each part; `undefined` where they are too little alike, or some have keys. */
export function* ranked(state: RunState, nodes: readonly number[]): Generator<void, readonly number[] | undefined> {
  const { graph } = state;
  if (graph.hasKeys) return undefined;
  const size = state.entered;
  const use = new Uint8Array(size);
  for (const node of nodes) use[node] = WANTED;
  for (let node = size - 1; node >= 0; node -= 1) {
    if (node % part === 0) yield;
    if (use[node] === 0) continue;
    const parent = parentOf(graph.firing(node));
    if (parent !== NONE && use[parent] === 0) use[parent] = NEEDED;
  }
  yield;
  const classOf = new Int32Array(size);
  const classes: Class[] = [];
  const known = new Map<Maker | string, number>();
  let maker: Maker | undefined;
  let current = NONE;
  for (let node = 0; node < size; node += 1) {
    if (node % part === 0) yield;
    if (use[node] === 0) continue;
    const next = graph.firing(node);
    if (next !== maker) {
      maker = next;
      const parent = parentOf(maker);
      const around = parent === NONE ? NONE : (classOf[parent] as number);
      const key = parent === NONE ? maker : `${around} ${isSpawn(maker) ? "spawned" : maker.instance.rule}`;
      current = known.get(key) ?? classes.length;
      if (current === classes.length) {
        if (current === mostClasses) return undefined;
        known.set(key, current);
        classes.push({ around, first: node, count: 0 });
      }
    }
    classOf[node] = current;
    (classes[current] as Class).count += 1;
  }
  const inClasses = yield* byRank(graph, classes, (node) => (use[node] === 0 ? NONE : (classOf[node] as number)), size);
  const order = classes.map((each, index) => ({ each, index }));
  order.sort((a, b) => compareNodes(state, a.each.first, b.each.first));
  const all: number[] = [];
  for (const { index } of order)
    for (const node of inClasses[index] as Int32Array) {
      if (use[node] === WANTED) all.push(node);
      if (all.length % part === 0) yield;
    }
  return all;
}

/** The nodes of each class, in their order. */
function* byRank(
  graph: Graph<Maker>,
  classes: readonly Class[],
  classOf: (node: number) => number,
  size: number,
): Generator<void, readonly Int32Array[]> {
  const asMade = classes.map(({ count }) => new Int32Array(count));
  const filled = classes.map(() => 0);
  for (let node = 0; node < size; node += 1) {
    if (node % part === 0) yield;
    const own = classOf(node);
    if (own === NONE) continue;
    const place = filled[own] as number;
    filled[own] = place + 1;
    (asMade[own] as Int32Array)[place] = node;
  }
  const rank = new Int32Array(size);
  const all: Int32Array[] = [];
  // What nodes were made for is in a class before theirs.
  for (const [index, { around }] of classes.entries()) {
    const members = asMade[index] as Int32Array;
    const ordered = around === NONE ? members : yield* byParent(graph, members, rank, (classes[around] as Class).count);
    all.push(ordered);
    for (let place = 0; place < ordered.length; place += 1) {
      if (place % part === 0) yield;
      rank[ordered[place] as number] = place;
    }
  }
  return all;
}

/** Sorts nodes by the ranks of what they were made for, by counting. Those of the same stay as they are. */
function* byParent(
  graph: Graph<Maker>,
  nodes: Int32Array,
  rank: Int32Array,
  ranks: number,
): Generator<void, Int32Array> {
  const starts = new Int32Array(ranks + 1);
  for (let place = 0; place < nodes.length; place += 1) {
    if (place % part === 0) yield;
    const after = rankOfParent(graph, nodes[place] as number, rank) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let each = 1; each <= ranks; each += 1) starts[each] = (starts[each] as number) + (starts[each - 1] as number);
  const ordered = new Int32Array(nodes.length);
  for (let place = 0; place < nodes.length; place += 1) {
    if (place % part === 0) yield;
    const node = nodes[place] as number;
    const own = rankOfParent(graph, node, rank);
    const start = starts[own] as number;
    starts[own] = start + 1;
    ordered[start] = node;
  }
  return ordered;
}

const rankOfParent = (graph: Graph<Maker>, node: number, rank: Int32Array): number =>
  rank[parentOf(graph.firing(node))] as number;

/** The one node that all depends on which a maker was made for; `NONE` where it is not that simple. */
function parentOf(maker: Maker): number {
  if (isSpawn(maker)) return maker.spawner;
  if (maker.group > 0 || maker.instance.parent !== undefined) return NONE;
  let parent = NONE;
  for (const node of maker.nodes) {
    if (node < 0) continue;
    if (parent !== NONE) return NONE;
    parent = node;
  }
  return parent;
}
