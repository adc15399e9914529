import fc from "fast-check";
import { DirectedGraph } from "graphology";
import { stronglyConnectedComponents } from "graphology-components";
import { expect, test } from "vitest";
import { arrowsOf, componentsOf } from "./components.ts";

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 })),
  );

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const texts = (components: readonly (readonly number[])[]): readonly string[] =>
  components.map((each) => each.toSorted((a, b) => a - b).join()).toSorted(byText);

test("components are those that graphology finds", () => {
  fc.assert(
    fc.property(graphs, ([size, pairs]) => {
      const graph = new DirectedGraph();
      for (let place = 0; place < size; place += 1) graph.addNode(place);
      for (const [from, to] of pairs) graph.mergeEdge(from, to);
      const expected = stronglyConnectedComponents(graph).map((members) => members.map(Number));
      expect(texts(componentsOf(size, arrowsOf(size, pairs)))).toEqual(texts(expected));
    }),
  );
});

test("a component comes after all that it leads to", () => {
  fc.assert(
    fc.property(graphs, ([size, pairs]) => {
      const components = componentsOf(size, arrowsOf(size, pairs));
      const place = (of: number): number => components.findIndex((each) => each.includes(of));
      for (const [from, to] of pairs) expect(place(to)).toBeLessThanOrEqual(place(from));
    }),
  );
});

test("a chain of a hundred thousand needs no deep stack", () => {
  const size = 100_000;
  const pairs = Array.from({ length: size - 1 }, (_, place) => [place, place + 1] as const);
  expect(componentsOf(size, arrowsOf(size, pairs))).toHaveLength(size);
});
