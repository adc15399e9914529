import { expect, it } from "vitest";
import { mayRetry } from "./may-retry.ts";

it("offers to run a failed node again where that can be done", () => {
  expect(mayRetry("running", {})).toBe(true);
  expect(mayRetry("paused", {})).toBe(true);
  expect(mayRetry("failed", { canResume: true })).toBe(true);
  // A run of a queue that is over.
  expect(mayRetry("failed", {})).toBe(false);
  expect(mayRetry(undefined, undefined)).toBe(false);
});
