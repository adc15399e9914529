import { expect, test } from "vitest";
import { parse } from "../parse.ts";
import { positionAt, sourceOf } from "../source.ts";
import { readMarked } from "../testing/markers.ts";
import { foldingRangesOf } from "./folding-ranges.ts";
import { selectionRangesAt } from "./selection-ranges.ts";

/** The lines of each range, as `block 3-5`. */
function folding(text: string): readonly string[] {
  const source = sourceOf("main.adg", text);
  return foldingRangesOf(parse("main.adg", text).value, text).map(
    ({ kind, span }) => `${kind} ${positionAt(source, span.start).line}-${positionAt(source, span.end).line}`,
  );
}

test("blocks, imports, comments and long strings can be folded", () => {
  expect(
    folding(`// One.
// Two.
import { a } from "./a.adg"
import { b } from "./b.adg"

task c() -> int:
  timeout 1s
  sh """
    // no comment
    // no comment
    echo #{attempt}
  """
start:
  if true:
    a()
  else:
    b([
      1,
    ])

// alone
when c done: a()
`),
  ).toEqual([
    "comment 1-2",
    "imports 3-4",
    "block 6-12",
    "text 8-12",
    "block 13-19",
    "block 14-15",
    "block 16-19",
    "block 17-18",
  ]);
});

test("blocks of a broken file can be folded, too", () => {
  expect(folding("start\n  a(\n  b()\nwhen :\n  c()\n")).toEqual(["block 1-3", "block 4-5"]);
});

/** The texts of the ranges, from the smallest. */
function selecting(marked: string): readonly string[] {
  const { text, cursor } = readMarked(marked);
  return selectionRangesAt(parse("main.adg", text).value, text, cursor ?? 0).map(({ start, end }) =>
    text.slice(start, end),
  );
}

test("a selection grows from the word over expressions, arguments, lines and blocks to the text", () => {
  expect(selecting('start:\n  pdf(so┆urce, "x")\n')).toEqual([
    "source",
    'source, "x"',
    '(source, "x")',
    'pdf(source, "x")',
    '  pdf(source, "x")',
    'start:\n  pdf(source, "x")',
    'start:\n  pdf(source, "x")\n',
  ]);
});

test("a selection grows from the content of a string to the string", () => {
  expect(selecting('input x: string = "a ┆b"').slice(0, 2)).toEqual(["a b", '"a b"']);
  expect(selecting("")).toEqual([""]);
});
