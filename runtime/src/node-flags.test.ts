import { expect, test } from "vitest";
import { NodeFlags } from "./node-flags.ts";
import { NONE } from "./graph.ts";

test("a set of nodes has each once, also far beyond those it had room for, and none of those it never had", () => {
  const flags = new NodeFlags();
  for (const node of [3, 100_000, 3]) flags.add(node);
  expect([3, 4, 100_000, 1_000_000, NONE].map((node) => flags.has(node))).toEqual([true, false, true, false, false]);
  expect(flags.count).toBe(2);
  expect([flags.delete(3), flags.delete(3), flags.delete(NONE), flags.delete(1_000_000)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(flags.count).toBe(1);
});
