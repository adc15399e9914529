import { expect, test } from "vitest";
import { moved, windowOf, zoomed } from "./time-range.ts";

const bounds = { first: 1_000, last: 11_000 };

test("all of it has room, and grows with the run", () => {
  expect(windowOf("all", bounds, 1_000)).toEqual({ from: 1_000, scale: 10.2, width: 1_000 });
  expect(windowOf("all", { first: 1_000, last: 21_000 }, 1_000).scale).toBe(20.4);
});

test("what is under the pointer stays there while it grows", () => {
  const before = windowOf("all", bounds, 1_000);
  const range = zoomed(before, 2, 500, bounds);
  const after = windowOf(range, bounds, 1_000);
  expect(after.scale).toBe(before.scale / 2);
  expect(after.from + 500 * after.scale).toBeCloseTo(before.from + 500 * before.scale);
});

test("smaller than all is all", () => {
  const whole = windowOf("all", bounds, 1_000);
  expect(zoomed(whole, 0.5, 0, bounds)).toBe("all");
  expect(zoomed(windowOf(zoomed(whole, 4, 0, bounds), bounds, 1_000), 0.2, 0, bounds)).toBe("all");
});

test("nobody can move to where nothing is", () => {
  const window = { from: 2_000, scale: 1, width: 1_000 };
  expect(moved(window, 5_000, bounds)).toEqual({ from: 1_000, scale: 1 });
  expect(moved(window, -50_000, bounds)).toEqual({ from: 10_100, scale: 1 });
});
