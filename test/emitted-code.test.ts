/** What the compiler writes, held against TypeScript, Node and the contract of the runtime. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { compile, load, node, perform } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
const programs = new URL("../compiler/src/testing/programs/", import.meta.url);
const texts = new Map(
  readdirSync(programs).map((name) => [name.replace(".adg", ""), readFileSync(new URL(name, programs), "utf8")]),
);
for (const name of ["wide", "javascript-names"])
  texts.set(name, readFileSync(new URL(`support/${name}.adg`, import.meta.url), "utf8"));

describe("emitted TypeScript", () => {
  test("passes the strictest checks of TypeScript", () => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const types = join(folder, "types");
    mkdirSync(types);
    for (const [name, text] of texts) writeFileSync(join(types, `${name}.adg.ts`), compile(text).typescript);
    writeFileSync(join(types, "package.json"), `{ "type": "module" }`);
    const compilerOptions = {
      composite: false,
      declaration: false,
      declarationMap: false,
      incremental: false,
      noEmit: true,
      typeRoots: [join(root, "node_modules/@types")],
      paths: { "@adg/runtime": [join(root, "runtime/src/index.ts")] },
    };
    const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] };
    writeFileSync(join(types, "tsconfig.json"), JSON.stringify(config));
    const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
    const said = (() => {
      try {
        return execFileSync(process.execPath, [tsc, "-p", types], { encoding: "utf8" });
      } catch (error) {
        return (error as { readonly stdout: string }).stdout;
      }
    })();
    expect(said.split("\n").filter((line) => line.includes(".adg.ts"))).toEqual([]);
  });

  test.each([...texts])("is the emitted JavaScript when its types are stripped: %s", (_, text) => {
    const { typescript, javascript } = compile(text);
    expect(javascript).toBe(stripTypeScriptTypes(typescript));
  });
});

describe("an emitted body", () => {
  const tasks = `
task item(name: string) -> { name: string, parts: string[] } from "./tasks.ts"
task use(value: json) -> json from "./tasks.ts"
edge item -> item, use
edge use -> use
`;
  const items = [1, 2, 3].map((n) =>
    node(n, { args: { name: `i${n}` }, result: { name: `n${n}`, parts: [`p${n}`, `q${n}`] } }),
  );

  /** Edges of the nodes that the first rule after a start adds, each with its argument. */
  async function edgesOf(body: string, name: string): Promise<readonly (readonly unknown[])[]> {
    const lines = body.split("\n").map((line) => `  ${line}`);
    const program = `${tasks}start:\n  item("a")\n  use(1)\nwhen all item done:\n${lines.join("\n")}\n`;
    const workflow = await load(program, folder, name);
    return perform(workflow, 1, {}, { 0: items }).added.map(({ args, edges }) => [args[0], ...edges]);
  }

  test.each([
    [
      "each node has an edge from the element that its data was read from",
      "let names = [i.result.name for i in all item]\nfor n in names: use(n)",
      [
        ["n1", 1],
        ["n2", 2],
        ["n3", 3],
      ],
    ],
    [
      "a filter keeps data and edges in step",
      'for n in [i.result.name for i in all item if i.result.name != "n2"]: use(n)',
      [
        ["n1", 1],
        ["n3", 3],
      ],
    ],
    [
      "an index too",
      "let names = [i.result.name for x, i in all item if x > 0]\nuse(names[1])\nuse(names)",
      [
        ["n3", 3],
        [["n2", "n3"], 2, 3],
      ],
    ],
    [
      "a record keeps the edges of its fields apart",
      "let pairs = [{ a: i.result.name, b: 1 } for i in all item]\nuse(pairs[0].b)\nuse(pairs[1].a)\nfor p in pairs: use([p.a])",
      [[1], ["n2", 2], [["n1"], 1], [["n2"], 2], [["n3"], 3]],
    ],
    [
      "joined lists keep them apart",
      'let names = ["x"] + [i.result.name for i in all item]\nfor n in names: use(n)',
      [["x"], ["n1", 1], ["n2", 2], ["n3", 3]],
    ],
    [
      "lists in lists too",
      "for parts in [i.result.parts for i in all item]:\n  for p in parts: use(p)",
      [
        ["p1", 1],
        ["q1", 1],
        ["p2", 2],
        ["q2", 2],
        ["p3", 3],
        ["q3", 3],
      ],
    ],
    [
      "a comprehension that adds gives each its own",
      "let names = [i.result.name for i in all item]\nlet made = [use(n) for n in names]\nuse(made)",
      [
        ["n1", 1],
        ["n2", 2],
        ["n3", 3],
        [["#1001", "#1002", "#1003"], 1001, 1002, 1003],
      ],
    ],
    [
      "what is chosen comes from what was chosen, and from what decided",
      'let first = (all item)[0]\nlet n = if first.result.name == "n1" then (all item)[1].result.name else "x"\nuse(n)',
      [["n2", 1, 2]],
    ],
    [
      "the length of a gather comes from all its nodes",
      "use((all item).length)\nuse(count(all item))",
      [
        [3, 1, 2, 3],
        [3, 1, 2, 3],
      ],
    ],
    [
      "what is computed comes from all that goes in",
      "let i = all item\nuse(i[0].result.name + i[2].result.name)",
      [["n1n3", 1, 3]],
    ],
    [
      "nodes speak for themselves",
      "for group in chunk(all item, 2): use(group)",
      [
        [["#1", "#2"], 1, 2],
        [["#3"], 3],
      ],
    ],
    ["a key tells of nothing", "use([i.key for i in all item])", [[[null, null, null]]]],
    ["a node that is made in passing is made once", "use(use(5).args.value)", [[5], [5, 1001]]],
  ])("%s", async (title, body, expected) => {
    expect(await edgesOf(body, `edges-${title.replaceAll(" ", "-")}`)).toEqual(expected);
  });

  test("hands nested rules what they read, with where it came from", async () => {
    const program = `${tasks}start:
  item("a")
  use(1)
when all item done:
  for n in [i.result.name for i in all item]:
    when no more item: use(n)
`;
    const workflow = await load(program, folder, "nested");
    const { made } = perform(workflow, 1, {}, { 0: items });
    expect(made.map(({ rule, names }) => perform(workflow, rule, names).added)).toEqual(
      [1, 2, 3].map((n) => [{ task: 1, args: [`n${n}`], edges: [n] }]),
    );
  });

  test("joins by keys that are equal where the guard holds", async () => {
    const program = `
task a(n: int) -> { run: json } from "./tasks.ts"
task b(n: int) -> { run: json } from "./tasks.ts"
edge a, b -> a
start:
  a(1)
  b(1)
when a done as x, b done as y where x.result.run == y.result.run: a(1)
`;
    const rule = (await load(program, folder, "join")).rules[1];
    const [join] = rule?.joins ?? [];
    const at = { x: node(1, { result: { run: [1] } }), y: node(2, { result: { run: [1] } }) };
    expect(join?.leftKey({ x: at.x })).toEqual(join?.rightKey({ y: at.y }));
    expect(rule?.where?.(at, { all: () => [] })).toBe(true);
  });

  test("that cannot compute something fails at the place in the program", async () => {
    const program = `
input list: int[] = []
task t(n: int) -> int from "./tasks.ts"
start:
  t(1)
  t(2 + list[3])
`;
    await load(program, folder, "place");
    const body = JSON.stringify(pathToFileURL(join(folder, "place.mjs")).href);
    const script = `const { workflow } = await import(${body}); workflow.rules[0].body({ add() {} }, { inputs: { list: [1] } })`;
    const { stderr } = spawnSync(process.execPath, ["--enable-source-maps", "--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(stderr).toContain("The place 3 is out of range");
    expect(stderr).toContain("main.adg:6:9");
  });
});
