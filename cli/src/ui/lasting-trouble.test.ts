import { expect, test } from "vitest";
import { LastingTrouble } from "./lasting-trouble.ts";

test("what fails for a moment is not told, what lasts is, until a look goes well", () => {
  const trouble = new LastingTrouble();
  expect(trouble.failed("It is away.", 4_990, 5_000)).toBe(false);
  expect(trouble.failed("It is away.", 5_890, 5_900)).toBe(false);
  expect(trouble.text).toBeUndefined();
  expect(trouble.ended()).toBe(false);
  expect(trouble.failed("It is away.", 6_090, 6_100)).toBe(false);
  expect(trouble.failed("It is away.", 7_090, 7_100)).toBe(true);
  expect(trouble.failed("It is away.", 7_190, 7_200)).toBe(false);
  expect(trouble.failed("It is damaged.", 7_290, 7_300)).toBe(true);
  expect(trouble.text).toBe("It is damaged.");
  expect(trouble.ended()).toBe(true);
  expect(trouble.text).toBeUndefined();
});

test("a look that takes long is told of as soon as it fails", () => {
  const trouble = new LastingTrouble();
  expect(trouble.failed("It does not answer.", 1_000, 6_000)).toBe(true);
});
