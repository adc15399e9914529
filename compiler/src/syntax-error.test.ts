import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { compareMarked } from "./testing/markers.ts";
import { sketchModule } from "./testing/sketch.ts";

/** The program gets exactly the diagnostics that are marked in it. */
function says(marked: string): void {
  const { actual, expected } = compareMarked(marked, (text) => parse("main.adg", text).diagnostics);
  expect(actual).toBe(expected);
}

const missing = { kind: "missing" };

function declarations(text: string): unknown {
  return sketchModule(parse("main.adg", text).value);
}

test("what other languages write in another way is said to be written in adg's", () => {
  says(`# Doubles.
^ ADG1001 Expected a declaration, such as "task", "edge", "start" or "when", but found "#"; a comment begins with "//".
task a(s: string) -> string:
  sh "echo "#{s}"" # twice
            ^ ADG1001 Expected the end of the line, but found "#"; a double quote in a string is written "\\"".
task b(n: int) -> int = n;
                         ^ ADG1001 Expected the end of the line, but found ";"; a statement ends with its line.
start: a('x') # once
         ^ ADG1001 Expected an argument or ")", but found "'"; a string stands in double quotes.
start: b(1) # once
            ^ ADG1001 Expected the end of the line, but found "#"; a comment begins with "//".
when a done where true && true: a("x")
                       ^^ ADG1001 Expected ":" after the head of a rule, but found "&&"; "and" is written out.
when a done where !true: a("x")
                  ^ ADG1001 Expected a value, but found "!"; "not" is written out.
`);
});

describe("one mistake gives one diagnostic", () => {
  test('where a "where" stands below an unfinished head, and its body less deep', () => {
    says(`when a done as x
                ^ ADG1001 Expected ":" after the head of a rule, but found the end of the line.
    where x.result > 1:
  a()
when b done: a()
`);
  });

  test('where an "if" has more branches than can be run', () => {
    const branches = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, i) => `  else if n == ${from + i}: a()\n`).join("");
    says(`start:
  if n == 0: a()
${branches(1, 400)}`);
    says(`start:
  if n == 0: a()
${branches(1, 400)}  else if n == 400: a()
  ^^^^ ADG1001 Expected at most 400 branches of one "if".
${branches(401, 5000)}  a()
`);
  });

  test("in each of several declarations", () => {
    says(`task a() -> int:
  sh "echo 1"

start
     ^ ADG1001 Expected ":" after "start", but found the end of the line.
  a()

when a done as x
                ^ ADG1001 Expected ":" after the head of a rule, but found the end of the line.
when no more: a()
            ^ ADG1001 Expected a task after "no more", but found ":".
edge a ->
         ^ ADG1001 Expected the name of a task, but found the end of the line.
task b(n: int) -> int:
  sh "echo #{n}"
edge a -> b
when a done as x: b(x)`);
  });

  test("in declarations", () => {
    says(`tsk pdf(a: int) -> file:
^^^ ADG1001 Expected a declaration, such as "task", "edge", "start" or "when", but found "tsk".
  sh "x"
task for() -> int = 1
     ^^^ ADG1001 Expected the name of the task, but found "for".
import { a, b as } from "./x.ts"
                 ^ ADG1001 Expected a name, but found "}".
import { a } frm "x"
             ^^^ ADG1001 Expected "from", but found "frm".
import { a } from x
                  ^ ADG1001 Expected the path of a module in quotes, but found "x".
input x
       ^ ADG1001 Expected ":" and a type after the name of the input, but found the end of the line.
output x =
          ^ ADG1001 Expected a task, or "all", "succeeded" or "settled" and a task, but found the end of the line.
output a + b
         ^ ADG1001 Expected the end of the line, but found "+".
type A = { a int }
             ^^^ ADG1001 Expected ":" and a type after the name of the field, but found "int".
type C = int[
             ^ ADG1001 Expected "]", but found the end of the line.
edge a b
       ^ ADG1001 Expected "->", but found "b".
workflow w: 
          ^ ADG1001 Expected "(" and parameters, but found ":".
  start: b()`);
  });

  test("in a task's block", () => {
    says(`task a() -> int:
  shh "x"
  ^^^ ADG1001 Expected an attribute of the task, such as "sh", "out" or "retry", but found "shh".
  retry
       ^ ADG1001 Expected a value, but found the end of the line.
  retry 2 backof 1s
          ^^^^^^ ADG1001 Expected the end of the line, but found "backof".
  rate 3
        ^ ADG1001 Expected "per", but found the end of the line.
  at least 3
     ^^^^^ ADG1001 Expected "most", but found "least".
  python "a#{x}"
         ^ ADG1001 Expected a string without interpolation, but found a string with an interpolation.
  on "x"
     ^^^ ADG1001 Expected the name of an executor, but found a string.
  env 3 "x"
      ^ ADG1001 Expected a name, but found "3".`);
  });

  test("in conditions", () => {
    says(`when a dnoe as x:
       ^^^^ ADG1001 Expected "added", "done", "failed" or "settled", but found "dnoe".
  b(x.
when at least t done: a()
                    ^ ADG1001 Expected "added" or "done", but found ":".
when every 3 t done: a()
                   ^ ADG1001 Expected "as" and a name for the group, but found ":".
when all t faild: b()
           ^^^^^ ADG1001 Expected "done" or "settled", but found "faild".
when a done as : b()
               ^ ADG1001 Expected a name after "as", but found ":".
when a done, : c()
             ^ ADG1001 Expected a condition, but found ":".
when a done where: b()
                 ^ ADG1001 Expected a value, but found ":".
rule x: a()
      ^ ADG1001 Expected "when", but found ":".`);
  });

  test("in statements and expressions", () => {
    says(`start:
  else: b()
  ^^^^ ADG1001 Expected a statement, but found "else".
  pdf
     ^ ADG1001 Expected "(" and arguments, but found the end of the line.
  pdf(a b)
        ^ ADG1001 Expected "," or ")", but found "b".
  pdf(=)
      ^ ADG1001 Expected an argument or ")", but found "=".
  pdf(a,, b)
        ^ ADG1001 Expected a value, but found ",".
  let x = d.
            ^ ADG1001 Expected the name of a member after ".", but found the end of the line.
  let y = "#{}"
             ^ ADG1001 Expected a value, but found "}".
  let z = "#{a b}"
               ^ ADG1001 Expected "}" at the end of the interpolation, but found "b".
  "x"
  ^^^ ADG1001 Expected a statement, but found a string.
  pdf(1) after x key 3
                 ^^^ ADG1001 Expected the end of the line, but found "key".
  pdf(1) ; pdf(2)
         ^ ADG1001 Expected the end of the line, but found ";"; a statement ends with its line.
  pdf(5x)
      ^^ ADG1001 Expected an argument or ")", but found "5x".
  pdf(1e999)
      ^^^^^ ADG1001`);
    says('start: a(\u00a01)\n         ^ ADG1001 Expected an argument or ")", but found the character U+00A0.');
  });

  test("where a task lacks the colon before its block", () => {
    says(`task a() -> int
               ^ ADG1001 Expected ":" after the head of a task, but found the end of the line.
  sh "x"
  retry 2`);
  });
});

describe("strings", () => {
  test("without an end reach to the end of their line", () => {
    says(`start: pdf("cover.md)
           ^^^^^^^^^^ ADG1003 This string has no end.
when a done: pdf(["a", "b])
                       ^^^^ ADG1003
edge a -> b`);
  });

  test("with an interpolation without end are said to lack that", () => {
    says(`task a() -> int:
  sh "abc #{x"
          ^^ ADG1003 This interpolation has no end.
  env A "#{f("a)}"
         ^^ ADG1003
  sh """
    foo #{x
        ^^ ADG1003
    bar #{y}
    bar #{z
        ^^ ADG1003
  """
  retry 2`);
  });

  test("over several lines end, without quotes, where their lines stop being deeper", () => {
    says(`task a() -> int:
  sh """
     ^^^ ADG1003 This text block has no end.
    foo

    bar
task b() -> int:
  sh """
    foo
  """
edge a ->
         ^ ADG1001`);
  });

  test("know only the escapes that there are", () => {
    says(String.raw`start: f("a\qb \d", "\u{110000}", "\u{41}", "\#", """\q""")
           ^^ ADG1001 Expected an escape: \n, \t, \", \\, \#{ or \u{hex}, but found "\q".
               ^^ ADG1001
                     ^^^^^^^^^^ ADG1001
                                             ^^ ADG1001`);
  });

  test("are text in UTF-8", () => {
    says('start: f("\ud800")\n          ^ ADG1001 Expected text in UTF-8, but found half a character.');
  });
});

describe("after a mistake the rest of the file is read", () => {
  test("from a bracket without end on", () => {
    says(`start: pdf("x"
              ^ ADG1001 Expected "," or ")", but found the end of the line.
when pdf done as p: merge(p, {
  a: 1
      ^ ADG1001 Expected "," or "}", but found the end of the line.
edge a -> b c
            ^ ADG1001`);
  });

  test("from a bracket on that something far below closes", () => {
    says(`start:
  pdf("x"
         ^ ADG1001 Expected "," or ")", but found the end of the line.
  merge(1)
  pdf(2))
        ^ ADG1001 Expected the end of the line, but found ")".
edge a ->
         ^ ADG1001`);
  });

  test("below the brackets in which the mistake is", () => {
    says(`task f(
  a: int
  b: int
  ^ ADG1001 Expected "," or ")", but found "b".
) -> int:
  sh x
start:
  let x = [
    a b,
      ^ ADG1001
    c
  ]
  a(
    ^ ADG1001`);
  });

  test("with the branches of a broken `if` gone, but their mistakes told", () => {
    says(`start:
  if x ==:
         ^ ADG1001
    a(
  else if y:
    b(=)
      ^ ADG1001
  else: c()
  if x: d()
  else if :
          ^ ADG1001
    e()
  else: f()
  g()`);
  });

  test("without the branches of what may be a misspelt `if`", () => {
    says(`start:
  iff x: a()
      ^ ADG1001 Expected "(" and arguments, but found "x".
  else if y: b()
  else: c()
  if x: a()
  elif y: b()
       ^ ADG1001 Expected "(" and arguments, but found "y".
  else: c()`);
  });

  test("and a line at a wrong level is told only that", () => {
    says(`start: a()
  b(
^^ ADG1002
edge a -> b`);
  });

  test("with the names of broken heads", () => {
    expect(
      declarations(`task a(n int) -> int:
  sh "x"
workflow w(n int):
  start: a(1)
type T = {
input n:
output o: = a
output
import type { A, B as C } frm "x"
edge a -> b c
start:
  let x = (
  for y in: b()
  a(x)
task c() -> int:
  shh "x"`),
    ).toEqual([
      { kind: "task", name: "a", spawns: [], attributes: [], broken: true },
      { kind: "workflow", name: "w", parameters: [], members: [], broken: true },
      { kind: "type", name: "T", type: { kind: "missing" } },
      { kind: "input", name: "n", type: { kind: "missing" } },
      { kind: "output", name: "o", type: { kind: "missing" }, value: missing },
      { kind: "output", value: missing },
      { kind: "import", typeOnly: true, names: [{ name: "A" }, { name: "B" }, { name: "C" }] },
      { kind: "edge", groups: [], broken: true },
      {
        kind: "start",
        body: {
          statements: [
            { kind: "let", name: "x", value: missing },
            { kind: "add", value: "a(x)" },
          ],
        },
      },
      {
        kind: "task",
        name: "c",
        parameters: [],
        result: { kind: "named", name: "int", arguments: [] },
        spawns: [],
        attributes: [],
        broken: true,
      },
    ]);
  });

  test("and every name in what was left out is known", () => {
    const { value } = parse("main.adg", "tsk pdf(source: file)\nedge a -> b\nwhen pdf dnoe as p:\n  merge(p)\n");
    expect([...value.unread].sort()).toEqual(["as", "dnoe", "file", "merge", "p", "pdf", "source", "tsk"].sort());
  });
});
