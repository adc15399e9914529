import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { compareMarked } from "./testing/markers.ts";
import { sketchModule } from "./testing/sketch.ts";

function expectSame(one: string, other: string): void {
  const first = parse("main.adg", one);
  const second = parse("main.adg", other);
  expect([...first.diagnostics, ...second.diagnostics]).toEqual([]);
  expect(sketchModule(first.value)).toEqual(sketchModule(second.value));
}

function says(marked: string): void {
  const { actual, expected } = compareMarked(marked, (text) => parse("main.adg", text).diagnostics);
  expect(actual).toBe(expected);
}

describe("a line goes on", () => {
  test("inside brackets, however it is indented", () => {
    expectSame("start:\n  a(1, [2, 3], { b: 4 })\n  c()", "start:\n  a(\n1,\n      [2,\n3\n],\n {\nb: 4 }\n)\n  c()");
    expectSame("task a(x: int,\n  y: int\n) -> int = 1", "task a(x: int, y: int) -> int = 1");
  });

  test("after `,`, `->` and a binary operator, if the next line is deeper", () => {
    expectSame("edge a,\n  b ->\n  c ->\n    d", "edge a, b -> c -> d");
    expectSame(
      "when a done as x,\n  b done as y where x.result ==\n    y.result: c()",
      "when a done as x, b done as y where x.result == y.result: c()",
    );
    expectSame('type A = "a" |\n  "b"', 'type A = "a" | "b"');
    expectSame("start:\n  let x = a and\n    b in\n      c", "start:\n  let x = a and b in c");
  });

  test("not into a line that is not deeper", () => {
    says(`edge a ->
         ^ ADG1001 Expected the name of a task, but found the end of the line.
edge b -> c`);
  });
});

describe("blocks", () => {
  test("may be indented by any width, and blank lines and comments have none", () => {
    expectSame("start:\n        a()\n\n// x\n        b()\nedge a -> b", "start:\n a()\n    // y\n\n b()\nedge a -> b");
  });

  test("end with any kind of line end", () => {
    expectSame("start:\n  a()\n  b()\n", "start:\r\n  a()\r\n  b()\r\n");
    expectSame("start:\n  a()\n  b()\n", "\uFEFFstart:\r  a()\r  b()");
  });

  test("take no line that is deeper than they are", () => {
    says(`start:
  a()
    b()
^^^^ ADG1002 This line is indented deeper than the one it belongs to, but no block is open here.
    c()
  d()`);
    says(`start: a()
  b()
^^ ADG1002
edge a -> b`);
    says(` edge a -> b
^ ADG1002
edge b -> c`);
  });

  test("take no line at a level between two blocks", () => {
    says(`start:
    a()
  b()
^^ ADG1002 This line is indented less than its block, but no block around it is that deep.
edge a -> b`);
  });

  test("say nothing of the lines that are deeper than one at a wrong level", () => {
    says(`start:
    a()
  b()
^^ ADG1002 This line is indented less than its block, but no block around it is that deep.
    c()
  d()
edge a -> b`);
    says(`start:
  a()
    b()
^^^^ ADG1002 This line is indented deeper than the one it belongs to, but no block is open here.
      c()
    d()
   e()
^^^ ADG1002
  f()`);
  });

  test("keep the lines that stand at a wrong level", () => {
    const { value } = parse("main.adg", "start:\n    a()\n  b()\n    c()\n");
    expect(sketchModule(value)).toMatchObject([
      { body: { statements: [{ value: "a()" }, { value: "b()" }, { value: "c()" }] } },
    ]);
  });

  test("are indented by spaces", () => {
    const { actual } = compareMarked("start:\n\ta()\n  \tb()", (text) => parse("main.adg", text).diagnostics);
    expect(actual).toBe(
      [
        "start:",
        "\ta()",
        "^ ADG1002 Indentation is spaces, but here is a tab.",
        "  \tb()",
        "  ^ ADG1002 Indentation is spaces, but here is a tab.",
      ].join("\n"),
    );
    const { diagnostics } = parse(
      "main.adg",
      "start:\n\tfor x in y:\n\t\ta(x)\n  b()\n\tc()\nedge a -> b\n\tedge b -> c",
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["ADG1002", "ADG1002", "ADG1002", "ADG1002"]);
    expectSame("start:\n  a(\n\t1)\t// x", "start:\n  a(1)");
  });

  test("are not empty", () => {
    says(`start:
      ^ ADG1001 Expected a statement on this line or in an indented block below, but found the end of the line.
when a done: for x in y:
                        ^ ADG1001
  // nothing
task a() -> int:
                ^ ADG1001
workflow w():
             ^ ADG1001`);
  });
});
