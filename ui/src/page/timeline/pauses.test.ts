import { expect, test } from "vitest";
import { Attempts } from "./attempts.ts";
import { pausesOf, WorkTime } from "./pauses.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

function attemptsOf(...times: readonly (readonly [number, number])[]): Attempts {
  const attempts = new Attempts();
  attempts.add(times.map(([begun, ended], node) => [node, 0, 1, begun, ended, 0] as const));
  return attempts;
}

test("a run that is taken up on the next day has a pause", () => {
  const attempts = attemptsOf([0, minute], [0, 3 * minute], [day, day + minute]);
  expect(pausesOf(attempts, [])).toEqual([{ from: 3 * minute, to: day }]);
  expect(pausesOf(attempts, [2 * day])).toEqual([
    { from: 3 * minute, to: day },
    { from: day + minute, to: 2 * day },
  ]);
});

test("it is none while something is at work, also what ends long afterwards", () => {
  expect(pausesOf(attemptsOf([0, minute], [day, day + 1], [30_000, day + 2]), [])).toEqual([]);
  expect(pausesOf(attemptsOf([0, minute]), [30_000])).toEqual([]);
});

test("what is short beside the work is none", () => {
  expect(pausesOf(attemptsOf([0, 100 * minute], [120 * minute, 200 * minute]), [])).toEqual([]);
  expect(pausesOf(attemptsOf([0, 1], [30_000, 30_001]), [])).toEqual([]);
  expect(pausesOf(new Attempts(), [])).toEqual([]);
});

test("times of work follow each other, and lead back to real ones", () => {
  const time = new WorkTime(
    [
      { from: 100, to: 1_100 },
      { from: 1_200, to: 5_200 },
    ],
    1_000,
  );
  expect([50, 100, 600, 1_100, 1_200, 5_200, 5_300].map((real) => time.shown(real))).toEqual([
    50, 100, 105, 110, 210, 220, 320,
  ]);
  for (const real of [0, 100, 101, 600, 1_100, 1_150, 1_200, 3_000, 5_200, 9_000])
    expect(time.real(time.shown(real))).toBeCloseTo(real, 6);
});
