import { describe, expect, test } from "vitest";
import { expectCheck, fixed } from "../testing/expect-check.ts";

describe("an unknown name", () => {
  test("is reported with the nearest name, which the fix writes", () => {
    const program = `task pdf(source: string) -> string:
  sh "echo #{source}"
start: pdff("a")
       ^^^^ ADG2001 Unknown name "pdff"; did you mean "pdf"?
`;
    const [unknown] = expectCheck(program);
    expect(unknown && fixed(program, unknown)).toContain('start: pdf("a")');
  });

  test("is reported in conditions, edges, gathers, types and expressions", () => {
    expectCheck(`type Sample = { id: string }
task pdf(source: Sampel) -> string:
                 ^^^^^^ ADG2001 Unknown type "Sampel"; did you mean "Sample"?
  sh "echo a"
edge pdf -> murge
            ^^^^^ ADG2001
when pfd done as p: pdf(missing)
     ^^^ ADG2001 Unknown task "pfd"; did you mean "pdf"?
                        ^^^^^^^ ADG2001 Unknown name "missing".
output book: file[] = all pdx
                          ^^^ ADG2001
`);
  });

  test("does not make the one that was meant unused as well", () => {
    expectCheck(`task pdf() -> string:
  sh "echo a"
start: pfd()
       ^^^ ADG2001
`);
  });

  test("after a scope has ended is unknown again", () => {
    expectCheck(`task t(n: int) -> int = n
edge t -> t
when t done as d:
  for i in range(d.result): t(i)
  t(i)
    ^ ADG2001
`);
  });
});

describe("a name declared twice", () => {
  test("is reported at the second, which points to the first", () => {
    const [twice] = expectCheck(`task a() -> int = 1
task a() -> int = 2
     ^ ADG2002 The task "a" is declared twice.
start: a()
`);
    expect(twice?.related).toMatchObject([{ span: { start: 5, end: 6 } }]);
  });

  test("is one of its own scope only", () => {
    expectCheck(`input n: int = 1
input n: int = 2
      ^ ADG2002
type T = { a: int, a: int }
                   ^ ADG2002
task t(n: int, n: int) -> int = n:
               ^ ADG2002
  retry 1
  retry 2
  ^^^^^ ADG2002 The attribute "retry" is declared twice.
edge t -> t
output x: int[] = all t
output x: int[] = all t
       ^ ADG2002
rule r when t done as a, t done as a:
                                   ^ ADG2002
  let b = 1
  let b = 2
      ^ ADG2002
  if true:
    let b = 3
    t(b, b)
rule r when t done as a: t(1, 2)
     ^ ADG2002
`);
  });

  test("is not what an output without a name is charged with: it must be the only one", () => {
    expectCheck(`task a() -> int = 1
output a
output b = a
^^^^^^^^^^^^ ADG2002 An output without a name must be the only one: give each of them a name.
start: a()
`);
  });

  test("may be a task and an input, an output or a built-in function", () => {
    expectCheck(`input count: int = 1
output count: int = count
task count(n: int) -> int = n
start: count(count)
`);
  });
});

test("a let hides a task of the same name", () => {
  expectCheck(`task round(n: int) -> int = n
edge round -> round
start:
  let round = round(1)
  when round done: round(2)
                   ^^^^^ ADG3001 "round" is "round node" here and cannot be called.
`);
});

describe("what is never used", () => {
  test("is a task, a type or a let that nothing names", () => {
    expectCheck(`type Unused = int
     ^^^^^^ ADG2004 The type "Unused" is never used.
type Used = int
task a() -> Used = 1
task b() -> int = 2
     ^ ADG2004 The task "b" is never used.
edge a -> b
start:
  let x = a()
      ^ ADG2004 The name "x" is never used.
  let y = a()
  when y done: fail "no"
`);
  });

  test("is nothing in a library", () => {
    expectCheck(`type Unused = int
task b() -> int = 2
edge b -> b
`);
  });
});
