import { expect, test } from "vitest";
import type { Task } from "../../workflow.ts";
import { Packing, parts } from "./packing.ts";

const task = (more: Partial<Task> = {}): Task => ({
  name: "one",
  parameters: [],
  result: { kind: "int" },
  implementation: { kind: "module", module: "tasks.ts", name: "one" },
  line: 1,
  ...more,
});

test("calls travel alone until it is known that they are short", () => {
  const packing = new Packing();
  const one = task();
  expect(packing.size(one)).toBe(1);
  packing.took(one, 1, 1);
  expect(packing.size(one)).toBe(5);
  for (let n = 0; n < 10; n++) packing.took(one, 0.01, 1);
  expect(packing.size(one)).toBe(64);
  packing.took(one, 640, 64);
  expect(packing.size(one)).toBe(1);
});

test("commands, and what says how much it needs, travel alone", () => {
  const packing = new Packing();
  for (const one of [
    task({ cpus: 1 }),
    task({ memory: 10 }),
    task({ implementation: { kind: "shell", script: () => "" } }),
  ]) {
    packing.took(one, 0.01, 1);
    expect(packing.size(one)).toBe(1);
  }
});

test("all is in one of the parts, in order", () => {
  expect(parts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(parts([1, 2], 64)).toEqual([[1, 2]]);
});
