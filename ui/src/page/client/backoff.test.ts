import { expect, test } from "vitest";
import { waitBefore } from "./backoff.ts";

test("tries come less and less often, and never rarer than every 15 seconds", () => {
  const waits = Array.from({ length: 40 }, (_, i) => waitBefore(i + 1, 1));
  expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(Math.max(...waits)).toBe(15_000);
  expect(waitBefore(1, 0)).toBeLessThan(500);
});
