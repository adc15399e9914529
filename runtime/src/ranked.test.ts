import fc from "fast-check";
import { expect, test } from "vitest";
import { Comparisons } from "./comparisons.ts";
import { Graph } from "./graph.ts";
import { compareNodes } from "./order.ts";
import { ranked } from "./ranked.ts";
import type { Firing, Instance, Maker, RunState } from "./state.ts";

const RULES = 4;

/** Something that makes nodes: a rule or a task, for nodes that are there. */
const making = fc.record({
  kind: fc.constantFrom("rule", "rule", "rule", "task", "join", "nested", "group"),
  rule: fc.nat(RULES - 1),
  on: fc.nat(),
  and: fc.nat(),
  count: fc.integer({ min: 1, max: 4 }),
});

type Making = typeof making extends fc.Arbitrary<infer T> ? T : never;

function instanceOf(rule: number, parent?: Firing): Instance {
  return { rule, parent, ordinal: 0 } as Instance;
}

/** A graph that these have made, one after the other. */
function graphOf(makings: readonly Making[]): RunState {
  const graph = new Graph<Maker>();
  const state = { graph, comparisons: new Comparisons() } as RunState;
  const add = (maker: Maker, count: number): void => {
    for (let ordinal = 0; ordinal < count; ordinal += 1) graph.addNode(0, 0, 0, maker, ordinal, [], undefined);
  };
  const instances = Array.from({ length: 4 * RULES }, (_, rule) => instanceOf(rule));
  const start: Firing = { instance: instanceOf(-1), nodes: [], group: 0 };
  const once = new Set<string>();
  add(start, 3);
  for (const { kind, rule, on, and, count } of makings) {
    const node = on % graph.size;
    const other = and % graph.size;
    // A task ends once, a rule fires once for the same nodes, and each way of making has rules of its own.
    const text = `${kind} ${kind === "task" ? "" : rule} ${node} ${kind === "join" ? other : ""}`;
    if (once.has(text)) continue;
    once.add(text);
    const of = (offset: number): Instance => instances[offset * RULES + rule] as Instance;
    if (kind === "task") add({ spawner: node }, count);
    else if (kind === "rule") add({ instance: of(0), nodes: [-1, node], group: 0 }, count);
    else if (kind === "join") add({ instance: of(1), nodes: [node, other], group: 0 }, count);
    else if (kind === "group") add({ instance: of(2), nodes: [node], group: 1 }, count);
    else
      add(
        {
          instance: instanceOf(3 * RULES + rule, { instance: of(0), nodes: [-1, node], group: 0 }),
          nodes: [],
          group: 0,
        },
        count,
      );
  }
  state.entered = graph.size;
  return state;
}

function rankedAtOnce(state: RunState, nodes: readonly number[]): readonly number[] | undefined {
  const parts = ranked(state, nodes);
  for (;;) {
    const { done, value } = parts.next();
    if (done === true) return value;
  }
}

test("the order is that of comparisons, whatever has made the nodes", () => {
  let known = 0;
  fc.assert(
    fc.property(fc.array(making, { size: "max", maxLength: 120 }), fc.integer({ min: 1, max: 3 }), (makings, each) => {
      const state = graphOf(makings);
      const nodes = Array.from({ length: state.graph.size }, (_, node) => node).filter((node) => node % each === 0);
      const order = rankedAtOnce(state, nodes);
      if (order === undefined) return;
      known += 1;
      expect(order).toEqual(nodes.toSorted((a, b) => compareNodes(state, a, b)));
    }),
    { numRuns: 300 },
  );
  expect(known).toBeGreaterThan(200);
});

test("what is too little alike, or has a key, is left to comparisons", () => {
  const nested = Array.from({ length: 300 }, (_, on): Making => ({ kind: "nested", rule: 0, on, and: 0, count: 1 }));
  const state = graphOf(nested);
  expect(rankedAtOnce(state, [0, 1])).toEqual([0, 1]);
  const all = Array.from({ length: state.graph.size }, (_, node) => node);
  expect(rankedAtOnce(state, all)).toBe(undefined);
  state.graph.addNode(0, 0, 0, { spawner: 0 }, 0, [], "key");
  expect(rankedAtOnce(state, [0, 1])).toBe(undefined);
});
