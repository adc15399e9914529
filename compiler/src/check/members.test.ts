import { expect, test } from "vitest";
import { expectCheck, fixed } from "../testing/expect-check.ts";

test("a member that is not there is reported with the nearest", () => {
  const program = `task t(a: { name: string }) -> string = a.nam
                                          ^^^ ADG3004 A value of type "{ name: string }" has no member "nam"; did you mean "name"?
`;
  const [missing] = expectCheck(program);
  expect(missing && fixed(program, missing)).toContain("= a.name");
});

test("what may be null, lists, tuples and nodes have members of their own only", () => {
  expectCheck(`task t(a: { b: int }?) -> int = a.b
                                  ^ ADG3004 "b" cannot be read where the value may be null: test it with "!= null" first.
task u(a: int[]) -> int = a.size
                            ^^^^ ADG3004
task v(a: [int, string]) -> int = a[2]
                                    ^ ADG3004
task w(a: [int, string]) -> int = a[0]
task x(a: int) -> int = a.foo()
                          ^^^ ADG3004
edge w -> w
when w done as n: w([n.reslt, "a"])
                       ^^^^^ ADG3004
`);
});
