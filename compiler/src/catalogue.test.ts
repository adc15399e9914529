import { expect, test } from "vitest";
import { catalogue, diagnose, titles } from "./catalogue.ts";

test("every code of the reference has a title and a severity", () => {
  const codes = ["1001-3", "2001-4", "3001-4", "4001-2", "5001-6", "6001-5", "7001-10"].flatMap((range) => {
    const [first = 0, last = 0] = range.split("-").map(Number);
    return Array.from({ length: last - (first % 1000) + 1 }, (_, step) => `ADG${first + step}`);
  });
  expect(Object.keys(titles).sort()).toEqual(codes);
  const severities = Object.entries(catalogue).filter(([, entry]) => entry.severity !== "error");
  expect(Object.fromEntries(severities.map(([code, entry]) => [code, entry.severity]))).toEqual({
    ADG2004: "warning",
    ADG4002: "warning",
    ADG5002: "warning",
    ADG5003: "warning",
    ADG5004: "warning",
    ADG5005: "hint",
    ADG5006: "warning",
  });
});

test("a diagnostic is one sentence with the names in quotes", () => {
  const at = { file: "main.adg", span: { start: 0, end: 1 } };
  const unknown = diagnose("ADG2001", at, { what: "task", name: "pfd", nearest: ["pdf", "pd"] });
  expect(unknown.message).toBe('Unknown task "pfd"; did you mean "pdf" or "pd"?');
  const far = diagnose("ADG2001", at, { what: "task", name: "pfd", nearest: [] });
  expect(far.message).toBe('Unknown task "pfd".');
  expect(diagnose("ADG1001", at, { found: '")"', expected: "a name" }).message).toBe('Expected a name, but found ")".');
});
