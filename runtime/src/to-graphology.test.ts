import { connectedComponents } from "graphology-components";
import { expect, test } from "vitest";
import type { FinalGraph } from "./final-graph.ts";
import { toGraphology } from "./to-graphology.ts";

const run: FinalGraph = {
  nodes: [
    { id: "find-1", task: "find", state: "done" },
    { id: "read-1", task: "read", state: "done", key: "a" },
    { id: "read-2", task: "read", state: "failed", inside: "find-1" },
    { id: "sum-1", task: "sum", state: "skipped" },
    { id: "other-1", task: "other", state: "done" },
  ],
  edges: [
    { from: "find-1", to: "read-1" },
    { from: "find-1", to: "read-2" },
    { from: "read-1", to: "sum-1" },
    { from: "read-2", to: "sum-1", soft: true },
  ],
};

test("a run is a graph that graphology's own tools work on", () => {
  const graph = toGraphology(run);
  expect(graph.order).toBe(5);
  expect(graph.size).toBe(4);
  expect(graph.getNodeAttributes("read-1")).toEqual({ task: "read", state: "done", key: "a" });
  expect(graph.getNodeAttributes("read-2")).toEqual({ task: "read", state: "failed", inside: "find-1" });
  expect(graph.getEdgeAttributes("read-2", "sum-1")).toEqual({ soft: true });
  expect(
    connectedComponents(graph)
      .map((part) => part.length)
      .toSorted((a, b) => a - b),
  ).toEqual([1, 4]);
});

test("a part of it has the edges between its nodes", () => {
  const graph = toGraphology(run, { nodes: ({ state }) => state === "done" });
  expect(graph.nodes()).toEqual(["find-1", "read-1", "other-1"]);
  expect(graph.edges().map((edge) => graph.extremities(edge))).toEqual([["find-1", "read-1"]]);
});
