import { expect, test } from "vitest";
import { diagnose } from "./catalogue.ts";
import { render } from "./render.ts";
import { sourceOf } from "./source.ts";

const text = "start:\n\tpdf(1)\nedge pdf -> merge\n";
const source = sourceOf("main.adg", text);

function rendered(start: number, end: number): string[] {
  const diagnostic = diagnose("ADG1001", { file: "main.adg", span: { start, end } }, { found: '"x"', expected: "a y" });
  return render(diagnostic, () => source).split("\n");
}

test("a diagnostic is shown with its place and its text underlined", () => {
  expect(rendered(20, 23)).toEqual([
    'error ADG1001: Expected a y, but found "x".',
    " --> main.adg:3:6",
    "  |",
    "3 | edge pdf -> merge",
    "  |      ^^^",
  ]);
});

test("a tab before the range is kept, an empty range gets one caret, and a range over lines is cut at the line's end", () => {
  expect(rendered(8, 11).slice(3)).toEqual(["2 | \tpdf(1)", "  | \t^^^"]);
  expect(rendered(6, 6).slice(3)).toEqual(["1 | start:", "  |       ^"]);
  expect(rendered(0, 20).slice(3)).toEqual(["1 | start:", "  | ^^^^^^"]);
});

test("related places and fixes follow", () => {
  const place = { file: "main.adg", span: { start: 20, end: 23 } };
  const diagnostic = diagnose(
    "ADG1003",
    { file: "main.adg", span: { start: 8, end: 11 } },
    { what: "string" },
    {
      related: [
        { ...place, message: "It is declared here" },
        { ...place, file: "other.adg", message: "And here" },
      ],
      fixes: [
        { title: "declare edge a -> b", applicability: "safe", edits: [] },
        { title: "remove a", applicability: "suggested", edits: [] },
      ],
    },
  );
  const lines = render(diagnostic, (file) => (file === "main.adg" ? source : undefined)).split("\n");
  expect(lines.slice(5)).toEqual([
    "  It is declared here",
    " --> main.adg:3:6",
    "  |",
    "3 | edge pdf -> merge",
    "  |      ^^^",
    "  And here",
    "  --> other.adg",
    "  fix: declare edge a -> b",
    "  suggestion: remove a",
  ]);
});

test("a very long line is shown around the range only", () => {
  const long = sourceOf("main.adg", `${"a".repeat(100_000)}bc${"d".repeat(100_000)}`);
  const diagnostic = diagnose(
    "ADG1003",
    { file: "main.adg", span: { start: 100_000, end: 100_002 } },
    { what: "string" },
  );
  const [line = "", carets = ""] = render(diagnostic, () => long)
    .split("\n")
    .slice(3);
  expect(line.length).toBeLessThan(200);
  expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("bc");
});

test("a style is told the severity", () => {
  const diagnostic = diagnose("ADG1003", { file: "main.adg", span: { start: 0, end: 5 } }, { what: "string" });
  const style = {
    severity: (part: string, severity: string) => `<${severity}>${part}</>`,
    message: String,
    faint: String,
  };
  expect(render(diagnostic, () => source, style)).toContain("<error>^^^^^</>");
});
