import { describe, expect, test } from "vitest";
import { expectCheck, fixed } from "../testing/expect-check.ts";

describe("a task", () => {
  test("is implemented in exactly one way", () => {
    expectCheck(`task none() -> int
     ^^^^ ADG6004
task both() -> int = 1:
     ^^^^ ADG6004 The task "both" has more than one implementation: "=" and "sh".
  sh "echo 1"
task one() -> int = 1
`);
  });

  test("comes from a TypeScript module that exists and exports it", () => {
    const program = `task pdf(a: string) -> file from "./tasks.ts"
task pdg(a: string) -> file from "./tasks.ts"
     ^^^ ADG6002 "./tasks.ts" exports no "pdg"; did you mean "pdf"?
task word(a: string) -> file from "./tasks.ts" as pfd
                                                  ^^^ ADG6002
task far(a: string) -> file from "./missing.ts"
                                 ^^^^^^^^^^^^^^ ADG6001 There is no TypeScript module "./missing.ts".
task farther(a: string) -> file from "./missing.ts"
`;
    const [first] = expectCheck(program, { "./tasks.ts": ["pdf"] });
    expect(first && fixed(program, first)).toContain('task pdg(a: string) -> file from "./tasks.ts" as pdf\n');
  });

  test("of the shell that makes a file says which", () => {
    expectCheck(`task good(a: file) -> file:
  out "a.txt"
  sh "cp #{a} #{out}"
task bad(a: file) -> file:
                     ^^^^ ADG3001
  sh "cp #{a} b"
task worse(a: file) -> string:
  sh "cp #{a} #{out}"
                ^^^ ADG2001 Unknown name "out".
`);
  });

  test("has attributes that may use its parameters, the inputs and the attempt", () => {
    expectCheck(`input base: int = 2
task t(n: int, name: string) -> int = n + base:
  retry n backoff 10ms
  timeout 1m * attempt
  limit base
  priority name
           ^^^^ ADG3001 Expected "number", but this is "string".
  on threads
`);
  });

  test("has a pure expression of its result's type", () => {
    expectCheck(`task t(n: int) -> string = n
                           ^ ADG3001 Expected "string", but this is "int".
task u(n: int = "a") -> int = n
                ^^^ ADG3001
`);
  });
});

test("a list stands bare in a shell text only", () => {
  expectCheck(`task good(xs: string[]) -> string:
  sh "echo #{xs}"
task bad(xs: string[]) -> string:
  sh "echo 'all: #{xs}'"
                 ^^^^^ ADG6005 A list can only stand bare, as words of their own.
`);
});

test("what cannot run yet is refused at its place", () => {
  expectCheck(`import { f } from "./f.adg"
^^^^^^^^^^^^^^^^^^^^^^^^^^^ ADG9001
task a from "./tasks.ts"
     ^ ADG6003 The signature of "a" cannot be read from "./tasks.ts": write it here.
task b() -> int:
  python "m:f"
  ^^^^^^ ADG9001 "python" is not supported yet.
  cache
  ^^^^^ ADG9001
  cpus 2
  ^^^^ ADG9001
  at most 5
  ^^^^^^^ ADG9001 "at most" is not supported yet.
  on processes
     ^^^^^^^^^ ADG9001 "on processes" is not supported yet.
task c() -> { x: file }:
  out { x: "x" }
  ^^^ ADG9001
  sh "true"
start:
  b()
  a(f(1))
  c()
`);
});
