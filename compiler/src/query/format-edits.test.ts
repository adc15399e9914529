import { expect, test } from "vitest";
import { format } from "../format.ts";
import { readMarked } from "../testing/markers.ts";
import { formatEdits, formatRange, type TextEdit } from "./format-edits.ts";
import { formatOnType } from "./format-on-type.ts";

function applied(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((all, { span, text: each }) => all.slice(0, span.start) + each + all.slice(span.end), text);
}

const untidy =
  'task  a( )->int=1\n\n\n// of b\ntask b() -> int:\n    sh """\n       x\n    """\n    timeout   1s // long\nstart:  a( )\n';

test("all edits together format a text, each in its own place", () => {
  const edits = formatEdits(untidy);
  expect(applied(untidy, edits)).toBe(format(untidy));
  expect(edits.length).toBeGreaterThan(5);
  expect(Math.max(...edits.map(({ span }) => span.end - span.start))).toBeLessThan(20);
  expect(formatEdits(format(untidy))).toEqual([]);
  const windows = untidy.replaceAll("\n", "\r\n");
  expect(applied(windows, formatEdits(windows))).toBe(format(untidy));
});

test("a range formats the declarations that it touches, and no others", () => {
  const { text, ranges } = readMarked(
    "task  a( ) -> int = 1\ntask  b( )->int:\n      timeout [|1s|]\ntask  c( ) -> int = 1\n",
  );
  const [range] = ranges;
  expect(applied(text, range === undefined ? [] : formatRange(text, range))).toBe(
    "task  a( ) -> int = 1\ntask b() -> int:\n  timeout 1s\ntask  c( ) -> int = 1\n",
  );
});

/** The text after something was typed before the cursor. */
function typing(marked: string, typed: string): string {
  const { text, cursor } = readMarked(marked);
  return applied(text, formatOnType(text, cursor ?? 0, typed));
}

test.each([
  ["task a() -> int:\n┆", "task a() -> int:\n  "],
  ["start:\n  if true:\n┆", "start:\n  if true:\n    "],
  ["start:\n  a()\n┆", "start:\n  a()\n  "],
  ["start: a(\n┆)\n", "start: a(\n    )\n"],
  ["edge a ->\n┆", "edge a ->\n    "],
  ["start:\n  let x = 1 +\n┆", "start:\n  let x = 1 +\n      "],
  ["start: a()\n      ┆when", "start: a()\nwhen"],
  ["start:\n  a([1,\n    2])\n┆", "start:\n  a([1,\n    2])\n  "],
  ['task a():\n  sh """\n      x\n      ┆', 'task a():\n  sh """\n      x\n      '],
  ['task a():\n  sh """\n      x\n      ┆\n  """\n', 'task a():\n  sh """\n      x\n      \n  """\n'],
  ["┆", ""],
])("a new line is as deep as what stands in it: %j", (marked, expected) => {
  expect(typing(marked, "\n")).toBe(expected);
});

test("an else goes below its if", () => {
  expect(typing("start:\n  if a:\n    b()\n    else:┆", ":")).toBe("start:\n  if a:\n    b()\n  else:");
  expect(typing("start:\n  if a:\n    b()\n  else:┆", ":")).toBe("start:\n  if a:\n    b()\n  else:");
  expect(typing("start:┆", ":")).toBe("start:");
});
