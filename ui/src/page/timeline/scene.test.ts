import { expect, test } from "vitest";
import { Attempts } from "./attempts.ts";
import { pausesOf, WorkTime } from "./pauses.ts";
import { hitAt, type Scene } from "./scene.ts";

const day = 86_400_000;

/** Two attempts, one of them a day later, and one that runs since then; a pixel is a second. */
function sceneOf(until = Infinity): Scene {
  const attempts = new Attempts();
  attempts.add([
    [0, 0, 1, 0, 100_000, 0],
    [1, 0, 1, day, day + 50_000, 1],
  ]);
  const running = [[2, 0, 1, day + 10_000]] as const;
  const pauses = pausesOf(attempts, [day + 10_000]);
  return {
    ...{ attempts, running, lanes: attempts.lanesOf(running), until, started: 0, now: day + 80_000 },
    ...{ critical: new Set<number>(), scroll: 0, laneHeight: 10, height: 60, moment: undefined },
    time: new WorkTime(pauses, 1_000_000),
    window: { from: 0, scale: 1_000, width: 500 },
  };
}

test("what is under the pointer is an attempt, one that runs, or a time in which nothing ran", () => {
  const scene = sceneOf();
  expect(scene.lanes).toEqual([1]);
  expect(hitAt(scene, 50, 5)).toEqual({ kind: "ended", at: 0 });
  expect(hitAt(scene, 105, 5)).toEqual({ kind: "pause", pause: { from: 100_000, to: day } });
  expect(hitAt(scene, 130, 5)).toEqual({ kind: "ended", at: 1 });
  expect(hitAt(scene, 170, 15)).toEqual({ kind: "running", attempt: [2, 0, 1, day + 10_000] });
  expect(hitAt(scene, 115, 15)).toBeUndefined();
  expect(hitAt(scene, 50, 55)).toBeUndefined();
});

test("what is still to come then is not there", () => {
  expect(hitAt(sceneOf(1), 130, 5)).toBeUndefined();
});
