import { expect, it } from "vitest";
import type { RunGraph } from "../graph/run-graph.ts";
import { criticalPath } from "./critical-path.ts";
import { taskTimes } from "./statistics.ts";
import { lanesOf, marksOf } from "./timeline.ts";

type Times = readonly [node: string, begun: number, ended: number];

const outcomesOf = (times: readonly Times[]) =>
  times.map(([node, begun, ended], index) => ({
    index,
    code: undefined,
    record: {
      kind: "succeeded",
      node,
      number: index,
      task: node[0],
      attempt: 1,
      begun,
      ended,
      args: "[]",
      result: { value: 1 },
    },
  }));

function runOf(
  ids: readonly string[],
  edges: readonly (readonly [number, number])[],
  times: readonly Times[],
): RunGraph {
  return {
    growth: { nodes: ids.map((id) => ({ id })), edges: edges.map(([from, to]) => ({ from, to })) },
    run: { history: { outcomes: outcomesOf(times) } },
  } as unknown as RunGraph;
}

it("follows what ended last, back from the end of a run, past nodes that took no time", () => {
  const run = runOf(
    ["a", "b", "c", "pure", "d"],
    [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 4],
    ],
    [
      ["a", 0, 10],
      ["b", 10, 15],
      ["c", 10, 40],
      ["d", 40, 41],
    ],
  );
  expect(criticalPath(run).map(({ node }) => node)).toEqual([0, 2, 4]);
  expect(criticalPath(runOf([], [], []))).toEqual([]);
});

it("walks a chain of 200,000 nodes", () => {
  const ids = Array.from({ length: 200_000 }, (_, i) => `n${i}`);
  const edges = ids.slice(1).map((_, i) => [i, i + 1] as const);
  const times = ids.map((id, i): Times => [id, i, i + 1]);
  expect(criticalPath(runOf(ids, edges, times))).toHaveLength(200_000);
  const gather = ids.slice(0, -1).map((_, i) => [i, ids.length - 1] as const);
  expect(criticalPath(runOf(ids, gather, times)).map(({ node }) => node)).toEqual([199_998, 199_999]);
});

it("puts each attempt into the first lane that is free", () => {
  const bar = (begun: number, ended: number) => ({ begun, ended });
  const lanes = lanesOf([bar(0, 10), bar(5, 8), bar(8, 9), bar(10, 12)]);
  expect(lanes).toEqual([
    [bar(0, 10), bar(10, 12)],
    [bar(5, 8), bar(8, 9)],
  ]);
});

it("tells how long attempts of a task took, those that took the most first", () => {
  const outcomes = outcomesOf([
    ...Array.from({ length: 20 }, (_, i): Times => [`a${i}`, 0, i + 1]),
    ["b", 0, 1_000],
  ]) as unknown as Parameters<typeof taskTimes>[0];
  expect(taskTimes(outcomes)).toEqual([
    { task: "b", attempts: 1, failed: 0, reused: 0, total: 1_000, median: 1_000, p95: 1_000, longest: 1_000 },
    { task: "a", attempts: 20, failed: 0, reused: 0, total: 210, median: 10, p95: 19, longest: 20 },
  ]);
});

it.each([
  [0, [0]],
  [70, [0, 10, 20, 30, 40, 50, 60, 70]],
  [1_234, [0, 200, 400, 600, 800, 1_000, 1_234]],
  [61_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 61_000]],
  [8 * 3_600_000, [0, 1, 2, 3, 4, 5, 6, 7, 8].map((hours) => hours * 3_600_000)],
])("marks the axis of a run of %d ms where people count", (length, marks) => {
  expect(marksOf(length)).toEqual(marks);
});
