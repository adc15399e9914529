import { describe, expect, test } from "vitest";
import { expectFix, fixesOf } from "../testing/expect-fix.ts";
import { parse } from "../parse.ts";
import { applyEdits, meet } from "./apply-edits.ts";

test("a field that a record lacks gets the emptiest value of its type", () => {
  const program = (record: string): string => `type S = { id: string, at: [int, file?], note?: string }
task t(s: S) -> int = 1
start: t(${record})
`;
  expectFix(program('{ id: "a" }'), 'suggested: Add "at: [0, null]"', program('{ id: "a", at: [0, null] }'));
  expectFix(program("{}"), 'suggested: Add "id: """', program('{ id: "" }'));
});

describe("a task with several implementations", () => {
  const program = (task: string): string => `task t() -> int${task}\nstart: t()\n`;

  test("loses one of them, with its line", () => {
    const both = program(':\n  sh "echo 1"\n  python "m:f"\n  retry 2');
    expect(fixesOf(both)).toEqual(['suggested: Remove "sh"', 'suggested: Remove "python"']);
    expectFix(both, 'suggested: Remove "sh"', program(':\n  python "m:f"\n  retry 2'));
    expectFix(both, 'suggested: Remove "python"', program(':\n  sh "echo 1"\n  retry 2'));
  });

  test("loses the colon with the last line of its block", () => {
    const both = program(' = 1:\n  celery "m.f"');
    expectFix(both, 'suggested: Remove "celery"', program(" = 1"));
    expectFix(both, 'suggested: Remove "="', program(':\n  celery "m.f"'));
    const other = program(' from "./t.ts" as f: sh "echo 1"');
    expectFix(other, 'suggested: Remove "sh"', program(' from "./t.ts" as f'));
    expectFix(other, 'suggested: Remove "from"', program(': sh "echo 1"'));
  });
});

describe("a sign that is missing", () => {
  const tasks = 'task a(n: int) -> int = n\ntask b(ns: int[]) -> int:\n  sh "echo 1"\n';

  test("is written where the line can then be read", () => {
    expectFix(`${tasks}start a(1)\n`, 'safe: Add ":"', `${tasks}start: a(1)\n`);
    expectFix(`${tasks}start\n  a(1)\n  b([])\n`, 'safe: Add ":"', `${tasks}start:\n  a(1)\n  b([])\n`);
    expectFix(`${tasks.replace("int:", "int")}start: a(1)\n`, 'safe: Add ":"', `${tasks}start: a(1)\n`);
    expectFix(`${tasks}input n int\nstart: a(n)\n`, 'safe: Add ":"', `${tasks}input n: int\nstart: a(n)\n`);
    expectFix(`${tasks}start: b([a(1))\n`, 'suggested: Add "]"', `${tasks}start: b([a(1)])\n`);
  });
});

test("an edge is declared below the last, whose comment stays with it", () => {
  const program = (more: string): string => `task a() -> int = 1
task b(n: int) -> int = n
edge b -> b // again${more}

start: b(b(a()))
`;
  expectFix(program(""), 'safe: Declare "edge a -> b"', program("\nedge a -> b"));
});

test("no name is changed to one that no expression can have", () => {
  expect(fixesOf("task t(in: int, on: int) -> int = an\nstart: t(1, 2)\n")).toEqual(['suggested: Change to "on"']);
  expect(fixesOf("task t(in: int) -> int = n\nstart: t(1)\n")).toEqual([]);
});

test("an attribute that stands twice stands once", () => {
  const program = (more: string): string => `task t() -> int:\n  retry 1\n  sh "echo 1"\n${more}start: t()\n`;
  expectFix(program("  retry 2 backoff 1s // more\n"), 'suggested: Remove the second "retry"', program(""));
});

describe("a result that is not known yet", () => {
  const tasks = "task a() -> int = 1\ntask b(n: int) -> int = n\nedge a -> b\n";

  test("is waited for by passing the node", () => {
    const program = (argument: string): string => `${tasks}start:\n  let x = a()\n  b(${argument})\n`;
    expectFix(program("n: x.result"), "safe: Pass the node itself", program("n: x"));
    expect(fixesOf(program("x.result + 1"))).toEqual([]);
    const added = (argument: string): string => `${tasks}start: a()\nwhen a added as x: b(${argument})\n`;
    expectFix(added("x.result"), "safe: Pass the node itself", added("x"));
    const failed = "start: a()\nwhen a failed as x: b(x.result)\n";
    expect(fixesOf(tasks + failed)).toEqual([]);
  });
});

describe("indentation with tabs", () => {
  test("becomes spaces, as deep as the lines are taken to stand", () => {
    expectFix(
      "task a() -> int = 1\nstart:\n    a()\n\ta()\n",
      "safe: Indent with spaces",
      "task a() -> int = 1\nstart:\n    a()\n    a()\n",
    );
    expectFix(
      'task a() -> int:\n\tsh "echo 1"\nstart: a()\n',
      "safe: Indent with spaces",
      'task a() -> int:\n  sh "echo 1"\nstart: a()\n',
    );
  });

  test("keeps lines deeper or less deep than each other, two spaces for a tab", () => {
    const tabs = "task a() -> int = 1\nstart:\n\tfor n in [1]:\n\t\ta()\n\ta()\n";
    const edits = parse("a.adg", tabs).diagnostics.flatMap(({ fixes }) => fixes.flatMap((each) => each.edits));
    expect(applyEdits(tabs, edits)).toBe("task a() -> int = 1\nstart:\n  for n in [1]:\n    a()\n  a()\n");
  });
});

describe("a gather that may still grow", () => {
  const program = (condition: string, body: string): string => `task go() -> int = 3
task page(n: int) -> int = n
task count_of(pages: int[]) -> int = pages.length
edge go -> page
edge go, page -> count_of
edge go -> go
start: go()
when go done as g where g.result > 3:
  for n in range(g.result): page(n)
when go done as h${condition} where h.result > 2:
  ${body}
`;

  test("is waited for, before the guard", () => {
    expectFix(
      program("", "count_of(all page)"),
      'safe: Wait for "no more page"',
      program(", no more page", "count_of(all page)"),
    );
    expectFix(
      program("", "count_of(all page under h)"),
      'safe: Wait for "no more page under h"',
      program(", no more page under h", "count_of(all page under h)"),
    );
  });

  test("is not waited for under a node that only the body knows", () => {
    const body = "let i = h\n  count_of(all page under i)";
    expect(fixesOf(program("", body)).filter((fix) => fix.includes("Wait"))).toEqual([]);
  });
});

test("a wait that its own failure would block may take failures in", () => {
  const program = (event: string): string => `task scan(n: int) -> int = floor(6 / n)
task page(n: int) -> int = n
task report(error: string) -> string = error
edge scan -> page, report
edge page -> report
start: scan(0)
when scan done as s: page(s.result)
when scan failed as s, all page ${event} as ps: report(s.error) after ps
`;
  expectFix(program("done"), 'suggested: Wait for "all page settled"', program("settled"));
});

describe("edits", () => {
  const edit = (start: number, end: number, text: string) => ({ file: "a", span: { start, end }, text });

  test("are applied together where none meets another", () => {
    expect(applyEdits("abcdef", [edit(4, 5, "E"), edit(0, 1, ""), edit(6, 6, "!")])).toBe("bcdEf!");
    expect(applyEdits("a\r\n", [edit(1, 1, "\nb\nc")])).toBe("a\r\nb\r\nc\r\n");
    expect(meet(edit(0, 2, ""), edit(2, 3, "x"))).toBe(true);
    expect(meet(edit(0, 2, ""), edit(3, 3, "x"))).toBe(false);
    expect(meet(edit(0, 2, ""), { ...edit(0, 2, ""), file: "b" })).toBe(false);
  });

  test("that put lines in at one place come one after the other, but each once", () => {
    expect(meet(edit(3, 3, "\na"), edit(3, 3, "\nb"))).toBe(false);
    expect(applyEdits("xyz", [edit(3, 3, "\na"), edit(3, 3, "\nb")])).toBe("xyz\na\nb");
    expect(meet(edit(3, 3, "\na"), edit(3, 3, "\na"))).toBe(true);
    expect(meet(edit(3, 3, ", a"), edit(3, 3, ", b"))).toBe(true);
  });
});
