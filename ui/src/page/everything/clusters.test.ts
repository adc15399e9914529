import { expect, test } from "vitest";
import type { TypeGraph } from "../../contract.ts";
import { Clusters } from "./clusters.ts";

const box = (task: number, x: number, y: number) =>
  ({ task, x, y, width: 100, height: 60, name: `t${task}`, shape: "task" }) as const;
const graph: TypeGraph = { width: 600, height: 200, boxes: [box(0, 50, 50), box(1, 350, 150)], arrows: [] };

test("the nodes of a task stand around the place of its box, as it is drawn upwards", () => {
  const clusters = new Clusters(graph, [1, 1]);
  expect(clusters.placeOf(1, 0)).toEqual({ x: 350, y: -150 });
  const places = Array.from({ length: 400 }, (_, i) => clusters.placeOf(1, i));
  const middle = (of: "x" | "y"): number => places.reduce((sum, each) => sum + each[of], 0) / places.length;
  expect(middle("x")).toBeCloseTo(350, 0);
  expect(middle("y")).toBeCloseTo(-150, 0);
});

test("no two nodes of a task stand at the same place, and few do not cover each other", () => {
  const clusters = new Clusters(graph, [1, 60]);
  const places = Array.from({ length: 60 }, (_, i) => clusters.placeOf(1, i));
  const size = clusters.sizeOf(1);
  for (const [i, a] of places.entries())
    for (const b of places.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(size);
});

test("as many as there is room for stay in it, and a thousand times as many do not go far beyond", () => {
  const clusters = new Clusters(graph, [1, 50_000]);
  const apart = Math.hypot(300, 100);
  expect(clusters.radiusOf(1, 100_000) + clusters.radiusOf(0, 150)).toBeLessThan(apart);
  expect(clusters.radiusOf(1, 100_000_000)).toBeLessThan(4 * clusters.radiusOf(1, 100_000));
});

test("tasks that have no box have a place of their own", () => {
  const clusters = new Clusters(graph, [1, 1, 1, 1]);
  const places = [0, 1, 2, 3].map((task) => JSON.stringify(clusters.middleOf(task)));
  expect(new Set(places).size).toBe(4);
});
