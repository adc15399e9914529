import { expect, test } from "vitest";
import type { RunLine, Snapshot } from "../../contract.ts";
import { asInHead } from "./as-in-head.ts";

const line: RunLine = {
  ...{ run: "a", workflow: "w", program: "w.adg", state: "running", started: 1, worked: 2, done: 3, failed: 4 },
};
const head: Snapshot = {
  ...{
    epoch: 1,
    position: 1,
    total: 1,
    state: "paused",
    time: 9,
    worked: 8,
    rules: [],
    nodes: 9,
    edges: 0,
    running: [],
  },
  tasks: [
    [5, 0, 1, 0, 0, 0],
    [1, 2, 0, 0, 0, 0],
  ],
};

test("the line of the run that is looked at says what its head does, and that of no other", () => {
  expect(asInHead(line, "a", head)).toEqual({ ...line, state: "paused", worked: 8, done: 6, failed: 2 });
  expect(asInHead(line, "b", head)).toBe(line);
  expect(asInHead(line, "a", undefined)).toBe(line);
});

test("of a run whose journal cannot be read, its line says so whatever its head knew before", () => {
  const damaged: RunLine = { ...line, state: "failed", trouble: "It is damaged." };
  expect(asInHead(damaged, "a", head)).toBe(damaged);
});
