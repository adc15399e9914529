import fc from "fast-check";
import { expect, test } from "vitest";
import { merged, sorted } from "./sorted.ts";

/** What comes of it in the end, and in how many parts. */
function ofParts<T>(parts: Generator<void, T>): { readonly value: T; readonly parts: number } {
  for (let count = 1; ; count += 1) {
    const { done, value } = parts.next();
    if (done === true) return { value, parts: count };
  }
}

const numbers = fc.uniqueArray(fc.nat(20_000), { maxLength: 5_000, size: "max" });
const compare = (a: number, b: number): number => a - b;

test("what is sorted in parts is sorted", () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(ofParts(sorted(list, compare)).value).toEqual(list.toSorted(compare));
    }),
    { numRuns: 30 },
  );
});

test("what is merged in parts is sorted", () => {
  fc.assert(
    fc.property(numbers, fc.nat(5_000), (list, place) => {
      const [left, right] = [list.slice(0, place).sort(compare), list.slice(place).sort(compare)];
      expect(ofParts(merged(left, right, compare)).value).toEqual(list.toSorted(compare));
    }),
    { numRuns: 30 },
  );
});

test("no part makes many comparisons", () => {
  const list = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003);
  let most = 0;
  let now = 0;
  const counted = (a: number, b: number): number => {
    now += 1;
    return a - b;
  };
  const parts = sorted(list, counted);
  while (parts.next().done !== true) {
    most = Math.max(most, now);
    now = 0;
  }
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThan(6_000);
});
