import { describe, expect, test } from "vitest";
import { readMarked } from "../testing/markers.ts";
import { cursorLine } from "./cursor-line.ts";

/** What is said of the cursor: the kind of its line, the line up to the cursor and after it, and what closes what is open. */
function lineAt(marked: string): string {
  const { text, cursor = 0 } = readMarked(marked);
  const { kind, start, end, place, closers } = cursorLine(text, cursor);
  return `${kind} ${place}: ${text.slice(start, cursor)}┆${text.slice(cursor, end)} ${closers}`.trim();
}

describe("the line of the cursor", () => {
  test("is of the kind that the lines around it tell", () => {
    expect(lineAt("ta┆")).toBe("declaration code: ta┆");
    expect(lineAt("task a():\n  re┆")).toBe("attribute code: re┆");
    expect(lineAt("start:\n  for x in y:\n    a┆(x)\n\nedge a -> b\n")).toBe("statement code: a┆(x)");
    expect(lineAt("workflow w():\n  st┆")).toBe("member code: st┆");
    expect(lineAt("workflow w():\n  start:\n    a┆")).toBe("statement code: a┆");
    expect(lineAt("workflow w():\n  start:\n    a()\n  ou┆")).toBe("member code: ou┆");
  });

  test("that is empty is where the cursor is indented to", () => {
    expect(lineAt("task a():\n  cache\n  ┆\nedge a -> b\n")).toBe("attribute code: ┆");
    expect(lineAt("start:\n  for x in y:\n    a(x)\n  ┆")).toBe("statement code: ┆");
    expect(lineAt("start:\n  a()\n┆\nwhen a done: b()\n")).toBe("declaration code: ┆");
    expect(lineAt("// a comment\n\n┆task a()")).toBe("declaration code: ┆task a()");
    expect(lineAt("\n  \n┆")).toBe("declaration code: ┆");
  });

  test("goes on inside brackets and after an operator", () => {
    expect(lineAt("start:\n  pdf(\n    a,\n    ┆\n  )\n  b()\n")).toBe("statement code: pdf(\n    a,\n    ┆\n  ) )");
    expect(lineAt("edge a ->\n  ┆\nstart: a()\n")).toBe("declaration code: edge a ->\n  ┆");
    expect(lineAt("start:\n  let x = [f(┆\n  b()\n")).toBe("statement code: let x = [f(┆ )]");
  });

  test("knows strings, their interpolations and comments", () => {
    expect(lineAt('task a():\n  sh "echo ┆#{x}" // why\n')).toBe('attribute text: sh "echo ┆#{x}" "');
    expect(lineAt('task a():\n  sh "echo #{┆"\n')).toBe('attribute code: sh "echo #{┆" }"');
    expect(lineAt('task a():\n  sh """\n    cat #{┆}\n    "\n  """\n  cache\n')).toBe(
      'attribute code: sh """\n    cat #{┆}\n    "\n  """ }"""',
    );
    expect(lineAt("start: // all┆ of it\n")).toContain("declaration comment: ");
    expect(lineAt("start:\n  // all┆ of it\n  a()\n")).toContain(" comment: ");
    expect(lineAt('let a = "open\nstart:\n  b┆')).toBe("statement code: b┆");
  });

  test("ends where a declaration begins, whatever is open", () => {
    expect(lineAt("start: pdf(┆\n\nedge a -> b\n")).toBe("declaration code: start: pdf(┆ )");
  });
});
