import { expect, test } from "vitest";
import { Comparisons } from "./comparisons.ts";

test("an answer is that of the very pair, or there is none", () => {
  const comparisons = new Comparisons();
  expect(comparisons.find(1, 2)).toBe(undefined);
  let known = 0;
  for (let nodes = 2; nodes < 5000; nodes += 1) {
    const [a, b] = [nodes, (nodes * 7919) % nodes];
    comparisons.keep(a, b, nodes % 2 === 0 ? 1 : -1, nodes);
    expect(comparisons.find(a, b)).toBe(nodes % 2 === 0 ? 1 : -1);
    expect(comparisons.find(b, a + 1)).toBe(undefined);
  }
  for (let nodes = 2; nodes < 5000; nodes += 1) {
    const answer = comparisons.find(nodes, (nodes * 7919) % nodes);
    if (answer === undefined) continue;
    known += 1;
    expect(answer).toBe(nodes % 2 === 0 ? 1 : -1);
  }
  expect(known).toBeGreaterThan(500);
});
