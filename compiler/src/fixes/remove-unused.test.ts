import { describe, expect, test } from "vitest";
import { expectFix, fixesOf } from "../testing/expect-fix.ts";
import { testHost } from "../testing/expect-check.ts";
import { filesHost } from "../testing/expect-files.ts";

describe("an unused declaration", () => {
  test("goes with its doc comment and a blank line", () => {
    expectFix(
      `/// Used.
task a() -> int = 1

// A remark about both.

/// Not used.
/// At all.
task b() -> int:
  sh "echo 1" // a comment
  retry 2

start: a()
`,
      'suggested: Remove the task "b"',
      `/// Used.
task a() -> int = 1

// A remark about both.

start: a()
`,
    );
  });

  test("at the end of the text takes the blank line before it along, at the beginning the one behind", () => {
    expectFix(
      "start: a()\n\ntask a() -> int = 1\n\ntype T = int",
      'suggested: Remove the type "T"',
      "start: a()\n\ntask a() -> int = 1\n",
    );
    expectFix(
      "type T = int\n\nstart: a()\ntask a() -> int = 1\n",
      'suggested: Remove the type "T"',
      "start: a()\ntask a() -> int = 1\n",
    );
  });

  test("keeps the line ends that the text has", () => {
    expectFix(
      "task a() -> int = 1\r\ntask b() -> int = 1\r\nedge a -> b, a\r\nstart:\r\n  let x = a()\r\n  a() after x\r\n",
      'suggested: Remove the task "b" and its edges',
      "task a() -> int = 1\r\nedge a -> a\r\nstart:\r\n  let x = a()\r\n  a() after x\r\n",
    );
  });

  test("takes its edges along, and no others come of it", () => {
    const program = (edges: string): string => `task a() -> int = 1
task b() -> int = 2
task c(n: int) -> int = n
${edges}start: c(a())
`;
    const kept = (edges: string): string => program(edges).replace("task b() -> int = 2\n", "");
    const title = 'suggested: Remove the task "b" and its edges';
    expectFix(program("edge a -> b\nedge a -> c\n"), title, kept("edge a -> c\n"));
    expectFix(program("edge a -> b -> c\nedge a -> c\n"), title, kept("edge a -> c\n"));
    expectFix(program("edge a, b -> c -> b\n"), title, kept("edge a -> c\n"));
    expectFix(program("edge b -> a -> c\n"), title, kept("edge a -> c\n"));
  });

  test("that is a workflow goes with all that is in it", () => {
    expectFix(
      `task a() -> int = 1
workflow w() -> int:
  output a

  start: a()
start: a()
`,
      'suggested: Remove the workflow "w"',
      `task a() -> int = 1
start: a()
`,
    );
  });
});

describe("an unused import", () => {
  test("goes, one name of several or the whole line", () => {
    const program = (imports: string): string => `${imports}task a(n: int) -> int = n\nstart: a(f())\n`;
    const title = 'safe: Remove the import of "g"';
    const path = 'from "./x.ts"\n';
    expectFix(program(`import { f, g } ${path}`), title, program(`import { f } ${path}`));
    expectFix(program(`import { g, f } ${path}`), title, program(`import { f } ${path}`));
    expectFix(program(`import { h as g, f } ${path}`), title, program(`import { f } ${path}`));
    expectFix(program(`import { f } ${path}import { g } ${path}`), title, program(`import { f } ${path}`));
    expectFix(
      program(`import { f } ${path}import type { T, U } ${path}`),
      'safe: Remove the import of "U"',
      program(`import { f } ${path}import type { T } ${path}`),
    );
  });

  test("of a whole program may be there for its edges", () => {
    const host = filesHost({ "steps.adg": "task align() -> int = 1\ntask call() -> int = 2\n" });
    const program = (imports: string): string =>
      `import { ${imports} } from "./steps.adg"\ntask a() = null\nstart: a()\n`;
    expect(fixesOf(program("align"), { host })).toEqual(['suggested: Remove the import of "align"']);
    const some = `${program("align, call")}when no more a: call()\n`;
    expect(fixesOf(some, { host })).toEqual(['safe: Remove the import of "align"']);
  });

  test("of a task takes the edges of its name along", () => {
    const host = filesHost({ "steps.adg": "task align() -> int = 1\ntask call() -> int = 2\n" });
    expectFix(
      `import { align as first, call } from "./steps.adg"
edge first -> call
start: call()
`,
      'suggested: Remove the import of "first" and its edges',
      `import { call } from "./steps.adg"
start: call()
`,
      { host },
    );
  });
});

describe("an unused name", () => {
  const tasks = "task a() -> int = 1\ntask b(n: int) -> int = n\nedge a -> b\n";

  test("of a node goes, and the node stays", () => {
    expectFix(
      `${tasks}start: let x = b(1) key 1\nwhen a done as d: b(d.result)\nwhen no more b: a()\n`,
      'safe: Remove the name "x"',
      `${tasks}start: b(1) key 1\nwhen a done as d: b(d.result)\nwhen no more b: a()\n`,
    );
  });

  test("of a value goes with the value", () => {
    expectFix(
      `${tasks}start:
  let x = [
    1,
  ]
  b(a())
`,
      'suggested: Remove "let x"',
      `${tasks}start:
  b(a())
`,
    );
  });

  test("stays where it is all that a body has, or nodes are added inside", () => {
    expect(fixesOf(`${tasks}start:\n  b(a())\n  if true: let x = 1\n`)).toEqual([]);
    expect(fixesOf(`${tasks}start:\n  b(a())\n  let x = [a() for i in range(3)]\n`)).toEqual([]);
  });
});

describe("an edge that nothing creates", () => {
  const program = (edge: string): string => `task a() -> int = 1
task b(n: int) -> int = n
task c(n: int) -> int = n
${edge}start:
  let x = a()
  let y = b(x)
  c(y)
  b(x)
`;

  test("goes with its line, or leaves the rest of its chain as it is", () => {
    const title = 'suggested: Remove the edge "a -> c"';
    expectFix(program("edge a -> b -> c\n/// Why?\nedge a -> c\n"), title, program("edge a -> b -> c\n"));
    expectFix(program("edge a, b -> c\nedge a -> b\n"), title, program("edge b -> c\nedge a -> b\n"));
    expectFix(program("edge a -> b, c\nedge b -> c\n"), title, program("edge a -> b\nedge b -> c\n"));
    const back = 'suggested: Remove the edge "c -> a"';
    expectFix(program("edge a -> b -> c -> a\n"), back, program("edge a -> b -> c\n"));
    expectFix(program("edge b -> c -> a -> b\n"), back, program("edge b -> c\nedge a -> b\n"));
    expectFix(program("edge a, b -> b, c\n"), title, program("edge a, b -> b\nedge b -> c\n"));
  });
});

describe("a comment between what is left", () => {
  test("stays where a name of a list goes", () => {
    const program = (names: string): string =>
      `import {${names}} from "./t.ts"\ntask a(n: json) -> int = 1\nstart: a(f())\n`;
    const options = { host: testHost({ "./t.ts": ["f", "g"] }) };
    const first = program("\n  g, // G\n  f // F\n");
    expectFix(first, 'safe: Remove the import of "g"', program("\n   // G\n  f // F\n"), options);
    const last = program("\n  f, // F\n  g // G\n");
    expectFix(last, 'safe: Remove the import of "g"', program("\n  f // F\n   // G\n"), options);
  });

  test("keeps an edge from being written anew", () => {
    const program = (edge: string): string => `task a(n: int) -> int = n\ntask b() -> int = 1\n${edge}start: a(a(1))\n`;
    expect(fixesOf(program("edge a, b -> // here\n  a\n"))).toEqual([]);
    expectFix(
      program("edge a, b -> a // there\n"),
      'suggested: Remove the task "b" and its edges',
      "task a(n: int) -> int = n\nedge a -> a // there\nstart: a(a(1))\n",
    );
  });
});
