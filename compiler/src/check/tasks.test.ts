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

test("the settings of a task are of their types, and see what they may", () => {
  expectCheck(`input most: int = 9
task t(n: int, s: string) -> string:
  cpus n / 2
  memory 2GB * attempt
  priority n
  rate most per 10s
  at most most
  env WORD "#{n} #{attempt} #{out}"
  secret TOKEN
  cache
  stub "stubbed #{n}"
  out "x.txt"
  sh "echo"
task u(n: int) -> int:
  cpus "two"
       ^^^^^ ADG3001
  memory "2GB"
         ^^^^^ ADG3001
  rate 1.5 per 1s
       ^^^ ADG3001
  at most n
          ^ ADG2001 Unknown name "n".
  env WORD n
           ^ ADG3001
  stub "no int"
       ^^^^^^^^ ADG3001
  sh "echo 1"
`);
});

test("a task may run on an executor that only the run knows, but not on a slip of the pen", () => {
  expectCheck(`task a() -> int from "./tasks.ts":
  on processes
task c() -> int from "./tasks.ts":
  on cluster
task b() -> int from "./tasks.ts":
  on treads
     ^^^^^^ ADG2001 Unknown executor "treads"; did you mean "threads"?
`);
});

test("a Python task names a module and a function", () => {
  expectCheck(`task a() -> int:
  python "lib.numbers:one"
task b() -> int:
  python "numbers"
         ^^^^^^^^^ ADG1001 Expected a Python function as "module:function", but found "numbers".
task c() -> int:
  python "lib/numbers.py:one"
         ^^^^^^^^^^^^^^^^^^^^ ADG1001
task d() -> int:
  python ""
         ^^ ADG1001 Expected a Python function as "module:function".
`);
});

test("warnings wait until what stands in quotes can be read, too", () => {
  expectCheck(`task a() -> int:
  python "numbers"
         ^^^^^^^^^ ADG1001 Expected a Python function as "module:function", but found "numbers".
task unused() -> int = 1
start: a()
`);
});

test("a shell task that makes files says which", () => {
  expectCheck(`task one(s: string) -> file:
                       ^^^^ ADG3001 A shell task with the result "file" needs an "out" that names what it makes.
  sh "touch #{s}"
task many(folder: dir) -> file[]:
                          ^^^^^^ ADG3001 A shell task with the result "file[]" needs an "out" that names what it makes; the lines that it prints are "string[]".
  sh "ls #{folder}/*"
`);
});

test("a shell task with several outputs has the record of them as its result", () => {
  expectCheck(`type Aligned = { bam: file, parts: file[] }
task good(s: string) -> Aligned:
  out { bam: "#{s}.bam", parts: "parts/*.txt" }
  sh "touch #{out.bam} #{out.bai}"
                             ^^^ ADG3004
task nothing():
  out { bam: "x.bam", bai: "x.bai" }
  sh "touch #{out.bam} #{out.bai}"
task bad() -> string:
              ^^^^^^ ADG3001 Expected "{ bam: file, bai: file }", but this is "string".
  out { bam: "x.bam", bai: "x.bai" }
  sh "touch #{out.bam}"
task worse() -> { bam: file, log: string }:
                ^^^^^^^^^^^^^^^^^^^^^^^^^^ ADG3001 Expected "{ bam: file, bai: file }", but this is "{ bam: file, log: string }".
  out { bam: "x.bam", bai: "x.bai" }
  sh "touch #{out.bam}"
task wrong() -> { bam: file }:
  out { bam: 1 }
             ^ ADG3001
  sh "touch #{out.bam}"
`);
});

test("a Celery task is named as Celery knows it, and that is its implementation", () => {
  expectCheck(`task a(order: { id: string }) -> { paid: boolean }:
  celery "shop.tasks.charge"
  retry 2
task b() -> int:
  celery " "
         ^^^ ADG1001 Expected the name under which Celery knows the task, but found " ".
task c() -> int:
     ^ ADG6004 The task "c" has more than one implementation: "celery" and "python".
  celery "m.c"
  python "m:c"
task d() -> int:
  celery "m.d"
  celery "m.e"
  ^^^^^^ ADG2002 The attribute "celery" is declared twice.
task e() -> int:
  celery "m.e"
  stub "no int"
       ^^^^^^^^ ADG3001 Expected "int", but this is "string".
`);
});

test("a signature that cannot be read is to be written", () => {
  expectCheck(`
task a from "./tasks.ts"
     ^ ADG6003 The signature of "a" cannot be read from "./tasks.ts": write it here.
start:
  a(1)
`);
});
