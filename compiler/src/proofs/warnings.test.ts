import { describe, expect, test } from "vitest";
import { check } from "../check.ts";
import { expectProofs, fixed, testHost } from "../testing/expect-check.ts";
import { readMarked } from "../testing/markers.ts";

/** The program after the fix of its only diagnostic has nothing wrong with it. */
function expectFixed(marked: string): void {
  const [diagnostic] = expectProofs(marked);
  expect(diagnostic?.fixes).toHaveLength(1);
  if (diagnostic === undefined) return;
  const text = fixed(marked, diagnostic);
  expect(text).not.toBe(readMarked(marked).text);
  expect(check("main.adg", text, testHost()).diagnostics).toEqual([]);
}

const tasks = `task a() -> int = 1
task b(n: int) -> int = n
task c(xs: int[]) -> int = 1
edge a -> b, c
edge b -> c
`;

describe("a rule that can never fire", () => {
  test("is told of where nothing adds what it waits for, and not of rules that wait for what it would add", () => {
    expectProofs(`task a() -> int = 1
task ghost() -> int = 1
task c(n: int) -> int = n
edge ghost -> c -> c
start: a()
when ghost done as g: c(g)
     ^^^^^ ADG5002 This rule can never fire: nothing adds "ghost".
when c done as x where x.result > 2: c(x)
`);
  });

  test("is told of once where only rules that wait for each other add", () => {
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
task c(n: int) -> int = n
edge b -> c -> b
start: a()
when b done as x: c(x)
     ^ ADG5002
when c done as x: b(x)
`);
  });

  test("is told of in a workflow, which sees its own nodes only", () => {
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
edge a -> b
workflow inner():
  start: b(1)
  when a done as x: b(x)
       ^ ADG5002
start:
  a()
  inner()
when a done as x: b(x)
`);
  });

  test("is not looked for in a library, nor where a name is unknown", () => {
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
edge a -> b
when a done as x: b(x)
`);
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
edge a -> b
start: aa()
       ^^ ADG2001
when a done as x: b(x)
`);
  });
});

describe("growth without end", () => {
  test("is warned of where no rule on a circle has a condition", () => {
    expectProofs(`task a(n: int) -> int = n
task b(n: int) -> int = n
edge a -> b -> a
start: a(1)
when a done as x:
  let n = b(x)
  when n done: a(n)
               ^ ADG5003 This may grow for ever: a → a; a "where" or an "if" on the way would end it.
`);
  });

  test.each([
    ["where", "when a done as x where x.result > 1: a(x)"],
    ["if", "when a done as x:\n  if x.result > 1: a(x)"],
    ["for", "when a done as x:\n  for i in range(x.result): a(x)"],
    ["key", "when a done as x: a(x) key x.result"],
    ["failed", "when a failed as x: a(1) after x"],
    ["fail", 'when a done as x:\n  if x.result > 1: fail "no"\n  a(x)'],
    ["if … then", "when a done as x:\n  let y = if x.result > 1 then [a(x)] else []\n  a(x) key count(y)"],
  ])("is not where a circle has an end: %s", (_, rule) => {
    expectProofs(`task a(n: int) -> int = n
edge a -> a
start: a(1)
${rule}
`);
  });

  test("is warned of where each use of a workflow makes another", () => {
    expectProofs(`task t(n: int) -> int = n
workflow w(n: int) -> int:
  output t
  start: t(n)
  when t done as x: v(x.result)
edge t -> v
workflow v(n: int) -> int:
  output t
  start:
    t(n)
    let again = w(n)
                ^ ADG5003 This may grow for ever: w → v → w; a "where" or an "if" on the way would end it.
    when again done: t(n)
edge w -> t
start: w(1)
`);
  });

  test.each([
    ["if", "if n > 0: w(n - 1)"],
    ["for", "for i in range(n): w(i)"],
    ["key", "w(n) key n"],
    ["where", "when t done as x where x.result > 1: w(x.result)"],
    ["growth guard", "guarded(w(n))"],
  ])("is not where workflows end by themselves: %s", (_, statement) => {
    const text = `task t(n: int) -> int = n
task guarded(n: int) -> int = n:
  at most 5
edge t, w -> w, guarded
workflow w(n: int) -> int:
  output t
  start:
    t(n)
    ${statement}
start:
  w(1)
  guarded(1)
`;
    const { diagnostics } = check("main.adg", text, testHost());
    expect(diagnostics.filter(({ code, severity }) => severity === "error" || code === "ADG5003")).toEqual([]);
  });

  test("is not where a growth guard stands, nor in rules that wait for the node they made", () => {
    const guarded = `task a(n: int) -> int:
  sh "echo #{n}"
  at most 10
edge a -> a
start: a(1)
when a done as x: a(x)
`;
    const { diagnostics } = check("main.adg", guarded, testHost());
    expect(diagnostics.filter(({ code }) => code === "ADG5003")).toEqual([]);
    expectProofs(`task a(n: int) -> int = n
edge a -> a
start:
  let x = a(1)
  when x done:
    let y = a(x)
    when y done: a(y)
`);
  });
});

describe("a gather that may still grow", () => {
  test("is warned of, and the fix waits", () => {
    expectFixed(`${tasks}start: a()
when a done as x: b(x)
when a done: c(all b)
               ^^^^^ ADG5004 "all b" may still grow when this rule fires: wait for "no more b".
`);
  });

  test("has no fix in a rule that leads to more, where the fix would be refused", () => {
    const [diagnostic] = expectProofs(`task a(n: int) -> int = n
edge a -> a
start: a(1)
when a done as x where x.result > 2: a(count(all a))
                                             ^^^^^ ADG5004
`);
    expect(diagnostic?.fixes).toEqual([]);
  });

  test.each([
    ["no more", "when no more b: c(all b)"],
    ["all", "when all b done as bs: c(all b)"],
    ["a rule around", "when no more b:\n  for i in range(2): c(all b)"],
    ["what all that adds it leads to", "when no more b: c(all a)"],
  ])("is no gather whose rule waits: %s", (_, rule) => {
    const from = rule.includes("all a)") ? "a" : "b";
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
task c(xs: int[]) -> int = 1
edge a -> b
edge ${from} -> c
start: a()
when a done as x: b(x)
${rule}
`);
  });

  test("under a node is one unless the rule waits under the same node", () => {
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
task c(xs: int[]) -> int = 1
edge a -> b -> c
edge a -> c
start: a()
when a done as x: b(x)
when a done as x, no more b under x: c(all b under x)
when a done as x: c(all b under x)
                    ^^^^^^^^^^^^^ ADG5004 "all b under x" may still grow when this rule fires: wait for "no more b under x".
`);
  });
});

describe("a rule that its own failure would block", () => {
  test("is warned of where it takes in failures that could have led to more, and the fix goes on despite them", () => {
    expectFixed(`task a() -> int = 1
task b(n: int) -> int = n
task c(xs: Outcome<int>[]) -> int = 1
edge a -> b
edge a -> c
start: a()
when a done as x: b(x)
when no more b: c(settled a)
     ^^^^^^^^^ ADG5006 A failed "a" node may have led to "b", so it would block this rule, which is meant for it: say "despite failures".
`);
  });

  test("is warned of where it fires on a failure", () => {
    expectFixed(`task a() -> int = 1
task b(n: int) -> int = n
task c(n: int) -> int = n
edge a -> b
edge a -> c
start: a()
when a done as x: b(x)
when a failed as f, no more b: c(1)
                    ^^^^^^^^^ ADG5006
`);
  });

  test("is none where another rule makes up for the failure, or the failure could lead nowhere", () => {
    expectProofs(`task a() -> int = 1
task b(n: int) -> int = n
task c(n: int) -> int = n
edge a -> b
edge a -> c
start: a()
when a done as x: b(x)
when a failed as f: b(0)
when a failed as f, no more b: c(1)
`);
    expectProofs(`task a() -> int = 1
task c(xs: Outcome<int>[]) -> int = 1
edge a -> c
start: a()
when no more a: c(settled a)
`);
  });
});

test("what depends on timing is hinted at", () => {
  const { diagnostics } = check(
    "main.adg",
    "task a() -> int = 1\nstart: a()\nwhen at least 1 a done: a()\n",
    testHost(),
  );
  expect(diagnostics.filter(({ code }) => code === "ADG5005")).toMatchObject([
    { severity: "hint", message: 'Which "a" nodes "at least" takes depends on timing.' },
  ]);
});

test("warnings wait until the text can be read", () => {
  expectProofs(`${tasks}start: a()
when a done as x: b(x)
when a done: c(all b)
when a done
           ^ ADG1001
`);
});
