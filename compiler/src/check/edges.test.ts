import { describe, expect, test } from "vitest";
import { check } from "../check.ts";
import { expectCheck, fixed, testHost } from "../testing/expect-check.ts";

const tasks = `task a() -> int = 1
task b(n: int) -> int = n
task c(n: int[]) -> int = 1
task d() -> int = 1
`;

describe("an edge that no declaration allows", () => {
  test("is reported where it would be made, and the fix declares it", () => {
    const program = `${tasks}edge a -> b

when no more b: c(all b)
                ^ ADG4001 This would create an edge "b -> c", which is not declared.
`;
    const [undeclared] = expectCheck(program);
    const mended = undeclared && fixed(program, undeclared);
    expect(mended).toContain("edge a -> b\nedge b -> c\n");
    expectCheck(mended ?? "");
  });

  test("is declared below the tasks where there are no edges", () => {
    const program = `${tasks}
when a done as x: b(x)
                  ^ ADG4001
`;
    const [undeclared] = expectCheck(program);
    expect(undeclared && fixed(program, undeclared)).toContain("task d() -> int = 1\n\nedge a -> b\n");
  });

  test("is reported once for each pair and place", () => {
    expectCheck(`${tasks}when a done as x, d done as y:
  b(x.result + x.result + y.result)
  ^ ADG4001
  ^ ADG4001
`);
  });
});

describe("a new node has edges from", () => {
  test("the nodes its arguments come from, through let, for and comprehensions", () => {
    expectCheck(`${tasks}edge a -> b
edge b -> c
when a done as x:
  let twice = x.result * 2
  let nodes = [b(n + twice) for n in range(x.result)]
  for n in nodes: c([n])
  c(nodes)
  c([nodes.length])
`);
  });

  test("the part of a record or list that is read, not the rest of it", () => {
    expectCheck(`${tasks}edge a -> b
when a done as x, no more d:
  let r = { near: x.result, far: all d }
  b(r.near)
  b([x.result, count(r.far)][0])
`);
  });

  test("what the rule fired on, unless an argument contains an add of the same body", () => {
    expectCheck(`${tasks}edge a -> d -> b
edge d -> d
when a done: d()
when a done: b(d())
when a done: b(1)
             ^ ADG4001
when a done as x:
  let n = d()
  b(n)
  when n done: d()
  when no more b: d()
`);
  });

  test("what stands after it, and no node that was only seen added or whose key is read", () => {
    expectCheck(`${tasks}edge a -> d
when a added as x: b(0) key x.key
when a added: d()
when a added as x: d() after x
when a added as x: b(0) after x
                   ^ ADG4001
`);
  });

  test("nodes that were only seen added where they are handed on, not where they are counted", () => {
    expectCheck(`${tasks}when at least 2 a added as xs: b(count(xs) + xs.length)
when at least 2 a added as xs: b(if xs.length > 1 then 1 else 0)
when at least 2 a added as xs: c(xs.slice(1))
                               ^ ADG4001
when at least 2 a added as xs: b(xs.length) after xs
                               ^ ADG4001
when at least 2 a done as xs: b(count(xs))
                              ^ ADG4001
`);
  });

  test("the nodes around a nested rule that names none", () => {
    expectCheck(`${tasks}edge a -> d
when a done:
  when no more b:
    d()
    b(1)
    ^ ADG4001
`);
  });

  test("the nodes of a gather, also where only their number is read", () => {
    expectCheck(`${tasks}when no more a: b(count(all a))
                ^ ADG4001
`);
  });
});

test("an edge to a node that is added with a mistake is not said to be created by nothing", () => {
  expectCheck(`${tasks}edge a -> b
start:
  a()
  c([])
  d()
when a added as x: b(x.result)
                       ^^^^^^ ADG3003
`);
  expectCheck(`${tasks}edge a -> b
start:
  a()
  c([])
  d()
when a added as x:
  let n = x.result
            ^^^^^^ ADG3003
  b(n)
`);
});

test("an edge that nothing can create is warned of, but for what is unused or misspelt", () => {
  expectCheck(`${tasks}edge a -> b -> c
          ^^^^^^ ADG4002 Nothing can create an edge "b -> c".
start:
  a()
  c([])
when a done as x: b(x)
when d done: fail "no"
`);
  expectCheck(`${tasks}edge a -> b
edge d -> c
start: a()
when no more a: c(all d)
when a done as x: bb(x)
                  ^^ ADG2001
`);
});

test("one declaration may join as many tasks as it names", () => {
  const names = (letter: string): readonly string[] => Array.from({ length: 400 }, (_, n) => `${letter}${n}`);
  const tasks = [...names("a"), ...names("b")].map((name) => `task ${name}() -> int = 1`);
  const program = `${tasks.join("\n")}\nedge ${names("a").join(", ")} -> ${names("b").join(", ")}\n`;
  expect(check("main.adg", program, testHost()).diagnostics).toEqual([]);
});
