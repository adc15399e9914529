import type { Value } from "@adg/runtime";
import { expect, test } from "vitest";
import { argumentsText, callText } from "./short-value.ts";

const cases: readonly (readonly [Value, string])[] = [
  ["a.md", '"a.md"'],
  [1.5, "1.5"],
  [null, "null"],
  [[], "[]"],
  [{}, "{}"],
  [{ id: "s1", reads: ["a", "b"] }, '{ id: "s1", reads: ["a", "b"] }'],
  ["x".repeat(100), `"${"x".repeat(39)}…"`],
  [`/data/${"x".repeat(100)}/reads.fastq`, `"…${"x".repeat(27)}/reads.fastq"`],
  [Array.from({ length: 1_000_000 }, (_, i) => i), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, … 999986 more]"],
  ["red\u001B[31m\nline\u202E", '"red\\u001b[31m\\nline "'],
];

test("an argument is shown as it is written, as far as that is short", () => {
  for (const [value, text] of cases) expect(argumentsText({ a: value })).toBe(`a: ${text}`);
});

test("a node is shown as a call", () => {
  expect(callText("pdf", {})).toBe("pdf");
  expect(callText("pdf", { source: "a.md", page: 3 })).toBe('pdf(source: "a.md", page: 3)');
});

test("of many and of deep arguments the beginning is shown", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`n${i}`, "some text"]));
  expect(argumentsText(many)).toMatch(/^n0: "some text", .*, …$/);
  expect(argumentsText(many).length).toBeLessThan(120);
  let deep: Value = 1;
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  expect(argumentsText({ deep })).toBe("deep: [[[[…]]]]");
});
