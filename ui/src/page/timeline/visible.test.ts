import { expect, test } from "vitest";
import { Attempts } from "./attempts.ts";
import { WorkTime, type Pause } from "./pauses.ts";
import { marksOf, visibleBars, type TimeWindow } from "./visible.ts";

function drawn(
  attempts: Attempts,
  window: TimeWindow,
  until = Infinity,
  pauses: readonly Pause[] = [],
): readonly (readonly number[])[] {
  const bars: number[][] = [];
  const time = new WorkTime(pauses, 1_000);
  for (const { all } of attempts.lanes)
    visibleBars(attempts, all, { window, time, until }, (at, left, right) => bars.push([at, left, right]));
  return bars;
}

const oneLane = (count: number, length: number): Attempts => {
  const attempts = new Attempts();
  attempts.add(Array.from({ length: count }, (_, i) => [i, 0, 1, i * length, (i + 1) * length, 0] as const));
  return attempts;
};

test("bars that can be seen are where their times are", () => {
  expect(drawn(oneLane(4, 10), { from: 10, scale: 0.5, width: 40 })).toEqual([
    [0, -20, 0],
    [1, 0, 20],
    [2, 20, 40],
    [3, 40, 60],
  ]);
});

test("of a hundred thousand bars no more are drawn than there are pixels, and they cover all of them", () => {
  const bars = drawn(oneLane(100_000, 10), { from: 0, scale: 1_000, width: 1_000 });
  expect(bars.length).toBeGreaterThan(900);
  expect(bars.length).toBeLessThan(2_100);
  let covered = 0;
  let widest = 0;
  for (const [, left = 0, right = 0] of bars) {
    widest = Math.max(widest, left - covered);
    covered = right;
  }
  expect(widest).toBeLessThanOrEqual(1);
  expect(covered).toBeGreaterThan(998);
});

test("what lies outside of the window, or has not ended yet then, is not drawn", () => {
  const attempts = oneLane(1_000, 10);
  expect(drawn(attempts, { from: 5_005, scale: 1, width: 20 }).map(([at]) => at)).toEqual([500, 501, 502]);
  expect(drawn(attempts, { from: 5_005, scale: 1, width: 20 }, 502).map(([at]) => at)).toEqual([500, 501]);
});

test("what lies behind a pause is moved to where its time of work is", () => {
  const attempts = new Attempts();
  attempts.add([
    [0, 0, 1, 0, 100, 0],
    [1, 0, 1, 10_100, 10_200, 0],
  ]);
  const pauses = [{ from: 100, to: 10_100 }];
  expect(drawn(attempts, { from: 0, scale: 1, width: 300 }, Infinity, pauses)).toEqual([
    [0, 0, 100],
    [1, 110, 210],
  ]);
});

test("marks stand at times that people count in, no closer than they can be read", () => {
  expect(marksOf({ from: 1_000, scale: 20, width: 600 }, 1_000)).toEqual([
    0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000,
  ]);
  expect(marksOf({ from: 0, scale: 3_600_000, width: 200 }, 0, 100)).toHaveLength(2);
});
