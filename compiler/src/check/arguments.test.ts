import { describe, expect, test } from "vitest";
import { expectCheck, fixed } from "../testing/expect-check.ts";

const tasks = `task size(name: string, deep: boolean = false, unit?: string) -> int:
  sh "echo 1"
`;

describe("the arguments of a task", () => {
  test("stand by position or by name, and the optional ones may be left out", () => {
    expectCheck(`${tasks}start:
  size("a")
  size("a", true, "kB")
  size(deep: true, name: "a")
  size("a", unit: null)
`);
  });

  test("are too many, missing, unknown or given twice: one diagnostic a mistake", () => {
    const program = `${tasks}start:
  size("a", true, "kB", 1, 2)
                        ^^^^ ADG3002 "size" takes at most 3 arguments.
  size()
       ^ ADG3002 "size" also needs "name".
  size(nam: "a")
       ^^^ ADG3002 "size" has no parameter "nam"; did you mean "name"?
  size("a", name: "b")
            ^^^^ ADG3002 "size" is given "name" twice.
`;
    const found = expectCheck(program);
    expect(found[2] && fixed(program, found[2])).toContain('size(name: "a")');
  });
});

describe("the arguments of a function", () => {
  test("are counted", () => {
    expectCheck(`task t(n: json) -> json = n
start:
  t(range())
          ^ ADG3002 "range" takes at least 1 argument.
  t("a".trim(1, 2))
             ^^^^ ADG3002 "trim" takes no arguments.
  t(range(end: 3))
          ^^^ ADG3002
  t(range(3) key 1)
                 ^ ADG3002 "range" adds no node, so it can have no "key".
`);
  });
});
