import { expect, test } from "vitest";
import type { EndedAttempt } from "../../contract.ts";
import { Attempts } from "./attempts.ts";

const ended = (node: number, begun: number, end: number, failed: 0 | 1 = 0): EndedAttempt => [
  ...([node, 0, 1, begun, end] as const),
  failed,
];

/** The nodes of each lane. */
const lanesOf = (attempts: Attempts): readonly (readonly number[])[] =>
  attempts.lanes.map(({ all }) => all.map((at) => attempts.nodeOf(at)));

test("there are as many lanes as attempts were at work at once, and no two in a lane overlap", () => {
  const dice = (seed: number): number => ((seed * 1_103_515_245 + 12_345) >>> 0) % 1_000;
  const all = Array.from({ length: 2_000 }, (_, i) => {
    const begun = i * 3 + (dice(i) % 50);
    return ended(i, begun, begun + 1 + (dice(i + 7) % 90));
  }).toSorted((a, b) => a[4] - b[4]);
  const attempts = new Attempts();
  for (let from = 0; from < all.length; from += 17) attempts.add(all.slice(from, from + 17));
  const edges = all.flatMap(([, , , begun, end]) => [
    { time: begun, by: 1 },
    { time: end, by: -1 },
  ]);
  let atWork = 0;
  let most = 0;
  for (const { by } of edges.toSorted((a, b) => a.time - b.time || a.by - b.by)) most = Math.max(most, (atWork += by));
  expect(attempts.lanes).toHaveLength(most);
  for (const { all: lane } of attempts.lanes)
    for (const [i, at] of lane.slice(1).entries())
      expect(attempts.begunOf(at)).toBeGreaterThanOrEqual(attempts.endedOf(lane[i] as number));
  expect(attempts.count).toBe(2_000);
});

test("what runs keeps its lane when it ends", () => {
  const attempts = new Attempts();
  attempts.add([ended(0, 0, 10)]);
  expect(
    attempts.lanesOf([
      [1, 0, 1, 5],
      [2, 0, 1, 12],
    ]),
  ).toEqual([1, 0]);
  attempts.add([ended(3, 11, 15), ended(1, 5, 20)]);
  expect(lanesOf(attempts)).toEqual([[0], [1], [3]]);
  expect(attempts.lanesOf([[2, 0, 1, 12]])).toEqual([0]);
  attempts.add([ended(2, 12, 30)]);
  expect(lanesOf(attempts)).toEqual([[0, 2], [1], [3]]);
});

test("a lane that was kept for an attempt that is gone is free again", () => {
  const attempts = new Attempts();
  expect(attempts.lanesOf([[1, 0, 1, 5]])).toEqual([0]);
  attempts.lanesOf([]);
  attempts.add([ended(2, 6, 9)]);
  expect(lanesOf(attempts)).toEqual([[2]]);
});

test("an attempt is found by its lane and time", () => {
  const attempts = new Attempts();
  attempts.add([ended(0, 0, 10), ended(1, 20, 30, 1)]);
  expect(attempts.find(0, 5, 0)).toBe(0);
  expect(attempts.find(0, 15, 0)).toBeUndefined();
  expect(attempts.find(0, 18, 2)).toBe(1);
  expect(attempts.find(0, 31, 0)).toBeUndefined();
  expect(attempts.find(3, 5, 0)).toBeUndefined();
  expect(attempts.lanes[0]?.failed).toEqual([1]);
});
