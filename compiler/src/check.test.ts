import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { expectCheck, testHost } from "./testing/expect-check.ts";
import { growthOf } from "../../test/support/growth.ts";

const programs = new URL("testing/programs/", import.meta.url);

describe("a right program", () => {
  test.each(readdirSync(programs))("has no diagnostics: %s", (name) => {
    const { program, diagnostics } = check(name, readFileSync(new URL(name, programs), "utf8"), testHost());
    expect(diagnostics).toEqual([]);
    expect(program?.sites.size).toBeGreaterThan(0);
  });
});

describe("a wrong program", () => {
  test("has each mistake of a rule reported once, and no program", () => {
    const text = `task names() -> string[]:
  sh "echo a"
task size(name: string) -> int:
  sh "echo 1"
task total(sizes: int[]) -> int:
  sh "echo 1"

edge names -> size, total

start:
  let n = names()
  size(n.result[0])
         ^^^^^^ ADG3003
when names done as n:
  for name in n.result:
    size(name, 3)
               ^ ADG3002
    size(nam)
         ^^^ ADG2001
    total([name])
           ^^^^ ADG3001
    size(n.results[0])
           ^^^^^^^ ADG3004
`;
    expectCheck(text);
    expect(check("main.adg", text, testHost()).program).toBeUndefined();
  });

  test("has edges that are not declared, or that nothing creates", () => {
    expectCheck(`task a() -> int:
  sh "echo 1"
task b(n: int) -> int:
  sh "echo #{n}"
task c(n: int[]) -> int:
  sh "echo 3"

edge a -> b
edge b -> a
     ^^^^^^ ADG4002

start: a()
when a done as x: b(x)
when no more b: c(all b)
                ^ ADG4001
`);
  });

  test("that cannot be read has no diagnostics that follow from that", () => {
    const { diagnostics } = check(
      "main.adg",
      `task a() -> int:
  sh "echo 1"

start
  a()

when a done as x
when no more: a()
edge a ->
task b(n: int) -> int:
  sh "echo #{n}"
edge a -> b
when a done as x: b(x)
task unused() -> int = 1
`,
      testHost(),
    );
    const lines = diagnostics.map(({ code, severity }) => ({ code, severity }));
    expect(lines).toEqual(Array.from({ length: 4 }, () => ({ code: "ADG1001", severity: "error" })));
  });

  test("that cannot be read has its other mistakes reported, but no unknown name that a broken line may declare", () => {
    const { diagnostics } = check(
      "main.adg",
      `tsk a() -> int = 1
task b(n: int) -> int = m
start:
  a()
  c()
`,
      testHost(),
    );
    expect(diagnostics.map(({ code, span }) => [code, span.start])).toEqual([
      ["ADG1001", 0],
      ["ADG2001", 43],
      ["ADG2001", 60],
    ]);
  });
});

describe("one mistake gives one diagnostic", () => {
  test("where a declaration has lost its name, no unknown name is reported", () => {
    const { diagnostics } = check("main.adg", `task (n: int) -> int = n\nedge a -> a\nstart: a(1)\n`, testHost());
    expect(diagnostics.map((each) => each.code)).toEqual(["ADG1001"]);
  });

  test("where a task's block is broken, its implementation is not missed", () => {
    const text = `task a() -> int:\n  shh "echo 1"\nstart: a()\n`;
    expect(check("main.adg", text, testHost()).diagnostics.map((each) => each.code)).toEqual(["ADG1001"]);
  });

  test("where an edge is misspelt, the edges it may have declared are not missed", () => {
    expectCheck(`task a() -> int = 1
task b(n: int) -> int = n
edge a -> bb
          ^^ ADG2001
start: a()
when a done as x: b(x)
`);
  });

  test("where an add is misspelt, what it was made for has no edges in its place", () => {
    expectCheck(`task a() -> int = 1
task b() -> int = 1
task c(n: int) -> int = n
edge a -> b -> c
start: a()
when a done: c(bb())
               ^^ ADG2001
when a done: b()
`);
  });
});

test("the time to check grows with the program, not with its square", () => {
  const checkTasks = (count: number): void => {
    const parts = Array.from(
      { length: count },
      (_, n) => `task t${n}(a: int, b: string) -> { x: int, ys: int[] } from "./tasks.ts"
edge t${n} -> t${(n + 1) % count}
when t${n} done as d where d.result.x > ${n}:
  let y = d.result.x + 1
  for z in d.result.ys: t${(n + 1) % count}(z + y, "#{z}")
`,
    );
    const { diagnostics } = check("main.adg", `${parts.join("")}start: t0(1, "a")\n`, testHost());
    expect(diagnostics).toEqual([]);
  };
  expect(growthOf(checkTasks, 250, 2_000)).toBeLessThan(32);
});
