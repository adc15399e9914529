import { describe, expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import { testHost } from "../testing/expect-check.ts";
import { readMarked } from "../testing/markers.ts";
import { refactoringsAt } from "./refactorings.ts";

const tasks = `task find() -> file[] = []
task pdf(source: file, look: string = "a", dpi?: int) -> file = source
task merge(pages: file[]) -> file = "x"
edge find -> pdf -> merge
edge find -> merge
`;

/** The titles of what is offered for the range, or the cursor. */
function offered(marked: string): readonly string[] {
  return refactorings(marked).map(({ title }) => title);
}

function refactorings(marked: string) {
  const { text, ranges, cursor = 0 } = readMarked(marked);
  return refactoringsAt(analyse("main.adg", text, testHost()), "main.adg", ranges[0] ?? { start: cursor, end: cursor });
}

/** The program after one of them. */
function refactored(marked: string, title: string): string {
  const { text } = readMarked(marked);
  const found = refactorings(marked).find((each) => each.title === title);
  if (found === undefined) throw new Error(`"${title}" is not offered, but ${offered(marked).join("; ") || "nothing"}`);
  return applyEdits(text, found.edits);
}

describe("a value", () => {
  test("gets a name before its statement", () => {
    const rule = (body: string) => `${tasks}when find done as f:\n${body}`;
    expect(refactored(rule("  pdf([|f.result[0]|])\n"), 'Extract "let value"')).toBe(
      rule("  let value = f.result[0]\n  pdf(value)\n"),
    );
    expect(refactored(rule("  for s in [|f.result|]: pdf(s)\n"), 'Extract "let result"')).toBe(
      rule("  let result = f.result\n  for s in result: pdf(s)\n"),
    );
    expect(refactored(rule("  for s in f.result: pdf([|s.trim()|])\n"), 'Extract "let value"')).toBe(
      rule("  for s in f.result:\n    let value = s.trim()\n    pdf(value)\n"),
    );
    expect(refactored(`${tasks}when find done as f: merge([|[pdf(f.result[0])]|])\n`, 'Extract "let list"')).toBe(
      rule("  let list = [pdf(f.result[0])]\n  merge(list)\n"),
    );
    expect(refactored(rule("  let value = 1\n  pdf(f.result[value + [|1 * 2|]])\n"), 'Extract "let value_2"')).toBe(
      rule("  let value = 1\n  let value_2 = 1 * 2\n  pdf(f.result[value + value_2])\n"),
    );
  });

  test("stays where it is computed several times, only sometimes, or narrowed", () => {
    const rule = (body: string) => `${tasks}when find done as f:\n  ${body}\n`;
    for (const body of [
      "merge([[|s + 1|] for s in f.result])",
      'pdf(if f.result == [] then "x" else [|f.result[0]|])',
      "let x = f.result == [] or [|f.result[0] == null|]",
      "let x = [|f.result[0]|]",
      "pdf({ [|f|] }.f)",
      "pdf([|f|])",
      "merge([|succeeded pdf|])",
    ])
      expect([body, offered(rule(body)).filter((title) => title.startsWith('Extract "let'))]).toEqual([body, []]);
    expect(offered(`${tasks}when find done as f where [|f.result[0]|] == "a": pdf("a")\n`)).toEqual([]);
  });

  test("stands again in the places of its name", () => {
    const rule = (body: string) => `${tasks}when find done as f:\n${body}`;
    expect(refactored(rule("  let n┆ = 1 + 2\n  pdf(f.result[n * 2])\n  merge([f.result[n]])\n"), 'Inline "n"')).toBe(
      rule("  pdf(f.result[(1 + 2) * 2])\n  merge([f.result[(1 + 2)]])\n"),
    );
    expect(refactored(rule("  let page = pdf(f.result[0])\n  merge([pa┆ge])\n"), 'Inline "page"')).toBe(
      rule("  merge([pdf(f.result[0])])\n"),
    );
    expect(refactored(rule('  let a = 1\n  let b┆ = a\n  if { b }.b == 1: pdf("x")\n'), 'Inline "b"')).toBe(
      rule('  let a = 1\n  if { b: a }.b == 1: pdf("x")\n'),
    );
  });

  test("keeps its name where it adds, is narrowed, hidden or waited for", () => {
    const rule = (body: string) => `${tasks}when find done as f:\n${body}`;
    for (const body of [
      "  let page┆ = pdf(f.result[0])\n  merge([page])\n  merge([page])\n",
      "  let page┆ = pdf(f.result[0])\n  let x = 1\n  merge([page])\n",
      "  let page┆ = pdf(f.result[0])\n  when page done: merge([])\n",
      "  let a = 1\n  let b┆ = a + 1\n  for a in [1]: pdf(f.result[b])\n",
      '  let x┆ = if f.result == [] then null else "y"\n  if x != null: pdf(x)\n',
    ])
      expect([body, offered(rule(body)).filter((title) => title.startsWith("Inline"))]).toEqual([body, []]);
  });
});

describe("a call", () => {
  test("has its arguments by name or by position", () => {
    expect(refactored(`${tasks}start: p┆df("a", "b")\n`, "Name the arguments")).toBe(
      `${tasks}start: pdf(source: "a", look: "b")\n`,
    );
    expect(refactored(`${tasks}start: p┆df("a", look: "b")\n`, "Give the arguments by position")).toBe(
      `${tasks}start: pdf("a", "b")\n`,
    );
    expect(offered(`${tasks}start: p┆df("a", dpi: 1)\n`)).toEqual(["Name the arguments"]);
    expect(offered(`${tasks}start:\n  let x = ra┆nge(1)\n`)).toEqual([]);
  });
});

describe("a shell text", () => {
  test("is a block or one line", () => {
    const line = 'task a(x: file) -> string:\n  sh "cat \\"#{x}\\" | awk \'{ print \\"\\\\t\\" }\' \\#{y}"\n';
    const block = 'task a(x: file) -> string:\n  sh """\n    cat "#{x}" | awk \'{ print "\\t" }\' \\#{y}\n  """\n';
    expect(refactored(line.replace("cat", "c┆at"), "Write the command as a block")).toBe(block);
    expect(refactored(block.replace("cat", "c┆at"), "Write the command on one line")).toBe(line);
    expect(refactored('task a():\n  sh "a\\nb┆"\n', "Write the command as a block")).toBe(
      'task a():\n  sh """\n    a\n    b\n  """\n',
    );
    expect(offered('task a():\n  sh " a┆"\n')).toEqual([]);
    expect(offered('task a():\n  sh """\n    a┆\n    b\n  """\n')).toEqual([]);
  });
});

test("an edge that nothing creates can be taken away", () => {
  const text = `${tasks}when find done as f: pdf(f)\n`.replace("edge find -> merge\n", "");
  expect(refactored(text.replace("-> merge", "-> mer┆ge"), 'Remove the edge "pdf -> merge"')).toBe(
    text.replace("edge find -> pdf -> merge", "edge find -> pdf"),
  );
  expect(offered(text.replace("find ->", "fi┆nd ->"))).toEqual([]);
});

test("nothing is offered while the text cannot be read", () => {
  expect(offered(`${tasks}start: p┆df("a", "b")\nwhen\n`)).toEqual([]);
});

describe("statements", () => {
  const more = `task find() -> file[] = []
task pdf(source: file, look: string = "a") -> file = source
task crop(page: file, of: int) -> file = page
edge find -> pdf -> crop
edge find -> crop
start: find()
`;

  test("become a workflow, which takes what they need and has its own edges", () => {
    expect(
      refactored(
        `${more}when find done as f:
  for i, source in f.result:
    [|let page = pdf(source)
    crop(page, i)|]
`,
        'Extract "workflow extracted"',
      ),
    ).toMatchInlineSnapshot(`
      "task find() -> file[] = []
      task pdf(source: file, look: string = "a") -> file = source
      task crop(page: file, of: int) -> file = page
      edge pdf -> crop
      edge find -> crop
      edge find -> extracted
      start: find()
      when find done as f:
        for i, source in f.result:
          extracted(source, i)

      workflow extracted(source: file, i: int):
        start:
          let page = pdf(source)
          crop(page, i)
      "
    `);
  });

  test("get results in place of nodes", () => {
    const text = `${more}when find done as f:
  [|for source in f.result: crop(pdf(source), f.result.length)|]
`;
    expect(refactored(text, 'Extract "workflow extracted"')).toContain(`when find done as f:
  extracted(f)

workflow extracted(f: file[]):
  start:
    for source in f: crop(pdf(source), f.length)
`);
  });

  test("stay where somebody else sees their nodes, or they see others'", () => {
    const rule = (body: string, rest = "") => `${more}when find done as f:\n${body}${rest}`;
    for (const text of [
      rule("  [|pdf(f.result[0])|]\n", 'when no more pdf: crop("a", 1)\n'),
      rule("  [|let page = pdf(f.result[0])|]\n  crop(page, 1)\n"),
      rule("  [|pdf(f.args)|]\n"),
      rule('  let page = pdf(f.result[0])\n  [|crop(page, 1)\n  crop("a", 2)|]\n'),
      rule('  [|pdf(f.result[0])\n  fail "x"|]\n'),
      rule("  [|pdf(f.result[0]) key 1|]\n"),
      `${more}when no more find:\n  [|pdf("a") key 1|]\n  pdf("b") key 1\n`,
      rule("  [|let n = 1|]\n"),
      rule("  pdf([|f.result[0]|])\n"),
    ])
      expect([text, offered(text).filter((title) => title.includes("workflow"))]).toEqual([text, []]);
  });
});
