import { expect, test } from "vitest";
import { readMarked } from "../testing/markers.ts";
import { cursorTree } from "./cursor-tree.ts";

/** The kinds of the parts that the cursor is in, and the line as it was read. */
function treeAt(marked: string): string {
  const { text, cursor = 0 } = readMarked(marked);
  const tree = cursorTree(text, cursor);
  if (tree === undefined) return "nothing";
  const kinds = tree.path.map(({ kind }) => kind ?? "·").filter((kind) => kind !== "module");
  return `${kinds.join(" ")} | ${tree.text.slice(tree.text.lastIndexOf("\n", tree.at) + 1)}`;
}

test("a line that breaks off at the cursor is read as if it went on", () => {
  expect(
    [
      "edge ┆",
      "edge a -> ┆",
      "input a: ┆",
      "output x = all ┆",
      "task a(x: ┆",
      "task a(x: Outcome<┆",
      "task a(┆",
      'task a() from "x.ts" as ┆',
      "task a() -> ┆\n",
      "when ┆",
      "when a done, no more ┆",
      "when a done as x where x.┆",
      "when at least ┆",
      "when a done: ┆",
      "when a[┆",
      "import { ┆",
      "start:\n  if ┆",
      "start:\n  a([b, { x: ┆",
      "start:\n  if x: y()\n  else if ┆",
      "start:\n  let x = if ┆",
      "start:\n  let x = if a then ┆",
      'task a():\n  sh "echo #{┆',
      "task a():\n  rate ┆",
    ].map(treeAt),
  ).toMatchInlineSnapshot(`
    [
      "edge · | edge cursor__ -> x",
      "edge · | edge a -> cursor__",
      "input named · | input a: cursor__",
      "output gather · | output x = all cursor__",
      "task · named · | task a(x: cursor__)",
      "task · named named · | task a(x: Outcome<cursor__>)",
      "task · · | task a(cursor__: int)",
      "task · | task a() from "x.ts" as cursor__",
      "task named · | task a() -> cursor__",
      "rule event · | when here__[here__] done, cursor__ done:",
      "rule no-more · | when here__[here__] done, a done, no more cursor__:",
      "rule member · | when here__[here__] done, a done as x where x.cursor__:",
      "rule at-least name · | when here__[here__] done, at least cursor__ x done:",
      "rule · add call name · | when here__[here__] done, a done: cursor__()",
      "rule event name · | when here__[here__] done, a[cursor__] done:",
      "import · · | import { cursor__}",
      "start · if · name · |   if cursor__:",
      "start · add call · list record · name · |   a([b, { x: cursor__}])",
      "start · if · name · |   else if cursor__:",
      "start · let conditional name · |   let x = if cursor__ then x else x",
      "start · let conditional name · |   let x = if a then cursor__ else x",
      "task sh text hole name · |   sh "echo #{cursor__}"",
      "task rate name · |   rate cursor__ per 1s",
    ]
  `);
});

test("what stands behind the cursor is read where it can be", () => {
  expect(
    [
      "start: a([┆ for x in y])",
      "start:\n  a(┆, x: 1)\n",
      "when ┆ done as x: a()",
      "when all ┆: a()",
      "start:\n  ┆\n  a()\n",
      "start:\n  a(x, ┆ b, c)\n",
      'task a():\n  sh """\n    echo #{┆}\n  """\n',
      'task a():\n  sh """\n    echo #{┆\n  """\n  cache\n',
      'import { a } from "./┆"',
      'start: a("x┆',
    ].map(treeAt),
  ).toMatchInlineSnapshot(`
    [
      "start · add call · comprehension name · | start: a([cursor__ for x in y])",
      "start · add call · name · |   a(cursor__, x: 1)",
      "rule event · | when here__[here__] done, cursor__ done as x: a()",
      "rule all · | when here__[here__] done, all cursor__ done: a()",
      "start · add call name · |   cursor__()",
      "start · add call · name · |   a(x, cursor__)",
      "task sh text hole name · |     echo #{cursor__}
      """",
      "task sh text hole name · |     echo #{cursor__}"""",
      "import text | import { a } from "./"",
      "start · add call · text | start: a("x")",
    ]
  `);
});

test("nothing is read where no name can stand", () => {
  expect(["when a ┆", "// ┆", "┆", "import ┆", "task a():\n  ┆"].map(treeAt)).toEqual(
    Array.from({ length: 5 }, () => "nothing"),
  );
});
