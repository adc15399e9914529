import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionFacts } from "@adg/compiler/checking";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileHost } from "../file-host.ts";
import { typescriptReader, type KeepingReader } from "./reader.ts";

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "adg-reader-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

/** A reader that comes fresh to the folder. */
function reader(): KeepingReader {
  return typescriptReader(fileHost(), at("kept"), "1");
}

async function factsOf(declaration: string): Promise<FunctionFacts> {
  await writeFile(at("m.ts"), `${declaration}\nexport { f };`);
  const facts = reader().signatureOf(at("m.ts"), "f");
  if (facts.kind !== "function") throw new Error(`It is ${facts.kind}.`);
  return facts;
}

const string = { kind: "string" };
const number = { kind: "number" };

test("types are read as far as JSON has values of them", async () => {
  const { parameters } = await factsOf(`
    interface Sample { id: string; reads: readonly string[]; note?: string; size: number | undefined; on?: () => void }
    enum Mode { Fast = "fast", Exact = "exact" }
    type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
    type Tree = { name: string; children: Tree[] };
    class Point { x = 1 }
    function f<T extends string>(
      sample: Sample, mode: "a" | "b" | null, choice: Mode, pair: [number, boolean], free: any, table: Record<string, number>,
      json: Json, tree: Tree, made: Point, date: Date, call: () => void, big: bigint, branded: string & { brand: 1 }, t: T,
      flags: { a: true } & { b: false }, path: \`\${string}.txt\`, parts: Partial<{ a: number }>,
    ) {}`);
  const shapes = Object.fromEntries(parameters.map(({ name, shape }) => [name, shape]));
  const field = (name: string, shape: unknown, optional = false) => ({ name, shape, optional });
  expect(shapes).toMatchObject({
    sample: {
      kind: "record",
      fields: [
        field("id", string),
        field("reads", { kind: "list", element: string }),
        field("note", string, true),
        field("size", number, true),
      ],
    },
    mode: { kind: "union" },
    choice: { kind: "union", members: [{ value: "fast" }, { value: "exact" }] },
    pair: { kind: "tuple", elements: [number, { kind: "boolean" }] },
    free: { kind: "json" },
    table: { kind: "json" },
    json: { kind: "json" },
    tree: { kind: "ref", name: "Tree" },
    made: { kind: "foreign", text: "Point" },
    date: { kind: "foreign", text: "Date" },
    call: { kind: "foreign", text: "() => void" },
    big: { kind: "foreign" },
    branded: string,
    t: string,
    flags: { kind: "record", fields: [field("a", { kind: "literal", value: true }), field("b", { value: false })] },
    path: string,
    parts: { kind: "record", fields: [field("a", number, true)] },
  });
});

test("a last parameter named context or ctx, or of the runtime's type, is the context", async () => {
  const names = async (declaration: string) => {
    const { parameters, takesContext, rest } = await factsOf(declaration);
    return [parameters.map(({ name, optional }) => name + (optional ? "?" : "")), takesContext, rest?.name];
  };
  expect(await names("function f(a: string, context: { log(text: string): void }) {}")).toEqual([
    ["a"],
    true,
    undefined,
  ]);
  expect(await names("function f(a = 1, b?: string, ctx?: unknown) {}")).toEqual([["a?", "b?"], true, undefined]);
  expect(await names("function f(ctx: string, a: string) {}")).toEqual([["ctx", "a"], false, undefined]);
  expect(await names("const f = (...names: string[]) => names")).toEqual([[], false, "names"]);
  expect(await names("const f = ({ a }: { a: string }) => a")).toEqual([["argument_1"], false, undefined]);
  const typed =
    'function f(a: string, own: TaskContext) { own.log(a); }\nimport type { TaskContext } from "@adg/runtime";';
  expect(await names(typed)).toEqual([["a"], true, undefined]);
});

test("a promise is unwrapped", async () => {
  expect(await factsOf("async function f() { return [1]; }")).toMatchObject({
    gives: "promise",
    result: { text: "number[]", shape: { kind: "list", element: number } },
  });
  expect(await factsOf("function f(): void {}")).toMatchObject({
    gives: "value",
    result: { shape: { kind: "undefined" } },
  });
});

test("the user's own errors are told as they are, in the file where they are; those of Node's names are none", async () => {
  await writeFile(at("lib.ts"), 'export const wrong: number = "a";');
  await writeFile(
    at("m.ts"),
    'import { readFile } from "node:fs/promises";\nimport { wrong } from "./lib.ts";\nexport const f = () => { console.log(process.pid, wrong); return readFile("x", "utf8"); };',
  );
  expect(reader().errorsOf(at("m.ts"))).toEqual([
    {
      code: "TS2322",
      file: at("lib.ts"),
      span: { start: 13, end: 18 },
      message: "Type 'string' is not assignable to type 'number'.",
    },
  ]);
});

test("answers are kept until the module, or one that it imports, changes", async () => {
  await writeFile(at("lib.ts"), "export type T = string;");
  await writeFile(at("m.ts"), 'import type { T } from "./lib.ts"; export const f = (): T => null!;');
  const first = reader();
  expect(first.signatureOf(at("m.ts"), "f")).toMatchObject({ result: { shape: string } });
  first.save();
  const [kept = ""] = await readdir(at("kept"));

  // What is kept is what is answered: TypeScript is not asked again.
  await writeFile(
    join(at("kept"), kept),
    (await readFile(join(at("kept"), kept), "utf8")).replace('"text":"string"', '"text":"Kept"'),
  );
  expect(reader().signatureOf(at("m.ts"), "f")).toMatchObject({ result: { text: "Kept" } });

  await writeFile(at("lib.ts"), "export type T = number;");
  expect(reader().signatureOf(at("m.ts"), "f")).toMatchObject({ result: { shape: number } });
});

test("a file that an answer depends on is one that the program depends on", async () => {
  await writeFile(at("lib.ts"), "export type T = string;");
  await writeFile(at("m.ts"), 'import type { T } from "./lib.ts"; export const f = (): T => null!;');
  for (const round of ["read", "kept"]) {
    const host = fileHost();
    const files = typescriptReader(host, at("kept"), "1");
    files.signatureOf(at("m.ts"), "f");
    files.save();
    expect([...host.files()].toSorted(), round).toEqual(["lib.ts", "m.ts", "tsconfig.json"].map(at));
  }
});

test("tsconfig.json counts where there is one", async () => {
  await writeFile(at("m.ts"), "export function f(a) { return a; }");
  expect(reader().errorsOf(at("m.ts"))).toEqual([]);
  await writeFile(at("tsconfig.json"), '{ "compilerOptions": { "strict": true } }');
  expect(reader().errorsOf(at("m.ts"))).toMatchObject([{ code: "TS7006" }]);
});

test("JavaScript takes and gives anything, and what is exported but no function says what it is", async () => {
  await writeFile(at("m.js"), "export function f(a) { return JSON.parse(a); }\nexport const limit = 3;");
  expect(reader().signatureOf(at("m.js"), "f")).toMatchObject({ parameters: [{ shape: { kind: "json" } }] });
  expect(reader().signatureOf(at("m.js"), "limit")).toEqual({ kind: "not-a-function", text: "3" });
  expect(reader().signatureOf(at("m.js"), "gone")).toEqual({ kind: "missing", names: ["f", "limit"] });
});
