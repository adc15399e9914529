import { expect, test } from "vitest";
import { valueText } from "./value-text.ts";

test("text is shown as it is, short values in a line, long ones over several", () => {
  expect(valueText("a\nb")).toBe("a\nb");
  expect(valueText([1, 2])).toBe("[1,2]");
  expect(valueText({ list: Array.from({ length: 40 }, (_, i) => i) })).toContain("\n");
  expect(valueText(undefined)).toBe("undefined");
});
