import { expect, test } from "vitest";
import { Graph, NONE } from "./graph.ts";

/** Where edges from a node lead, the newest first. */
function targets(graph: Graph<string>, node: number): readonly number[] {
  const found: number[] = [];
  for (let edge = graph.firstOut(node); edge !== NONE; edge = graph.nextOut(edge)) found.push(graph.to(edge));
  return found;
}

test("what is taken back leaves no trace, also over the borders of chunks", () => {
  const graph = new Graph<string>();
  const add = (key?: string): number => graph.addNode(0, 0, 0, "start", graph.size, [], key);
  const [root, first] = [add(), add("kept")];
  graph.addEdge(root, first, true);
  const [size, edges] = [graph.size, graph.edgeCount];
  for (let round = 0; round < 2; round += 1) {
    for (let count = 0; count < 10_000; count += 1) {
      const node = add(`key ${count}`);
      graph.addEdge(root, node, false);
      graph.addEdge(node - 1, node, count % 2 === 0);
      graph.mark(node, 7);
    }
    graph.truncate(size, edges);
    expect([graph.size, graph.edgeCount]).toEqual([size, edges]);
    expect([targets(graph, root), targets(graph, first)]).toEqual([[first], []]);
    expect(graph.isSoft(graph.firstIn(first))).toBe(true);
  }
  const again = add();
  expect([graph.key(again), graph.pending(again), graph.depth(again), graph.mark(again, 7)]).toEqual([
    undefined,
    0,
    0,
    0,
  ]);
  expect([graph.key(first), graph.firstIn(again), graph.firstOut(again)]).toEqual(["kept", NONE, NONE]);
});
