import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";
import { sketchModule } from "./testing/sketch.ts";

/** The declarations of a program without mistakes. */
function read(text: string): unknown {
  const { value, diagnostics } = parse("main.adg", text);
  expect(diagnostics).toEqual([]);
  return sketchModule(value);
}

/** The only declaration of a program without mistakes. */
function readOne(text: string): unknown {
  const declarations = read(text);
  expect(declarations).toHaveLength(1);
  return Array.isArray(declarations) ? declarations[0] : undefined;
}

/** The statements of a `start`. */
function statements(...lines: string[]): unknown {
  return readOne(["start:", ...lines.map((line) => `  ${line}`)].join("\n"));
}

describe("declarations", () => {
  test("a file may be empty, or hold nothing but comments", () => {
    expect(read("")).toEqual([]);
    expect(read("\n  // nothing\n\n\t\n/// for nobody")).toEqual([]);
  });

  test("an import names what it takes and may rename it", () => {
    expect(readOne('import { align, sort as order, } from "./steps.adg"')).toEqual({
      kind: "import",
      typeOnly: false,
      names: [{ name: "align" }, { name: "sort", as: "order" }],
      from: '"./steps.adg"',
    });
    expect(readOne('import type { Sample } from "./types.ts"')).toMatchObject({ typeOnly: true });
  });

  test("an input has a type and may have a default", () => {
    expect(read('input folder: dir = "chapters"\ninput n: int')).toEqual([
      { kind: "input", name: "folder", type: { kind: "named", name: "dir", arguments: [] }, default: '"chapters"' },
      { kind: "input", name: "n", type: { kind: "named", name: "int", arguments: [] } },
    ]);
  });

  test("an output is a task or a gather, with or without a name and a type", () => {
    expect(
      read("output book: file = merge\noutput pages = all pdf under x\noutput merge\noutput settled probe"),
    ).toEqual([
      { kind: "output", name: "book", type: { kind: "named", name: "file", arguments: [] }, value: "merge" },
      { kind: "output", name: "pages", value: "<all pdf under x>" },
      { kind: "output", value: "merge" },
      { kind: "output", value: "<settled probe>" },
    ]);
  });

  test("a task has a signature, an implementation, what it spawns and a block", () => {
    expect(
      readOne(
        `task align(reads: file[], mode?: "fast" | "exact" = "fast", in: int) -> { bam: file } from "./t.ts" as go spawns a, b:
  out { bam: "x.bam" }
  retry 2 backoff 1s
  timeout 10m
  limit 4
  rate 10 per 1m
  at most 1_000
  cpus 2
  memory 2GB * attempt
  priority 1
  on processes
  cache
  env LANG "C"
  secret TOKEN
  stub { bam: "stub.bam" }`,
      ),
    ).toEqual({
      kind: "task",
      name: "align",
      parameters: [
        {
          name: "reads",
          optional: false,
          type: { kind: "list", element: { kind: "named", name: "file", arguments: [] } },
        },
        {
          name: "mode",
          optional: true,
          type: {
            kind: "union",
            members: [
              { kind: "literal", value: "fast" },
              { kind: "literal", value: "exact" },
            ],
          },
          default: '"fast"',
        },
        { name: "in", optional: false, type: { kind: "named", name: "int", arguments: [] } },
      ],
      result: {
        kind: "record",
        fields: [{ name: "bam", optional: false, type: { kind: "named", name: "file", arguments: [] } }],
      },
      from: { path: '"./t.ts"', as: "go" },
      spawns: ["a", "b"],
      attributes: [
        { kind: "out", value: '{bam: "x.bam"}' },
        { kind: "retry", count: "2", backoff: "1000ms" },
        { kind: "timeout", value: "600000ms" },
        { kind: "limit", value: "4" },
        { kind: "rate", count: "10", per: "60000ms" },
        { kind: "at-most", value: "1000" },
        { kind: "cpus", value: "2" },
        { kind: "memory", value: "(2000000000B * attempt)" },
        { kind: "priority", value: "1" },
        { kind: "on", executor: "processes" },
        { kind: "cache" },
        { kind: "env", name: "LANG", value: '"C"' },
        { kind: "secret", name: "TOKEN" },
        { kind: "stub", value: '{bam: "stub.bam"}' },
      ],
      broken: false,
    });
  });

  test("a task may be pure, have one attribute on its line, or leave its signature to TypeScript", () => {
    expect(
      read('task round(k: int) -> int = k + 1\ntask ok() -> int: sh "echo 1"\ntask pdf from "./t.ts"'),
    ).toMatchObject([
      { kind: "task", name: "round", pure: "(k + 1)", attributes: [] },
      { kind: "task", name: "ok", attributes: [{ kind: "sh", text: '"echo 1"' }] },
      { kind: "task", name: "pdf", from: { path: '"./t.ts"' } },
    ]);
    expect(readOne('task pdf from "./t.ts"')).not.toHaveProperty("parameters");
    expect(readOne('task pdf(): python "pdf:make"')).toMatchObject({
      parameters: [],
      attributes: [{ kind: "python", text: '"pdf:make"' }],
    });
  });

  test("an edge joins groups from left to right", () => {
    expect(readOne("edge a, b -> c -> d, e")).toEqual({
      kind: "edge",
      groups: [["a", "b"], ["c"], ["d", "e"]],
      broken: false,
    });
  });

  test("a workflow has a signature and holds outputs, a start and rules", () => {
    expect(
      readOne("workflow per_sample(sample: Sample) -> string:\n  output join\n  start: a()\n  when a done: b()"),
    ).toMatchObject({
      kind: "workflow",
      name: "per_sample",
      parameters: [{ name: "sample" }],
      result: { kind: "named", name: "string" },
      members: [{ kind: "output", value: "join" }, { kind: "start" }, { kind: "rule" }],
      broken: false,
    });
  });

  test("a documentation comment belongs to the declaration below it", () => {
    expect(
      read("// no\n/// Renders.\n///  Twice.\ntask a() -> int = 1\n//// no\ninput n: int /// no\ninput m: int"),
    ).toMatchObject([{ doc: "Renders.\n Twice." }, { kind: "input", name: "n" }, { kind: "input", name: "m" }]);
    expect(readOne("input n: int\n/// the end")).not.toHaveProperty("doc");
  });
});

describe("types", () => {
  test.each([
    ["string[][]?", { kind: "optional", type: { kind: "list", element: { kind: "list" } } }],
    ["int?[]", { kind: "list", element: { kind: "optional" } }],
    [
      '"a" | -1 | true | null',
      { kind: "union", members: [{ value: "a" }, { value: -1 }, { value: true }, { value: null }] },
    ],
    ["[int, string,]", { kind: "tuple", elements: [{ name: "int" }, { name: "string" }] }],
    ["Outcome<Outcome<string[]> >", { kind: "named", name: "Outcome", arguments: [{ arguments: [{ kind: "list" }] }] }],
    ["(int | string)[]", { kind: "list", element: { kind: "union" } }],
    ["{}", { kind: "record", fields: [] }],
    [
      "{ all: int, when?: string }",
      {
        kind: "record",
        fields: [
          { name: "all", optional: false },
          { name: "when", optional: true },
        ],
      },
    ],
  ])("`%s` is a type", (text, type) => {
    expect(readOne(`type T = ${text}`)).toMatchObject({ kind: "type", name: "T", type });
  });
});

describe("conditions", () => {
  test.each([
    ["t added", { kind: "event", subject: "t", event: "added" }],
    ["t done as x", { kind: "event", subject: "t", event: "done", as: "x" }],
    ["t failed", { kind: "event", subject: "t", event: "failed" }],
    ["t settled as s", { kind: "event", subject: "t", event: "settled", as: "s" }],
    ['t[x.key + "a"] done as y', { kind: "event", subject: "t", key: '(x.key + "a")', event: "done", as: "y" }],
    ["no more t", { kind: "no-more", task: "t", despite: false }],
    ["no more t under x despite failures", { kind: "no-more", task: "t", under: "x", despite: true }],
    ["all t done under x as xs", { kind: "all", subject: "t", event: "done", under: "x", as: "xs" }],
    ["all t settled", { kind: "all", subject: "t", event: "settled" }],
    [
      "at least n + 1 t added under x as xs",
      { kind: "at-least", count: "(n + 1)", subject: "t", event: "added", under: "x", as: "xs" },
    ],
    ["at least 3 t done", { kind: "at-least", count: "3", subject: "t", event: "done" }],
    ["every 10 t done under x as g", { kind: "every", count: "10", subject: "t", event: "done", under: "x", as: "g" }],
    ["every f(n) key done as g", { kind: "every", count: "f(n)", subject: "key", event: "done", as: "g" }],
  ])("`%s` is a condition", (text, condition) => {
    expect(readOne(`when ${text}: a()`)).toMatchObject({ kind: "rule", conditions: [condition] });
  });

  test("a rule may have a name, several conditions and a guard", () => {
    expect(readOne("rule pair when a done as x, b done as y where x.result.n == y.result.n:\n  c(x, y)")).toEqual({
      kind: "rule",
      name: "pair",
      conditions: [
        { kind: "event", subject: "a", event: "done", as: "x" },
        { kind: "event", subject: "b", event: "done", as: "y" },
      ],
      where: "(x.result.n == y.result.n)",
      body: { statements: [{ kind: "add", value: "c(x, y)" }] },
    });
  });

  test("the head of a rule reaches from its first word to the end of its guard", () => {
    const text = "rule r when a done as x where x.result > 1: b()";
    const [rule] = parse("main.adg", text).value.declarations;
    expect(rule?.kind === "rule" && text.slice(rule.head.start, rule.head.end)).toBe(
      "rule r when a done as x where x.result > 1",
    );
  });
});

describe("bodies", () => {
  test("hold every kind of statement", () => {
    expect(
      statements(
        "let x = a(1)",
        'a(x, k: 2) key "k" after x priority 3',
        "for i, y in [1, 2]: b(y)",
        "for y in x.result:",
        "  b(y)",
        "when x done: c(x)",
        "rule late when no more b: d(all b)",
        'fail "no #{x.key}"',
      ),
    ).toMatchObject({
      body: {
        statements: [
          { kind: "let", name: "x", value: "a(1)" },
          { kind: "add", value: 'a(x, k: 2) key "k" after x priority 3' },
          { kind: "for", index: "i", name: "y", in: "[1, 2]", body: { statements: [{ value: "b(y)" }] } },
          { kind: "for", name: "y", in: "x.result", body: { statements: [{ value: "b(y)" }] } },
          { kind: "rule", conditions: [{ subject: "x" }] },
          { kind: "rule", name: "late" },
          { kind: "fail", message: '"no #{x.key}"' },
        ],
      },
    });
  });

  const chain = {
    kind: "if",
    branches: [
      { condition: "a", body: { statements: [{ kind: "add", value: "x()" }] } },
      { condition: "b", body: { statements: [{ kind: "add", value: "y()" }] } },
    ],
    else: { statements: [{ kind: "add", value: "z()" }] },
  };

  test("an `if` may have further branches on lines of their own", () => {
    expect(statements("if a: x()", "else if b:", "  y()", "else: z()", "w()")).toMatchObject({
      body: { statements: [chain, { value: "w()" }] },
    });
    expect(statements("if a:", "  x()", "else if b: y()", "else:", "  z()")).toMatchObject({
      body: { statements: [chain] },
    });
  });

  test("an `if` may have all of its branches on one line", () => {
    expect(statements("if a: x() else if b: y() else: z()")).toMatchObject({ body: { statements: [chain] } });
    expect(readOne("when t done: if a: x() else if b: y() else: z()")).toMatchObject({ body: { statements: [chain] } });
  });

  test("heads may follow each other on one line, the last with a block", () => {
    expect(readOne("when a done as x: for y in x.result: if y:\n  b(y)\n  c(y)")).toMatchObject({
      body: {
        statements: [
          { kind: "for", body: { statements: [{ kind: "if", branches: [{ body: { statements: [{}, {}] } }] }] } },
        ],
      },
    });
  });

  test("a call in the value of `key`, `after` or `priority` takes no such word for itself", () => {
    expect(statements("a(1) key f(2) after g(3) priority h(4)", "a((b(1) key 2))")).toMatchObject({
      body: {
        statements: [{ value: "a(1) key f(2) after g(3) priority h(4)" }, { value: "a(b(1) key 2)" }],
      },
    });
  });
});

describe("words with a meaning", () => {
  test("name tasks wherever that meaning cannot stand", () => {
    expect(
      statements("settled(x)", "edge(settled)", "input()", "rule(1)", "fail(a: 1)", "fail(1, 2)", "start() key 1"),
    ).toMatchObject({
      body: {
        statements: [
          { value: "settled(x)" },
          { value: "edge(settled)" },
          { value: "input()" },
          { value: "rule(1)" },
          { value: "fail(a: 1)" },
          { value: "fail(1, 2)" },
          { value: "start() key 1" },
        ],
      },
    });
    expect(readOne('start: fail ("a" + b)')).toMatchObject({
      body: { statements: [{ kind: "fail", message: '("a" + b)' }] },
    });
    expect(read("task edge() -> int = 1\ntask done = 2\nedge edge, under -> edge -> done")).toMatchObject([
      { name: "edge" },
      { name: "done" },
      { groups: [["edge", "under"], ["edge"], ["done"]] },
    ]);
  });

  test("name what a condition speaks of", () => {
    expect(
      read(
        "when done done as done: a()\nwhen at done, every failed: a()\nwhen every[1] done: a()\nwhen no more under under as: a()",
      ),
    ).toMatchObject([
      { conditions: [{ kind: "event", subject: "done", event: "done", as: "done" }] },
      {
        conditions: [
          { kind: "event", subject: "at" },
          { kind: "event", subject: "every" },
        ],
      },
      { conditions: [{ kind: "event", subject: "every", key: "1" }] },
      { conditions: [{ kind: "no-more", task: "under", under: "as" }] },
    ]);
  });

  test("name members, fields and arguments even where they are reserved", () => {
    expect(statements("let x = a(in: y.when.all, not: { if: 1, then: 2, done })")).toMatchObject({
      body: { statements: [{ value: "a(in: y.when.all, not: {if: 1, then: 2, done: done})" }] },
    });
  });
});
