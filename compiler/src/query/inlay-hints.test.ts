import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { testHost } from "../testing/expect-check.ts";
import { type HintKinds, inlayHintsIn } from "./inlay-hints.ts";

const program = `type Sheet = { source: file, title: string, pages: int, look: "a" | "b" }
task find(folder: dir) -> file[] = []
task pdf(source: file, dpi: int = 1) -> { source: file, title: string, pages: int, look: "a" | "b" } from "./t.ts"
task merge(sheets: Sheet[]) -> file from "./t.ts"
edge find -> pdf -> merge
start:
  let n = 3
  let found = find("x")
  let list = [n, n + 1]
when find done as f:
  for source in f.result: pdf(source, 2)
  let titles = [s.trim() for s in f.result]
when all pdf done as sheets, find done as f: merge(all pdf)
when pdf done as p:
  let copy = p.result
`;

/** The lines with the hints in them. */
function hinted(kinds: Partial<HintKinds>, range?: string): string {
  const analysis = analyse("main.adg", program, testHost());
  const start = range === undefined ? 0 : program.indexOf(range);
  const end = range === undefined ? program.length : start + range.length;
  const hints = inlayHintsIn(
    analysis,
    "main.adg",
    { start, end },
    { parameterNames: false, types: false, edges: false, ...kinds },
  );
  const text = hints
    .toReversed()
    .reduce((shown, { offset, label }) => `${shown.slice(0, offset)}‹${label}›${shown.slice(offset)}`, program);
  return text
    .split("\n")
    .filter((line) => line.includes("‹"))
    .join("\n");
}

test("arguments show their parameters, unless they say it themselves", () => {
  expect(hinted({ parameterNames: true })).toMatchInlineSnapshot(`
    "  let found = find(‹folder:›"x")
      for source in f.result: pdf(source, ‹dpi:›2)
    when all pdf done as sheets, find done as f: merge(‹sheets:›all pdf)"
  `);
});

test("names show their types, unless the value does", () => {
  expect(hinted({ types: true })).toMatchInlineSnapshot(`
    "  let list‹: [int, int]› = [n, n + 1]
    when find done as f‹: find node›:
      for source‹: file› in f.result: pdf(source, 2)
      let titles‹: string[]› = [s.trim() for s‹: file› in f.result]
    when all pdf done as sheets‹: pdf node[]›, find done as f‹: find node›: merge(all pdf)
    when pdf done as p‹: pdf node›:
      let copy‹: { source: file, title: string, pages: i…› = p.result"
  `);
});

test("calls show the edges that they create", () => {
  expect(hinted({ edges: true })).toMatchInlineSnapshot(`
    "  for source in f.result: pdf(source, 2)‹find → pdf›
    when all pdf done as sheets, find done as f: merge(all pdf)‹pdf, find → merge›"
  `);
});

test("hints are those of the range", () => {
  expect(hinted({ parameterNames: true, edges: true }, "pdf(source, 2)")).toBe(
    "  for source in f.result: pdf(source, ‹dpi:›2)‹find → pdf›",
  );
  expect(hinted({})).toBe("");
});

test("a long type is told whole in the tooltip", () => {
  const analysis = analyse("main.adg", program, testHost());
  const kinds = { parameterNames: false, types: true, edges: false };
  const hints = inlayHintsIn(analysis, "main.adg", { start: 0, end: program.length }, kinds);
  expect(hints.at(-1)).toMatchObject({
    label: ": { source: file, title: string, pages: i…",
    tooltip: '{ source: file, title: string, pages: int, look: "a" | "b" }',
  });
});
