import { expect, test } from "vitest";
import { Ahead } from "./ahead.ts";
import type { Executor } from "./executor.ts";

const executor: Executor = {
  name: "any",
  runs: [],
  ahead: 3,
  start: () => ({ ok: true, value: null }),
  async close() {},
};

test("calls take the places of those that are over in the order in which they were handed over, also those that come again", () => {
  const ahead = new Ahead();
  ahead.begin(executor);
  for (const node of [1, 2, 3]) ahead.hand(executor, node);
  expect(ahead.end(executor, 0)).toBe(1);
  // Taken back, and handed over once more.
  expect(ahead.end(executor, 2)).toBeUndefined();
  ahead.hand(executor, 4);
  ahead.hand(executor, 2);
  expect([1, 3, 4, 2].map((node) => ahead.end(executor, node))).toEqual([3, 4, 2, undefined]);
  expect(ahead.count(executor)).toBe(0);
  // None was left; others come.
  ahead.begin(executor);
  for (const node of [7, 6]) ahead.hand(executor, node);
  expect([5, 7].map((node) => ahead.end(executor, node))).toEqual([7, 6]);
  expect(ahead.running(executor)).toBe(1);
});
