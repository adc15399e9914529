import { expect, it } from "vitest";
import { fold, sceneOf } from "./fold.ts";

const nodes = [..."abbbbcc"].map((family, place) => ({
  family,
  lines: [family, String(place)],
  isWorkflow: family === "a",
  title: `node ${place}`,
}));
const edges = [1, 2, 3, 4]
  .map((to) => ({ from: 0, to, isSoft: false }))
  .concat([
    { from: 1, to: 5, isSoft: true },
    { from: 4, to: 6, isSoft: true },
  ]);
const states = ["done", "done", "failed", "running", "waiting", "waiting", "waiting"] as const;

it("leaves few nodes as they are", () => {
  const { drawing } = fold("run", nodes, edges, states, 7);
  expect(drawing.boxes.map(({ shape, lines }) => `${shape} ${lines.join(" ")}`)).toEqual([
    "workflow a 0",
    ...["b 1", "b 2", "b 3", "b 4", "c 5", "c 6"].map((text) => `node ${text}`),
  ]);
  expect(drawing.arrows).toHaveLength(6);
});

it("draws the largest family as one box, and no more than is needed", () => {
  const { drawing, boxOf } = fold("run", nodes, edges, states, 4);
  expect(drawing.boxes.map(({ lines, counts }) => [lines[0], counts])).toEqual([
    ["a", { done: 1 }],
    ["b", { done: 1, failed: 1, running: 1, waiting: 1 }],
    ["c", { waiting: 1 }],
    ["c", { waiting: 1 }],
  ]);
  expect(boxOf).toEqual([0, 1, 1, 1, 1, 2, 3]);
  expect(drawing.arrows).toEqual([
    { from: "0", to: "1", kind: "edge" },
    { from: "1", to: "2", kind: "soft" },
    { from: "1", to: "3", kind: "soft" },
  ]);
});

it("folds what can be folded where that is still too much", () => {
  const { drawing } = fold("run", nodes, edges, states, 1);
  expect(drawing.boxes).toHaveLength(3);
});

it("shows at a moment what there is of each box, and the arrows that are there", () => {
  const folded = fold("run", nodes, edges, states, 3);
  expect(sceneOf(folded, ["done", "running", "waiting"], 2, "1 s")).toEqual({
    counts: [{ done: 1 }, { running: 1, waiting: 1 }, undefined],
    arrows: [true, false],
    clock: "1 s",
  });
});

it("ties what begins inside the use of a workflow to that, once both are there", () => {
  const inner = nodes.map((node, place) =>
    place === 2 || place > 4 ? { ...node, inside: place === 2 ? 0 : 1 } : node,
  );
  const led = [{ from: 5, to: 6, isSoft: false }];
  const folded = fold("run", inner, led, states, 7);
  expect(folded.drawing.arrows).toEqual([
    { from: "5", to: "6", kind: "edge" },
    { from: "0", to: "2", kind: "inside" },
    { from: "1", to: "5", kind: "inside" },
  ]);
  expect(sceneOf(folded, states.slice(0, 3), 0, "").arrows).toEqual([false, true, false]);
  // A family that is one box has no arrow to itself.
  const nested = nodes.map((node, place) => (place === 3 ? { ...node, inside: 1 } : node));
  expect(fold("run", nested, [], states, 1).drawing.arrows).toEqual([]);
});

it("folds 200,000 nodes", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => ({
    family: `f${i % 3}`,
    lines: [],
    isWorkflow: false,
    title: "",
  }));
  const { drawing } = fold("run", many, [], [], 10);
  expect(drawing.boxes).toHaveLength(3);
});
