import { describe, expect, test } from "vitest";
import { format } from "./format.ts";

/** Formats, and sees that a second time changes nothing. */
function expectFormatted(text: string, expected: string): void {
  expect(format(text)).toBe(expected);
  expect(format(expected)).toBe(expected);
}

describe("a formatted program", () => {
  test("has one space around operators and after commas, and none where none belongs", () => {
    expectFormatted(
      `task  a ( x :int,y ?: string[ ] = [ ] )->Outcome < int > ? = - x+1 *( 2- -3 ) [ 0 ] . b\nedge a,b->c ->  d\nstart:a( x:1 ,y :{a:1,b},z:{ } )key -1 after xs [0]\n`,
      `task a(x: int, y?: string[] = []) -> Outcome<int>? = -x + 1 * (2 - -3)[0].b\nedge a, b -> c -> d\nstart: a(x: 1, y: { a: 1, b }, z: {}) key -1 after xs[0]\n`,
    );
  });

  test("has no byte order mark, unless text that is no token would become one", () => {
    expectFormatted("\uFEFFstart:a()", "start: a()\n");
    expectFormatted("\uFEFF\uFEFFstart:a()", "\uFEFF\uFEFFstart:a()\n");
  });

  test("is indented by two columns a level", () => {
    expectFormatted(
      `when a done as x:\n     if x.result:\n         b()\n     else:\n      c()\nstart:\n a()\n`,
      `when a done as x:\n  if x.result:\n    b()\n  else:\n    c()\nstart:\n  a()\n`,
    );
  });

  test("keeps a body on the line of its head where it was written there and fits", () => {
    const long = "x".repeat(90);
    expectFormatted(`start: a()\n`, `start: a()\n`);
    expectFormatted(`start:\n  a()\n`, `start:\n  a()\n`);
    expectFormatted(
      `start: for x in xs: ${long}(x)\nwhen a done: if x: b(y) else if y: ${long}(x) else: c()\n`,
      `start:\n  for x in xs:\n    ${long}(x)\nwhen a done:\n  if x: b(y)\n  else if y:\n    ${long}(x)\n  else: c()\n`,
    );
  });

  test("opens blocks below a body that had to leave the line of its head", () => {
    const long = "x".repeat(90);
    expectFormatted(
      `when a done: for x in ${long}:\n    b(x)\n    c(x)\nstart: a()\n`,
      `when a done:\n  for x in ${long}:\n    b(x)\n    c(x)\nstart: a()\n`,
    );
  });

  test("has the elements of a long bracket one a line, and those of one that ends in a comma", () => {
    const [a, b] = ["a".repeat(50), "b".repeat(50)];
    expectFormatted(`start:\n  t(${a}, ${b})\n`, `start:\n  t(\n    ${a},\n    ${b}\n  )\n`);
    expectFormatted(`start:\n  t([${a}, ${b}])\n`, `start:\n  t([\n    ${a},\n    ${b}\n  ])\n`);
    expectFormatted(`type T = { a: int, b: int, }\n`, `type T = {\n  a: int,\n  b: int,\n}\n`);
    expectFormatted(`type T = {\n  a: int,\n  b: int\n}\n`, `type T = { a: int, b: int }\n`);
    expectFormatted(
      `start:\n  t([${a} for ${b} in xs if c])\n`,
      `start:\n  t([\n    ${a}\n      for ${b} in xs if c\n  ])\n`,
    );
  });

  test("goes on deeper after an operator, a comma of a head or an arrow where a line is too long", () => {
    const [a, b] = ["a".repeat(50), "b".repeat(50)];
    expectFormatted(`edge ${a}, c -> ${b}\n`, `edge ${a}, c ->\n    ${b}\n`);
    expectFormatted(`when ${a} done, ${b} done:\n  c()\n`, `when ${a} done,\n    ${b} done:\n  c()\n`);
    expectFormatted(`start:\n  let x = ${a} + ${b}\n`, `start:\n  let x = ${a} +\n      ${b}\n`);
  });

  test("has at most one blank line between groups, and none at the start, at the end and below a head", () => {
    expectFormatted(
      `\n\nedge a -> b\n\n\n\nstart:\n\n  a()\n\n\n  b()\n\n\n`,
      `edge a -> b\n\nstart:\n  a()\n\n  b()\n`,
    );
  });

  test("has all its comments, those of a block at the depth of that block", () => {
    expectFormatted(
      `// first\n\n\n/// What it is.\ntask a() = 1   // why\nstart:  // here\n    // above\n    a()\n    // below\n// about the rule\nwhen a done:\n   b()\n\n// last`,
      `// first\n\n/// What it is.\ntask a() = 1 // why\nstart: // here\n  // above\n  a()\n  // below\n// about the rule\nwhen a done:\n  b()\n\n// last\n`,
    );
  });

  test("has the comments inside brackets at their elements", () => {
    expectFormatted(
      `start:\n  a( // all\n    // one\n  1, // behind one\n 2 // behind two\n , 3\n  // end\n  )\n`,
      `start:\n  a( // all\n    // one\n    1, // behind one\n    2, // behind two\n    3\n    // end\n  )\n`,
    );
  });

  test("has text blocks with their text, as a whole at another indentation", () => {
    expectFormatted(
      `task a(x: int) -> string:\n    sh """\n      for i in 1; do\n          echo "#{ x }"   \n\n      done\n"""\n`,
      `task a(x: int) -> string:\n  sh """\n    for i in 1; do\n        echo "#{ x }"   \n\n    done\n  """\n`,
    );
    expectFormatted(`task a() -> string: sh """\n  x\n"""\n`, `task a() -> string:\n  sh """\n    x\n  """\n`);
    expectFormatted(`task a() = """x\n     y"""\n`, `task a() = """x\n  y"""\n`);
  });

  test("is as it was where a declaration has a syntax error, and formatted around it", () => {
    expectFormatted(
      `edge a->b\nstart:\n     a(\n     b( ]\n     // inside\n\n\nwhen  a  done :b()\n`,
      `edge a -> b\nstart:\n     a(\n     b( ]\n     // inside\n\nwhen a done: b()\n`,
    );
    expectFormatted(`edge a->b\n\ttask x\nedge c->d\n`, `edge a -> b\n\ttask x\nedge c -> d\n`);
  });

  test("ends its lines with line feeds, the last one too, unless it is empty", () => {
    expectFormatted("edge a->b\r\nedge b->c", "edge a -> b\nedge b -> c\n");
    expectFormatted("\uFEFF\n\n", "");
  });
});
