import { expect, test } from "vitest";
import fc from "fast-check";
import { fateOf, type Past, type Place, type Sighting } from "./fate.ts";

const past: Past = {
  missingFor: undefined,
  isSuspicious: true,
  restored: 0,
  mustStop: false,
  isTold: false,
  lostAfter: 10,
};
const gone: Sighting = { held: undefined, isComplete: true, place: "nowhere" };

test("a task that a worker has, or that waits in the queue, is waited for however long that takes", () => {
  for (const sighting of [
    { ...gone, held: "runs" },
    { ...gone, held: "waits" },
    { ...gone, place: "queue" },
    { ...gone, place: "unknown" },
  ] as const)
    expect(fateOf(sighting, { ...past, missingFor: 1e9 })).toEqual({ kind: "wait", isMissing: false });
});

test("a task that nobody has is lost after a while, and not when it is seen so for the first time", () => {
  expect(fateOf(gone, past)).toEqual({ kind: "wait", isMissing: true });
  expect(fateOf(gone, { ...past, missingFor: 9 })).toEqual({ kind: "wait", isMissing: true });
  expect(fateOf(gone, { ...past, missingFor: 10 })).toEqual({ kind: "lost" });
});

test("nothing is lost as long as a worker that is there has not answered, or where no worker answers at all", () => {
  expect(fateOf({ ...gone, isComplete: false }, { ...past, missingFor: 1e9 })).toMatchObject({ kind: "wait" });
  expect(fateOf(gone, { ...past, missingFor: 1e9, lostAfter: 0 })).toMatchObject({ kind: "wait" });
});

test("a task that a lost worker has not acknowledged is put back, three times", () => {
  const kept: Sighting = { ...gone, place: "unacknowledged" };
  for (const [restored, kind] of [
    [0, "restore"],
    [2, "restore"],
    [3, "lost"],
  ] as const)
    expect(fateOf(kept, { ...past, restored, missingFor: 10 })).toEqual({ kind });
});

test("a task that a worker may hold back by itself is waited for: ten times as long, or as long as the broker keeps it for a worker", () => {
  const held = { ...past, isSuspicious: false };
  expect(fateOf({ ...gone, place: "taken" }, { ...held, missingFor: 99 })).toMatchObject({ kind: "wait" });
  expect(fateOf({ ...gone, place: "taken" }, { ...held, missingFor: 100 })).toEqual({ kind: "lost" });
  expect(fateOf({ ...gone, place: "unacknowledged" }, { ...held, missingFor: 1e9 })).toMatchObject({ kind: "wait" });
  // One that was acknowledged had begun.
  expect(fateOf(gone, { ...held, missingFor: 10 })).toEqual({ kind: "lost" });
});

test("a task that must stop is over once all workers know it and it runs on none", () => {
  const stopping = { ...past, mustStop: true, isTold: true };
  expect(fateOf(gone, stopping)).toEqual({ kind: "stopped" });
  expect(fateOf({ ...gone, held: "waits" }, stopping)).toEqual({ kind: "stopped" });
  for (const [sighting, before] of [
    [{ ...gone, held: "runs" }, stopping],
    [{ ...gone, isComplete: false }, stopping],
    [gone, { ...stopping, isTold: false }],
  ] as const)
    expect(fateOf(sighting, before)).toEqual({ kind: "wait", isMissing: false });
});

test("in any order of what is seen, a task that runs is never called lost, put back or stopped", () => {
  const places = fc.constantFrom<Place>("queue", "unacknowledged", "taken", "nowhere", "unknown");
  const pasts = fc.record({
    missingFor: fc.option(fc.nat(1_000), { nil: undefined }),
    isSuspicious: fc.boolean(),
    restored: fc.nat(4),
    mustStop: fc.boolean(),
    isTold: fc.boolean(),
    lostAfter: fc.nat(50),
  });
  fc.assert(
    fc.property(places, fc.boolean(), pasts, (place, isComplete, before) => {
      expect(fateOf({ held: "runs", isComplete, place }, before).kind).toBe("wait");
      // The worker that runs it is silent.
      expect(fateOf({ held: undefined, isComplete: false, place }, before).kind).toBe("wait");
    }),
  );
});
