import { describe, expect, test } from "vitest";
import { emitted, functionsOf } from "../testing/emitted.ts";

const tasks = `
task discover(folder: string) -> string[] from "./tasks.ts"
task page(source: string) -> string from "./tasks.ts"
task index(pages: string[]) -> string from "./tasks.ts"
edge discover -> page -> index
edge discover -> index
edge page -> page
`;

describe("a body", () => {
  test("adds a node for each element, with an edge from the node that the rule fired on", () => {
    const program = `${tasks}
start: discover("a")
when discover done as d:
  for source in d.result: page(source)
when no more page: index(all page)
`;
    expect(functionsOf(program, "when discover done as d")).toBe(
      `function* body_1(to: Appender, at: { readonly d: NodeRef<{ readonly folder: string }, readonly string[]> }): Generator<void> {
  let rounds = 0;
  for (const source of at.d.result) {
    if (++rounds % 512 === 0) yield;
    to.add(page, 0, [source], { from: [at.d] });
  }
}`,
    );
    expect(functionsOf(program, "when no more page")).toBe(`function body_2(to: Appender): void {
  to.add(index, 0, [to.gather("all", page)]);
}`);
  });

  test("names a node that a condition leaves without a name, where an edge comes from it", () => {
    const program = `${tasks}
start: discover("a")
when discover done: page("b")
when page done: index([])
`.replace("edge page -> page\n", "");
    expect(functionsOf(program, "when discover done")).toContain(`to.add(page, 0, ["b"], { from: [at.discover] });`);
    expect(emitted(program).typescript).toContain(
      `conditions: [{ kind: "each", task: 0, event: "done", name: "discover" }],`,
    );
  });

  test("names a node that nothing but another condition speaks of", () => {
    const program = `${tasks}
start: discover("a")
when discover added as d, no more page under d: let nothing = 0
`;
    expect(emitted(program).typescript).toContain(`{ kind: "each", task: 0, event: "added", name: "d" }`);
  });

  test("gives a node made for one element an edge from what exactly that element was read from", () => {
    const program = `${tasks}
start: page("a")
when no more discover:
  let names = [p.args.source for p in all page if p.args.source != "x"]
  for name in names: page(name)
  page(names[0])
`;
    expect(functionsOf(program, "when no more discover")).toBe(`function* body_1(to: Appender): Generator<void> {
  let rounds = 0;
  const names: readonly string[] = to.all(page).filter((p) => p.args.source !== "x").map((p) => p.args.source);
  const names_from: readonly From[] = to.all(page).filter((p) => p.args.source !== "x").map((p) => p);
  for (const [name, name_from] of library.withFrom(names, names_from)) {
    if (++rounds % 512 === 0) yield;
    to.add(page, 0, [name], { from: [name_from] });
  }
  to.add(page, 1, [library.item(names, 0)], { from: [library.item(names_from, 0)] });
}`);
  });

  test("stops now and then in a comprehension that adds, and in no other", () => {
    const program = `${tasks}
start:
  let pages = [page("#{n}") for n in range(3) if n > 0]
  let odd = [page("#{n}") for i, n in range(3) if i != n]
  let names = [n for n in range(3)]
  let all_pages = [[page("#{n} #{m}") for m in names] for n in range(2)]
  when all pages done, all odd done: index([])
  index(flatten(all_pages))
`;
    expect(functionsOf(program, "start")).toBe(`function* body_0(to: Appender): Generator<void> {
  const pages = (yield* library.rounds(library.range(3).filter((n) => n > 0), (n) => to.add(page, 0, [\`\${n}\`])));
  const odd = (yield* library.rounds(library.range(3), (n, i) => (i !== n ? [to.add(page, 1, [\`\${n}\`])] : []))).flat();
  const names: readonly number[] = library.range(3).map((n) => n);
  const all_pages = (yield* library.roundsOf(library.range(2), function* (n) { return (yield* library.rounds(names, (m) => to.add(page, 2, [\`\${n} \${m}\`]))); }));
  to.when(1, { pages, odd });
  to.add(index, 3, [library.flatten(all_pages)]);
}`);
  });

  test("hands a nested rule the names that it reads, and no others", () => {
    const program = `${tasks}
start:
  let first = discover("a")
  let second = page("b")
  page("c") after second
  when first done:
    let third = page(first.result[0])
    when third done as t, second done: index([t.result, second.result])
`;
    expect(functionsOf(program, "start")).toContain("to.when(1, { first, second });");
    expect(functionsOf(program, "when first done")).toContain("to.when(2, { second: at.second, third });");
    expect(functionsOf(program, "when third done as t, second done")).toContain(
      "to.add(index, 0, [[at.t.result, at.second.result]], { from: [at.t, at.second] });",
    );
  });

  test("sees a node that failed as its rule does, not as the rule around it", () => {
    const program = `${tasks}
start:
  let first = page("a")
  when first failed: page(first.error)
`;
    expect(functionsOf(program, "when first failed")).toContain(
      "to.add(page, 0, [at.first_failed.error], { from: [at.first_failed] });",
    );
    expect(emitted(program).typescript).toContain(
      `{ kind: "held", held: "first", task: 1, event: "failed", name: "first_failed" }`,
    );
  });

  test("does not declare what nothing reads", () => {
    const program = `${tasks}
start:
  let unused = page("a")
  let nor_this = 1 + 2
  for one in [1, 2]: page("b")
`;
    expect(functionsOf(program, "start")).toBe(`function* body_0(to: Appender): Generator<void> {
  let rounds = 0;
  to.add(page, 0, ["a"]);
  void (1 + 2);
  for (const _one of [1, 2]) {
    if (++rounds % 512 === 0) yield;
    to.add(page, 1, ["b"]);
  }
}`);
  });

  test("counts the rounds of all its loops together, under a name that nothing else has, and leaves those of rules in it to them", () => {
    const program = `${tasks}
start:
  for rounds in range(2):
    if rounds > 0:
      for p in range(3): page("a")
    let d = discover("b")
    when d done:
      for source in d.result: page(source)
when no more page: index([])
`;
    expect(functionsOf(program, "start")).toContain(`  let rounds = 0;
  for (const rounds_2 of library.range(2)) {
    if (++rounds % 512 === 0) yield;
    if (rounds_2 > 0) {
      for (const _p of library.range(3)) {
        if (++rounds % 512 === 0) yield;
`);
    expect(functionsOf(program, "when d done")).toContain("function* body_1");
    expect(functionsOf(program, "when no more page")).toContain("function body_2");
  });

  test("keeps apart names that JavaScript, the tasks and the rules around have taken", () => {
    const program = `
task class(page: string) -> string from "./tasks.ts"
edge class -> class
start:
  let delete = class("a")
  let page = class("b")
  when page done as page: class(page.result)
  when delete done as class_2: class(class_2.result)
`;
    expect(functionsOf(program, "start")).toBe(`function body_0(to: Appender): void {
  const delete_2 = to.add(class_2, 0, ["a"]);
  const page = to.add(class_2, 1, ["b"]);
  to.when(1, { page_2: page });
  to.when(2, { delete: delete_2 });
}`);
    expect(functionsOf(program, "when page done as page")).toContain("[at.page.result], { from: [at.page] }");
  });

  test("does not add a node twice that stands inside a value", () => {
    const program = `${tasks}
start: page(page("a").args.source)
`;
    expect(functionsOf(program, "start")).toBe(`function body_0(to: Appender): void {
  const made: NodeRef[] = [];
  to.add(page, 1, [library.noted(made, to.add(page, 0, ["a"])).args.source], { from: [made] });
}`);
  });
});

describe("an expression", () => {
  function valueOf(expression: string): string {
    const program = `
input n: int = 1
input text: string = "a"
input list: string[] = []
input any: json = null
task t(value: json) -> json = value
edge t -> t
start: t(${expression})
`;
    const [, value] = /to\.add\(t, 0, \[(.*)\]\);/.exec(functionsOf(program, "start")) ?? [];
    return value ?? "";
  }

  test.each([
    ["n + 1", "at.inputs.n + 1"],
    ["(n + 1) * 2 - -n", "(at.inputs.n + 1) * 2 - -at.inputs.n"],
    ["n - (1 - n)", "at.inputs.n - (1 - at.inputs.n)"],
    ["n / 2", "at.inputs.n / 2"],
    ["2 / n", "library.divide(2, at.inputs.n)"],
    ["n % n", "library.remainder(at.inputs.n, at.inputs.n)"],
    ['text + "b"', 'at.inputs.text + "b"'],
    ["list + [text]", "[...at.inputs.list, ...[at.inputs.text]]"],
    ["any + 1", "library.number(at.inputs.any) + 1"],
    ["any + any", "library.plus(at.inputs.any, at.inputs.any)"],
    ["text < text", "library.compare(at.inputs.text, at.inputs.text) < 0"],
    ["any == text", "library.equal(at.inputs.any, at.inputs.text)"],
    ["any != null and (n == 1 or n > 2)", "at.inputs.any != null && (at.inputs.n === 1 || at.inputs.n > 2)"],
    ["not (n == 1)", "!(at.inputs.n === 1)"],
    ["any.a.b[0]", 'library.member(library.member(library.member(at.inputs.any, "a"), "b"), 0)'],
    ["any ?? n", "at.inputs.any ?? at.inputs.n"],
    ["if any.ok then 1 else 2", 'library.boolean(library.member(at.inputs.any, "ok")) ? 1 : 2'],
    ['"#{n}: #{any} `\\#{"', "`${at.inputs.n}: ${library.text(at.inputs.any)} \\`#{`"],
    ['"${HOME}"', '"${HOME}"'],
    ["text in list", "library.includes(at.inputs.list, at.inputs.text)"],
    [
      "[x + 1 for x in any if x.ok]",
      'library.items(at.inputs.any).filter((x) => library.boolean(library.member(x, "ok"))).map((x) => library.number(x) + 1)',
    ],
    [
      "[{ i: i, x } for i, x in list if i > 1]".replace("x }", "x: x }"),
      "at.inputs.list.flatMap((x, i) => (i > 1 ? [{ i: i, x: x }] : []))",
    ],
    ["chunk(sorted(list), 2)[0]", "library.item(library.chunk(library.sorted(at.inputs.list), 2), 0)"],
    ['text.replace("$", "$&").trim()', 'library.replace(at.inputs.text, "$", "$&").trim()'],
    ["list.at(-1)", "library.at(at.inputs.list, -1)"],
    ["any.name.trim()", 'library.method(library.member(at.inputs.any, "name"), "trim")'],
    ["stem(text)", "library.stem(at.inputs.text)"],
  ])("%s becomes %s", (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });
});

test("an equality between two conditions is given as keys for a join", () => {
  const program = `
task a(n: int) -> { run: int } from "./tasks.ts"
task b(n: int) -> { run: int } from "./tasks.ts"
task c(n: int) -> int from "./tasks.ts"
edge a, b -> c
start:
  a(1)
  b(1)
when a done as x, b done as y where y.result.run == x.result.run and x.args.n > 1: c(x.args.n)
`;
  expect(emitted(program).typescript).toContain(
    `joins: [
        { left: 0, right: 1, leftKey: (at: { readonly x: NodeRef<{ readonly n: number }, { readonly run: number }> }) => at.x.result.run, rightKey: (at: { readonly y: NodeRef<{ readonly n: number }, { readonly run: number }> }) => at.y.result.run },
      ],`,
  );
});

test("a guard that speaks of sets is given the graph, and asked once they are known", () => {
  const program = `${tasks}
start: page("a")
when page done as p, all discover done as ds where count(all page) > 2 and ds.length > 1: index([p.result])
`.replace("edge discover -> index", "edge discover, page -> index");
  const head = "when page done as p, all discover done as ds where count(all page) > 2 and ds.length > 1";
  expect(functionsOf(program, head)).toContain(
    `}, graph: Gathers): boolean {
  return library.count(graph.all(page)) > 2 && at.ds.length > 1;
}`,
  );
  expect(emitted(program).typescript).toContain("where: where_1,\n      whereReadsSets: true,");
});

test("names of types keep apart from those that TypeScript and the runtime have", () => {
  const { typescript } = emitted(`
type Record = { inner: NodeRef? }
type NodeRef = { records: Record[] }
task t(value: Record) -> Record = value
edge t -> t
start: t({ inner: null })
when t done as x: t(x.result)
`);
  expect(typescript).toContain("export type Record_2 = { readonly inner: NodeRef_2 | null };");
  expect(typescript).toContain("export type NodeRef_2 = { readonly records: readonly Record_2[] };");
  expect(typescript).toContain(`Record: { kind: "record", fields: [{ name: "inner", type: { kind: "union", members:`);
});

test("a shell command is a function that quotes each value for its place", () => {
  const program = `
input folder: dir = "a"
task t(name: string, n: int) -> string:
  sh """
    cd "#{folder}"
    echo \`date\` #{name} $((#{n} + 1))
  """
  retry n backoff 1s
start: t("a", 1)
`;
  const { typescript } = emitted(program);
  expect(typescript).toContain('`cd "${quoteShell((call.inputs.folder as string), { context: "double" })}"`,');
  expect(typescript).toContain('`echo \\`date\\` ${quoteShell((call.args.name as string), { context: "bare" })} ');
  expect(typescript).toContain("retry: (call) => (call.args.n as number),\n      backoff: 1000,");
});

test("JavaScript is the TypeScript with the types blanked: every position is the same", () => {
  const { typescript, javascript } = emitted(`${tasks}\nstart: page("a")\nwhen page done as p: index([p.result])\n`);
  const [ts, js] = [typescript.split("\n"), javascript.split("\n")];
  expect(js.map((line) => line.length)).toEqual(ts.map((line) => line.length));
  expect(javascript).not.toContain("NodeRef");
  for (const [i, line] of js.entries()) {
    for (const [j, character] of [...line].entries()) if (character !== " ") expect(character).toBe(ts[i]?.[j]);
  }
});
