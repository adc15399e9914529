import { expect, test } from "vitest";
import { clockText, countsText, durationText, markText, progressTexts, ruleText } from "./words.ts";

test.each([
  [-5, "0 ms"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [59_949, "59.9 s"],
  [59_951, "59 s"],
  [123_000, "2 min 3 s"],
  [7_500_000, "2 h 5 min"],
  [180_000_000, "2 d 2 h"],
])("%d ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test("a time that goes on has no parts of seconds", () => {
  expect([999, 12_900, 60_000].map(clockText)).toEqual(["0 s", "12 s", "1 min 0 s"]);
});

test("marks of an axis say no more than they must", () => {
  expect([0, 500, 1_500, 5_000, 120_000, 90_000, 7_200_000].map(markText)).toEqual([
    "0",
    "500 ms",
    "1.5 s",
    "5 s",
    "2 min",
    "1 min 30 s",
    "2 h",
  ]);
});

test("counts are told in the order of the states, and none that are 0", () => {
  expect(countsText([30, 2, 0, 8, 0, 0])).toBe("30 done, 2 failed, 8 waiting");
  expect(countsText([0, 0, 0, 0, 0, 0])).toBe("none yet");
});

test("progress has shorter forms where there is little room", () => {
  expect(progressTexts([30, 2, 0, 8, 0, 0])).toEqual([
    "30 of 40 done, 2 failed",
    "30/40, 2 failed",
    "2 failed",
    "30/40",
  ]);
  expect(progressTexts([7, 0, 0, 0, 0, 0])).toEqual(["7 done", "7", "7"]);
  expect(progressTexts([])).toEqual(["none yet"]);
});

test.each([
  [{ state: "open", fired: 0, blocked: 0 }, "waits"],
  [{ state: "open", fired: 3, blocked: 0 }, "fired ×3, may fire again"],
  [{ state: "fired", fired: 1, blocked: 0 }, "fired ×1"],
  [{ state: "closed", fired: 0, blocked: 0 }, "closed"],
  [{ state: "blocked", fired: 3, blocked: 2 }, "fired ×3, blocked ×2"],
  [{ state: "blocked", fired: 0, blocked: 1 }, "blocked"],
] as const)("a rule that is %j %s", (standing, text) => {
  expect(ruleText(standing)).toBe(text);
});
