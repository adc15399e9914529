import { expect, test } from "vitest";
import { weighted } from "./pooled-call.ts";

/** The average after calls that took so many ms each. */
const average = (times: readonly number[]): number =>
  times.reduce<number | undefined>((sofar, time) => weighted(sofar, time), undefined) as number;

const short = Array.from({ length: 40 }, () => 0.002);

test("one long call among short ones hardly counts, and a few short ones make up for it", () => {
  expect(average([...short, 500])).toBeLessThan(0.1);
  expect(average([...short, 500, ...short.slice(0, 5)])).toBeLessThan(0.004);
});

test("the first call, which had to load its module, is soon forgotten", () => {
  expect(average([80, ...short.slice(0, 12)])).toBeLessThan(0.005);
});

test("calls that have come to take long are known as such after a few", () => {
  expect(average([...short, ...Array.from({ length: 10 }, () => 20)])).toBeGreaterThan(5);
});
