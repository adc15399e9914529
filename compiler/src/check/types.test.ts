import { describe, test } from "vitest";
import { expectCheck } from "../testing/expect-check.ts";

const tasks = `type Mode = "fast" | "exact"
type Tree = { value: int, children: Tree[], note?: string }
task text(a: string) -> string = a
task ints(a: int[]) -> int = 1
task mode(a: Mode) -> int = 1
task pair(a: [int, string]) -> int = 1
task tree(a: Tree) -> Tree = a
task any(a: json) -> json = a
task path(a: file) -> dir = a
task maybe(a: int?) -> int? = a
task yes(a: boolean) -> int = 1
task number(a: number) -> int = 1
`;

/** The lines as a body that fires on nothing, so that they add no edges. */
function body(...lines: readonly string[]): string {
  return `${tasks}when no more text:\n${lines.map((line) => (/^ *\^/.test(line) ? line : `  ${line}`)).join("\n")}\n`;
}

describe("a value stands where its type is wanted", () => {
  test("by structure", () => {
    expectCheck(
      body(
        `mode("fast")`,
        `mode(if true then "fast" else "exact")`,
        `pair([1, "a"])`,
        `ints([])`,
        `ints([for_each for for_each in range(3)])`,
        `tree({ value: 1, children: [{ value: 2, children: [], note: "n" }] })`,
        `any({ a: [1, null, "x"] })`,
        `path("a.txt")`,
        `text(stem("a.txt"))`,
        `maybe(null)`,
        `number(1)`,
      ),
    );
  });

  test("and is refused at its smallest part", () => {
    expectCheck(
      body(
        `mode("slow")`,
        `       ^^^^^^ ADG3001 Expected "Mode", but this is "slow".`,
        `pair([1, 2])`,
        `           ^ ADG3001 Expected "string", but this is "int".`,
        `ints([1, "a", 2.5])`,
        `           ^^^ ADG3001 Expected "int", but this is "string".`,
        `                ^^^ ADG3001 Expected "int", but this is "number".`,
        `tree({ value: 1 })`,
        `       ^^^^^^^^^^^^ ADG3001`,
        `tree({ value: 1, children: [{ value: "a", children: [] }] })`,
        `                                       ^^^ ADG3001`,
        `ints([text for n in range(2)])`,
        `        ^^^^ ADG3001`,
        `ints(if true then [1] else [true])`,
        `                              ^^^^ ADG3001`,
        `text(1 + 2)`,
        `       ^^^^^ ADG3001 Expected "string", but this is "int".`,
      ),
    );
  });

  test("a node stands for its result, also inside lists and records", () => {
    expectCheck(`task a() -> int = 1
task b(n: int, all: int[], r: { x: int }) -> int = n
task c(s: string) -> int = 1
edge a -> b, c
when no more b:
  let n = a()
  b(n, [n, 1], { x: n })
  c(n)
    ^ ADG3001 Expected "string", but this is "int".
`);
  });
});

describe("json", () => {
  test("has members of json, can be gone through and stands anywhere", () => {
    expectCheck(`task a() -> json = null
task b(n: int, s: string[]) -> int = n
edge a -> b
when a done as x where x.result.kind == "good":
  for item in x.result.items: b(item.n + 1, item.names)
  b(x.result[0], x.result["names"])
  if x.result.deep.flag: b(x.result - 1, [])
`);
  });
});

describe("operators", () => {
  test("have the types of their operands", () => {
    expectCheck(
      body(
        `ints([1 + 2, 7 % 2, 3 * -1])`,
        `ints([4 / 2])`,
        `        ^^^^^ ADG3001 Expected "int", but this is "number".`,
        `text("a" + "b" + basename("c"))`,
        `ints([1] + [2])`,
        `yes(1 < 2 and not ("a" in ["a"]) or [1] == [2])`,
        `yes(1 and true)`,
        `      ^ ADG3001`,
        `yes(1 < "a")`,
        `      ^^^^^^^ ADG3001 "<" cannot be applied to "int" and "string".`,
        `text("a" + 1)`,
        `       ^^^^^^^ ADG3001 "+" cannot be applied to "string" and "int".`,
        `text(-"a")`,
        `       ^^^^ ADG3001`,
        `yes(1 == "a")`,
        `      ^^^^^^^^ ADG3001`,
        `yes(1 == null)`,
        `      ^^^^^^^^^ ADG3001`,
        `yes(1 in 2)`,
        `      ^^^^^^ ADG3001`,
      ),
    );
  });

  test("?? takes the other value where there is none", () => {
    expectCheck(`task t(a: int?) -> int = a ?? 0
task u(a: int?) -> string = a ?? "none"
                            ^^^^^^^^^^^ ADG3001 Expected "string", but this is "int | string".
`);
  });
});

describe("a condition tells the type of", () => {
  test("what is null, in all that hangs on it", () => {
    expectCheck(`task t(a: int?) -> int = if a == null then 0 else a
task u(a: int?) -> boolean = a != null and a > 1
task v(a: int?) -> boolean = not (a == null or a < 1)
task w(a: int?) -> int = if a == null then a else 1
                                           ^ ADG3001
task x(a: { b?: int }) -> int = if a.b != null then a.b else 0
task y(a: int?) -> boolean = a > 1
                             ^^^^^ ADG3001
task z(xs: int?[]) -> int[] = [x for x in xs if x != null]
task go(n: int) -> int = n
edge x -> go
edge t -> go
when x done as d where d.args.a.b != null: go(d.args.a.b)
when t done as d:
  if d.args.a == null: go(0)
  else if d.args.a == 1: go(1)
  else: go(d.args.a)
`);
  });

  test("which member of a union it is", () => {
    expectCheck(`type Shape = { kind: "circle", radius: int } | { kind: "square", side: int }
task area(s: Shape) -> int = if s.kind == "circle" then s.radius else s.side
task bad(s: Shape) -> int = s.radius
                              ^^^^^^ ADG3004
task value(o: Outcome<int>) -> int = if o.ok then o.value else o.error.length
task values(os: Outcome<int>[]) -> int[] = [o.value for o in os if o.ok]
task mode(m: "a" | "b" | "c") -> "b" | "c" = if m != "a" then m else "b"
task both(m: "a" | "b" | "c") -> "a" | "b" = if m == "a" or m == "b" then m else "a"
`);
  });
});

describe("built-in functions", () => {
  test("have precise results", () => {
    expectCheck(
      body(
        `for n, s in zip([1], ["a"]): pair([n, s[1]])`,
        `for p in product([1], ["a"]): pair(p)`,
        `for e in entries({ a: 1 }): pair([e[1], e[0]])`,
        `for group in chunk([1, 2], 2): ints(group)`,
        `for group in group([1, 2], ["a", "b"]): ints(group)`,
        `ints(flatten([[1], [2]]) + unique([1]) + sorted([1]) + values({ a: 1 }))`,
        `ints([sum([1]), min([1]), max(1, 2), count([1]), floor(1.5), ceil(1.5), round(1.5), abs(-1)])`,
        `ints([sum([1.5])])`,
        `        ^^^^^^^^^^ ADG3001`,
        `for k in keys({ a: 1 }): text(k)`,
        `path(dirname("a") + "/" + stem("b") + extension("c"))`,
        `ints(chunk([1], 2))`,
        `       ^^^^^^^^^^^^^ ADG3001`,
        `ints(range("a"))`,
        `             ^^^ ADG3001`,
        `ints(sorted(1))`,
        `              ^ ADG3001 Expected "a list", but this is "int".`,
        `yes(max("a", 1) == "a")`,
        `               ^ ADG3001`,
      ),
    );
  });

  test("and methods too", () => {
    expectCheck(
      body(
        `text("a b".trim().split(" ").join("-").toUpperCase().padStart(3, "0").replace("a", "b").slice(0, 1).at(0))`,
        `yes("abc".startsWith("a") and "abc".endsWith("c") and "abc".includes("b"))`,
        `ints([1, 2].slice(1).concat([3]))`,
        `ints(["a".indexOf("a"), [1].indexOf(1), "abc".length, [1].length, [1].at(-1)])`,
        `text("a".split(1).join())`,
        `                 ^ ADG3001`,
      ),
    );
  });
});

test("what is no list cannot be gone through, and what is no list has no places", () => {
  expectCheck(
    body(
      `for x in 3: text("a")`,
      `           ^ ADG3001 Expected a list, but this is "int".`,
      `text("abc"[0])`,
      `             ^ ADG3001`,
      `ints([[1, 2]["a"]])`,
      `               ^^^ ADG3001`,
    ),
  );
});

test("a string holds text, numbers and booleans; a shell text holds any value", () => {
  expectCheck(`task t(a: int[], b: int, c: { x: int }, d: int?) -> string = "#{b} #{b == 1} #{b / 2}"
task u(a: int[], d: int?) -> string = "#{a} #{d}"
                                         ^ ADG3001 A value of type "int[]" cannot stand in a text.
                                              ^ ADG3001
task v(a: int[], c: { x: int }, d: int?) -> string:
  sh "echo #{a} #{c} #{d}"
`);
});

test("a task, a function or a method is no value, and a value cannot be called", () => {
  expectCheck(`task t(a: json) -> json = a
when no more t:
  t(t)
    ^ ADG3001
  t(range)
    ^^^^^ ADG3001
  t("a".trim)
        ^^^^ ADG3001
  let x = 1
  x(2)
  ^ ADG3001
  count([1])
  ^^^^^^^^^^ ADG3001
when t done as d where t(1) == null: t(1)
                       ^ ADG3001 "t" is a task, and only the body of a rule can add a node.
                                     ^ ADG4001
  `);
});

test("a condition speaks of tasks and nodes", () => {
  expectCheck(`task t() -> int = 1
task u() -> int = 1
edge t -> t
when no more t:
  let n = 1
  let m = if true then t() else u()
  let x = t()
  when n done: t()
       ^ ADG3001
  when m done: t()
       ^ ADG3001
  when x added: t()
       ^ ADG3001
  when t added as y, y done: t()
                     ^ ADG3001 "y" is bound by this very rule: wait for "t done" in its place, or in a rule inside.
  when no more n: t()
               ^ ADG3001
  when no more t under n: t()
                       ^ ADG3001
`);
});

test("a list that another condition of a rule binds is not there for its conditions", () => {
  expectCheck(`task t() -> int = 1
task u() -> int = 1
edge t -> u
start: t()
when all t done as xs, all xs done as ys: u()
                           ^^ ADG3001 "xs" is bound by this very rule: wait for "all t done" in its place, or in a rule inside.
when all t done as xs, at least 1 xs done as ys: u()
                                  ^^ ADG3001
when every 2 t done as xs, all xs settled: u()
                               ^^ ADG3001
when all t done as xs:
  when all xs settled as ys: u() after ys
`);
});

test("an output has its declared type", () => {
  expectCheck(`output a: string = t
                   ^ ADG3001
output b: int? = t
output c: int[] = all t
output d: int[] = settled t
                  ^^^^^^^^^ ADG3001
output e: Outcome<int>[] = settled t
output f = all t
task t() -> int = 1
workflow w() -> string:
  output t
         ^ ADG3001
  start: t()
workflow v():
  output x = t
  output ys = all w
  start: t()
task sum_of(n: { x: int, ys: string[] }) -> int = n.x
edge v -> sum_of
when no more sum_of: sum_of(v())
`);
});

test("a type that stands for nothing but itself is refused, and a recursive one is not", () => {
  expectCheck(`type A = A?
     ^ ADG3001
type B = { next: B? }
type C = int<string>
         ^^^^^^^^^^^ ADG3001
task t(b: B) -> B = b.next ?? b
`);
});

test("what other languages call a type is understood, and told in this one's words", () => {
  expectCheck(`task t(a: Integer, b: str) -> float = 1.5
          ^^^^^^^ ADG2001 Unknown type "Integer"; did you mean "int"?
                      ^^^ ADG2001 Unknown type "str"; did you mean "string"?
                              ^^^^^ ADG2001 Unknown type "float"; did you mean "number"?
start: t(1, "a")
`);
});

test("who computes with a node is told when its result is known", () => {
  expectCheck(`task a() -> int = 1
start:
  let x = a()
  if x > 3: fail("no")
     ^^^^^ ADG3001 ">" cannot be applied to "a node" and "int", and what a node gives is known in a rule such as "when … done as x", as "x.result".
`);
});
