import { describe, expect, test } from "vitest";
import { expectCheck, fixed } from "../testing/expect-check.ts";
import { functionOf, peerModules, typeOf } from "../testing/peer-modules.ts";

const modules = { "./lib.ts": ["shout", "most", "later", "today", "limit"], "./types.ts": [] };
const peers = peerModules({
  "./lib.ts": {
    functions: {
      shout: functionOf({ text: "string", "times?": "number" }, "string"),
      most: functionOf({ "...ns": "number" }, "number"),
      later: functionOf({}, "string", { gives: "promise" }),
      today: functionOf({}, { when: "Date" }),
    },
  },
  "./types.ts": {
    types: {
      Sample: typeOf({ id: "string", "note?": "string" }),
      Tree: typeOf("@Tree", { Tree: { name: "string", children: ["@Tree"] } }),
      Odd: typeOf({ at: ["Date"] }),
    },
  },
});

describe("an imported function", () => {
  test("is called with arguments of its parameters' types, by place or by name", () => {
    expectCheck(
      `import { shout, most } from "./lib.ts"
task say(text: string) -> int = 1
edge say -> say
start:
  let a = say(shout("a"))
  say(shout("a", times: 2))
  say(shout("a", null))
  say(most(1, 2, 3))
      ^^^^^^^^^^^^^ ADG3001 Expected "string", but this is "number".
  say(shout(1))
            ^ ADG3001 Expected "string", but this is "int".
  say(shout())
            ^ ADG3002 "shout" also needs "text".
  say(shout("a", 1, 2))
                    ^ ADG3002 "shout" takes at most 2 arguments.
  say(shout("a", time: 1))
                 ^^^^ ADG3002 "shout" has no parameter "time"; did you mean "times"?
  say(shout("#{most(1, "a")}"))
                       ^^^ ADG3001
  say(shout(a))
            ^ ADG3001
  say(shout("a") key "k")
                     ^^^ ADG3002 "shout" adds no node, so it can have no "key".
`,
      modules,
      peers,
    );
  });

  test("is neither a value nor a task", () => {
    expectCheck(
      `import { shout } from "./lib.ts"
task say(text: string) -> int = 1
start:
  say(shout)
      ^^^^^ ADG3001 "shout" is a function, not a value: call it.
  shout("a")
  ^^^^^^^^^^ ADG3001
when shout done: say("a")
     ^^^^^ ADG3001 "shout" is not a task here.
`,
      modules,
      peers,
    );
  });

  test("gives its value at once, and something that JSON has", () => {
    expectCheck(
      `import { later, today } from "./lib.ts"
         ^^^^^ ADG6003 The TypeScript function "later" gives "Promise<string>": a function used in expressions must give its value at once.
                ^^^^^ ADG6003 In the TypeScript function "today", the result's ".when" is "Date", which has no type in adg.
start:
  let a = later()
      ^ ADG2004
`,
      modules,
      peers,
    );
  });

  test("that is misspelt is offered under the name of one that is there, at the import and at the call", () => {
    const program = `import { shuot as call } from "./lib.ts"
         ^^^^^ ADG6002 "./lib.ts" exports no "shuot"; did you mean "shout"?
task say(text: string) -> int = 1
start: say(call("a"))
`;
    const [first] = expectCheck(program, modules, peers);
    expect(first && fixed(program, first)).toContain("import { shout as call }");
    expectCheck(
      `import { shout } from "./lib.ts"
task say(text: string) -> int = 1
start: say(shuot("a"))
           ^^^^^ ADG2001 Unknown name "shuot"; did you mean "shout"?
`,
      modules,
      peers,
    );
  });
});

test("an import that nothing uses is a warning, unless it is itself at fault", () => {
  expectCheck(
    `import { shout, most as greatest, later, gone } from "./lib.ts"
         ^^^^^ ADG2004 The import "shout" is never used.
                        ^^^^^^^^ ADG2004 The import "greatest" is never used.
                                  ^^^^^ ADG6003
                                         ^^^^ ADG6002
import { far } from "./far.ts"
                    ^^^^^^^^^^ ADG6001
import { farther } from "./far.ts"
import type { Sample, Gone } from "./types.ts"
              ^^^^^^ ADG2004 The import "Sample" is never used.
                      ^^^^ ADG6002 "./types.ts" exports no "Gone".
start: fail "x"
`,
    modules,
    peers,
  );
});

describe("an imported type", () => {
  test("is structural, and may contain itself", () => {
    expectCheck(
      `import type { Sample as S, Tree } from "./types.ts"
task take(s: S, trees: Tree[]) -> S = s
start:
  take({ id: "a" }, [{ name: "x", children: [{ name: "y", children: [] }] }])
  take({ id: 1 }, [{ name: "x", children: [{ name: 2, children: [] }] }])
             ^ ADG3001 Expected "string", but this is "int".
                                                   ^ ADG3001 Expected "string", but this is "int".
  take({ note: "a" }, [])
       ^^^^^^^^^^^^^ ADG3001 The field "id" of "S" is missing.
`,
      modules,
      peers,
    );
  });

  test("that JSON has no values of is refused", () => {
    expectCheck(
      `import type { Odd } from "./types.ts"
              ^^^ ADG3001 "Odd.at[]" is "Date" in TypeScript, which has no type in adg.
task take(s: Odd) -> int = 1
start: take({ at: [] })
`,
      modules,
      peers,
    );
  });
});

describe("a task without a signature", () => {
  const functions = {
    scale: functionOf({ n: "number", "by?": "number", context: "json" }, "number", { gives: "promise" }),
    clean: functionOf({ context: "json" }, "undefined"),
    watch: functionOf({ at: "Date" }, "string"),
    many: functionOf({ "...names": "string" }, "string"),
  };
  const tasks = { "./tasks.ts": [...Object.keys(functions), "limit"] };
  const reader = {
    ...peerModules({ "./tasks.ts": { functions } }),
    signatureOf: (_: string, name: string) =>
      functions[name as keyof typeof functions] ?? ({ kind: "not-a-function", text: "3" } as const),
  };

  test("has that of its TypeScript function", () => {
    expectCheck(
      `task scale from "./tasks.ts":
  timeout 1s * n
task clean from "./tasks.ts"
task twice(n: number) -> number = 2 * n
edge scale -> twice
start:
  scale(1)
  scale(1, by: 2)
  clean()
  scale("a")
        ^^^ ADG3001 Expected "number", but this is "string".
  scale()
        ^ ADG3002 "scale" also needs "n".
when scale done as s:
  twice(s.result)
  twice(s.args.by)
        ^^^^^^^^^ ADG3001 Expected "number", but this is "number?".
`,
      tasks,
      reader,
    );
  });

  test("needs one that adg can have", () => {
    expectCheck(
      `task watch from "./tasks.ts"
     ^^^^^ ADG6003 In the TypeScript function "watch", "at" is "Date", which has no type in adg.
task many from "./tasks.ts"
     ^^^^ ADG6003 The TypeScript function "many" takes any number of "names", and a task takes a fixed number.
task limit from "./tasks.ts"
     ^^^^^ ADG6003 "limit" is "3" in TypeScript, not a function.
`,
      tasks,
      reader,
    );
  });
});

describe("a task with a signature", () => {
  const take = functionOf({ path: "string", n: "number", "note?": "string", context: "json" }, ["string"]);
  const functions = {
    take,
    loose: functionOf({ value: "json" }, "json"),
    modes: functionOf({ mode: "'fast'|'exact'" }, "'fast'|'exact'"),
    maybe: functionOf({}, "string|undefined"),
    nothing: functionOf({}, "undefined"),
    record: functionOf({ a: { id: "string", "note?": "string" } }, { id: "string", "note?": "string" }),
  };
  const tasks = { "./t.ts": Object.keys(functions) };
  const reader = peerModules({ "./t.ts": { functions } });

  test("agrees with a function that takes what it passes and gives what it says", () => {
    expectCheck(
      `task a(path: file, n: int, note?: string) -> file[] from "./t.ts" as take
task b(path: dir, n: number, note: string = "x") -> string[] from "./t.ts" as take
task c(path: string, n: int, note?: string) from "./t.ts" as take
task d(value: json) -> { id: int } from "./t.ts" as loose
task e(value: string, more: int) -> string from "./t.ts" as loose
task f(mode: "fast") -> string from "./t.ts" as modes
task g() -> string? from "./t.ts" as maybe
task h() from "./t.ts" as nothing
task i(a: { id: file, size: int }) -> { id: string } from "./t.ts" as record
`,
      tasks,
      reader,
    );
  });

  test("is refused at the parameter or the result where they differ", () => {
    expectCheck(
      `task a(path: int, n: int?, note: string) -> int[] from "./t.ts" as take
             ^^^ ADG6003 "path" is declared as "int", but the TypeScript function "take" takes "string" there.
                     ^^^^ ADG6003
                                            ^^^^^ ADG6003 The result is declared as "int[]", but the TypeScript function "take" gives "string[]".
task b(path: json, n: int, note?: string, more: int) -> json from "./t.ts" as take
             ^^^^ ADG6003
                                          ^^^^^^^^^ ADG6003 "more" stands where the TypeScript function "take" takes its context.
task c(path: string) -> string[] from "./t.ts" as take
                                                  ^^^^ ADG6003 The TypeScript function "take" also takes "n", which is "number".
task d(mode: string) -> "fast" from "./t.ts" as modes
             ^^^^^^ ADG6003
                        ^^^^^^ ADG6003
task g() -> string from "./t.ts" as maybe
            ^^^^^^ ADG6003
task h() -> int from "./t.ts" as nothing
            ^^^ ADG6003
task i(a: { name: string }) -> { id: string, note: string } from "./t.ts" as record
          ^^^^^^^^^^^^^^^^ ADG6003
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ADG6003
`,
      tasks,
      reader,
    );
  });
});

test("what TypeScript says about a module stands behind what is said about the program, once", () => {
  const error = { code: "TS2322", file: "lib.ts", span: { start: 3, end: 4 }, message: "Type." } as const;
  const wrong = { functions: { f: functionOf({}, "string"), g: functionOf({}, "string") }, errors: [error] };
  const reader = peerModules({ "./a.ts": wrong, "./b.ts": wrong });
  const diagnostics = expectCheck(
    `task f() -> string from "./a.ts"
   ^ TS2322 Type.
task g() -> string from "./b.ts"
`,
    { "./a.ts": ["f"], "./b.ts": ["g"] },
    reader,
  );
  expect(diagnostics).toMatchObject([{ code: "TS2322", severity: "error", file: "lib.ts" }]);
});
