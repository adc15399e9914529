/** Functions, types and signatures from TypeScript, through the command, on real folders. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tempFolder, writeText } from "./support/temp-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const adg = join(root, "cli/bin/adg.mjs");
const base = tempFolder();

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

function start(cwd: string, args: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd, encoding: "utf8" }, (error, out, err) =>
      done({ exit: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

/** A folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(base, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeText(folder, file, text);
  return folder;
}

const book = {
  "types.ts": `export interface Sample { id: string; reads: string[]; note?: string; mode: "fast" | "exact" }
export type Tree = { name: string; children: Tree[] };`,
  "lib.ts": `import type { Sample, Tree } from "./types.ts";
export const names = (samples: Sample[], separator?: string): string => samples.map((s) => s.id).join(separator ?? "+");
export const grown = (depth: number): Tree => ({ name: \`d\${depth}\`, children: depth > 0 ? [grown(depth - 1)] : [] });
export const depth = (tree: Tree): number => 1 + Math.max(0, ...tree.children.map(depth));
export const most = (...ns: number[]): number => Math.max(...ns);
export function sortedIds(ids: string[]): string[] { return [...ids].sort(); }
export function pick(mode: "fast" | "exact"): "fast" | "exact" { return mode; }`,
  "tasks.ts": `import { writeFile } from "node:fs/promises";
import type { TaskContext } from "@adg/runtime";
import type { Sample } from "./types.ts";
export async function load(count: number, mode: "fast" | "exact" = "fast"): Promise<Sample[]> {
  return Array.from({ length: count }, (_, i) => ({ id: \`s\${i}\`, reads: [], mode }));
}
export const scale = (n: number, by = 3, ctx?: TaskContext): number => (ctx?.log("scaled"), n * by);
export async function put(sample: Sample, { workdir }: TaskContext): Promise<string> {
  await writeFile(\`\${workdir}/put.txt\`, sample.id);
  return "put.txt";
}`,
  "book.adg": `import { names, grown as plant, depth, most, sortedIds, pick } from "./lib.ts"
import type { Sample, Tree } from "./types.ts"
input count: int = 2
input label: string
output text: string = joined
output scaled = all scale
output files: file[] = all put
task load from "./tasks.ts"
task scale from "./tasks.ts"
task put(sample: Sample) -> file from "./tasks.ts"
task joined(text: string) -> string = text
task measured(tree: Tree, left?: int) -> int = round(depth(tree)) + (left ?? 0)
edge load -> put, joined
start:
  load(count)
  scale(2)
  scale(2, by: 5)
  for mode in ["fast", "exact"]: load(0, pick(mode))
  measured(plant(most(1, count, 2)))
when all load done as loads:
  let ids = [s.id for l in loads for s in l.result]
  for l in loads:
    for s in l.result: put(s)
  joined("#{label} #{names(flatten([l.result for l in loads]))} #{sortedIds(ids).length}")
`.replace("[s.id for l in loads for s in l.result]", "flatten([[s.id for s in l.result] for l in loads])"),
};

describe("a program with TypeScript beside it", () => {
  const folder = folderOf("book", book);

  test("checks and runs with the types and defaults of its functions", async () => {
    expect(await start(folder, [adg, "check", "book.adg"])).toMatchObject({
      exit: 0,
      out: expect.stringContaining("nothing"),
    });
    const ran = await start(folder, [adg, "run", "book.adg", "--input", "label=all", "--json"]);
    const { outputs, errors } = JSON.parse(ran.out) as { outputs: Record<string, unknown>; errors: unknown };
    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ text: "all s0+s1 2", scaled: [6, 10] });
    expect(outputs["files"]).toHaveLength(2);
  });

  test("loads no TypeScript where its compiled code is current", async () => {
    const spy = `data:text/javascript,${encodeURIComponent(
      `import { createRequire } from "node:module";
process.on("exit", () => console.error(Object.keys(createRequire("/").cache).some((file) => file.includes("ts-morph")) ? "LOADED" : "not loaded"));`,
    )}`;
    const args = ["--import", spy, adg, "run", "book.adg", "--input", "label=x", "--json"];
    await start(folder, args);
    expect((await start(folder, args)).err).toContain("not loaded");
    writeFileSync(join(folder, "book.adg"), `${book["book.adg"]}// changed\n`);
    expect((await start(folder, args)).err).toContain("not loaded");
    writeFileSync(join(folder, "lib.ts"), `${book["lib.ts"]}\n// changed\n`);
    expect((await start(folder, args)).err).toContain("LOADED");
  });

  test("compiles to TypeScript that is strictly typed, also for who imports it", async () => {
    expect(await start(folder, [adg, "compile", "book.adg", "-o", "built"])).toMatchObject({ exit: 0, err: "" });
    const declarations = join(base, "declarations");
    mkdirSync(join(declarations, "built"), { recursive: true });
    const use = `import { run } from "@adg/runtime";
import { workflow } from "./built/book.adg.js";
const report = await run(workflow, { inputs: { label: "x" } });
const text: string | undefined = report.outputs.text;
const scaled: readonly number[] | undefined = report.outputs.scaled;
// @ts-expect-error an input of another type
await run(workflow, { inputs: { label: 3 } });
// @ts-expect-error an input that is missing
await run(workflow, { inputs: {} });
// @ts-expect-error an output that is not there
console.log(text, scaled, report.outputs.gone);
`;
    const { readFileSync } = await import("node:fs");
    writeFileSync(join(declarations, "built", "book.adg.d.ts"), readFileSync(join(folder, "built", "book.adg.d.ts")));
    const compiled = join(folder, "built", "book.adg.ts");
    // Without the package beside it, code names the runtime by its place.
    writeFileSync(compiled, readFileSync(compiled, "utf8").replaceAll(/"file:[^"]*runtime[^"]*"/g, '"@adg/runtime"'));
    for (const each of [folder, declarations]) {
      writeText(each, "use.ts", use);
      writeText(each, "package.json", '{ "type": "module" }');
      const compilerOptions = {
        composite: false,
        declaration: false,
        declarationMap: false,
        incremental: false,
        noEmit: true,
        typeRoots: [join(root, "node_modules/@types")],
        paths: { "@adg/runtime": [join(root, "runtime/dist/index.d.ts")] },
      };
      const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, files: ["use.ts"] };
      writeText(each, "tsconfig.json", JSON.stringify(config));
      const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
      expect((await start(each, [tsc, "-p", "."])).out).toBe("");
    }
  });
});

describe("a function that fails in an expression", () => {
  const program = (call: string) => `import { f } from "./lib.ts"
input way: string
task t(text: string) -> string = text
start:
  t(${call})
`;

  test.each([
    [
      "throws",
      "export function f(): string {\n  throw new RangeError('too far');\n}",
      "RangeError: too far",
      "lib.ts:2:9",
    ],
    [
      "changes what it is given",
      "export const f = (xs: string[]): string => xs.sort().join();",
      "read only",
      "lib.ts:1:47",
    ],
    [
      "gives a promise after all",
      "export const f = (): string => Promise.reject(new Error('x')) as never;",
      '"f" gave a promise',
      undefined,
    ],
    [
      "gives another type",
      "export const f = (): string => 3 as never;",
      '"f" gave: expected string, got 3.',
      undefined,
    ],
    ["gives what is no JSON", "export const f = (): unknown => new Date(0);", '"f" gave: expected json', undefined],
  ])("ends the run with ADG7007 at its place: it %s", async (name, lib, message, place) => {
    const argument = lib.includes("xs") ? 'f(["b", way])' : "f()";
    const folder = folderOf(name.replaceAll(" ", "-"), { "lib.ts": lib, "main.adg": program(argument) });
    const ran = await start(folder, [adg, "run", "main.adg", "--input", "way=a", "--json"]);
    expect(ran.exit).toBe(1);
    const { errors } = JSON.parse(ran.out) as { errors: { code: string; message: string; trace: string[] }[] };
    expect(errors).toMatchObject([{ code: "ADG7007", message: expect.stringContaining(message) }]);
    const places = [...(place === undefined ? [] : [place]), "main.adg:5:5"].map((each) => join(folder, each));
    expect(errors[0]?.trace).toEqual(places);
  });
});

test("errors of the user's own modules are told as TypeScript tells them, at their place", async () => {
  const folder = folderOf("wrong", {
    "tasks.ts": "export function f(n: number): string {\n  const text: string = n;\n  return text + missing;\n}\n",
    "main.adg": 'task f(n: int) -> string from "./tasks.ts"\nstart: f(1)\n',
  });
  const checked = await start(folder, [adg, "check", "main.adg", "--json"]);
  expect(checked.exit).toBe(2);
  expect(JSON.parse(checked.out)).toMatchObject([
    { file: "tasks.ts", line: 2, column: 9, severity: "error", code: "TS2322" },
    { file: "tasks.ts", line: 3, column: 17, code: "TS2304", message: "Cannot find name 'missing'." },
  ]);
});
