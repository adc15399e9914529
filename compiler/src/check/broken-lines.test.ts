/** A line that cannot be read is one mistake: nothing else is said because of what it may have meant. */
import { expect, test } from "vitest";
import { check } from "../check.ts";
import { expectCheck, testHost } from "../testing/expect-check.ts";

test("a word that can be no name stands where a name was", () => {
  expectCheck(`task all () -> int = 1
     ^^^ ADG1001
start: a()
`);
  expectCheck(`import { let, b } from "./x.ts"
         ^^^ ADG1001
task t() -> int = a(1) + b(2)
start: t()
`);
  expectCheck(`task a() -> int = 1
start:
  let in = a()
      ^^ ADG1001
  when b done: fail "no"
`);
});

test("a declaration that may bear the name of a built-in function hides that", () => {
  expectCheck(`count: int
^^^^^ ADG1001
task double(n: int) -> int = n * 2
start: double(count)
`);
  expectCheck(`task read() -> int = 1
task (n: int) -> int = n
     ^ ADG1001
start: sum(read())
`);
});

test("an output has lost its name, or its type", () => {
  expectCheck(`output : int[] = all a
       ^ ADG1001
output b = a
task a() -> int = 1
start: a()
`);
  expectCheck(`workflow w() -> int:
  output a =
            ^ ADG1001
  start: a()
task a() -> int = 1
start: w()
`);
});

test("a task lacks its output, or the colon after its result", () => {
  expectCheck(`task a() -> file:
  "x.txt"
  ^^^^^^^ ADG1001
  sh "echo > #{out}"
start: a()
`);
  expectCheck(`output o: string = a
task a() -> string ?
                    ^ ADG1001
  sh "echo"
start: a()
`);
});

test("another head stands before a name that is declared elsewhere", () => {
  expectCheck(`task report: string = report
             ^^^^^^ ADG1001
task report(n: int) -> int = n
start: report(1)
`);
});

test("a string without end has escapes that there are not", () => {
  expectCheck(`task a() -> int:
  sh "echo \\ \\q
     ^^^^^^^^^^ ADG1003
start: a()
`);
});

test("lines end with carriage returns only", () => {
  const text = `task a( -> int = 1\rtask b() -> int = "x"\rtask c() -> string:\r  sh """\r    echo\rstart: b()\r`;
  const { diagnostics } = check("main.adg", text, testHost());
  expect(diagnostics.map(({ code }) => code)).toEqual(["ADG1001", "ADG3001", "ADG1003"]);
});

test("a head over several lines lacks its bracket", () => {
  expectCheck(`task a
      ^ ADG1001
  n: int
) -> int = n
start: a(1)
`);
});
