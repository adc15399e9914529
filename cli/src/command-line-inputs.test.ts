import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ValueType, Workflow } from "@adg/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readInputs } from "./command-line-inputs.ts";

function workflow(types: Record<string, ValueType>): Workflow {
  const parameters = Object.entries(types).map(([name, type]) => ({ name, type }));
  return {
    version: 1,
    name: "a",
    source: "file:///a.adg",
    types: {
      Mode: {
        kind: "union",
        members: [
          { kind: "literal", value: "fast" },
          { kind: "literal", value: "exact" },
        ],
      },
    },
    tasks: [],
    edges: [],
    scopes: [{ name: "a", parameters, rules: [], outputs: [] }],
    rules: [],
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-inputs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const optional: ValueType = { kind: "union", members: [{ kind: "string" }, { kind: "null" }] };

test("strings and paths stand as they are, all else is JSON", () => {
  const types = workflow({
    s: { kind: "string" },
    f: { kind: "file" },
    n: { kind: "int" },
    l: { kind: "list", element: { kind: "int" } },
  });
  const given = ["s=5", "f=a=b.txt", "n=5", "l=[1, 2]"];
  expect(readInputs(types, { given, file: undefined })).toEqual({ s: "5", f: "a=b.txt", n: 5, l: [1, 2] });
});

test("a text of a union needs no quotes where only the text fits", () => {
  const types = workflow({ mode: { kind: "ref", name: "Mode" }, a: optional, b: optional, c: optional, d: optional });
  const given = ["mode=fast", "a=007", "b=null", 'c="5"', "d=5"];
  expect(readInputs(types, { given, file: undefined })).toEqual({ mode: "fast", a: "007", b: null, c: "5", d: "5" });
});

test("what is no JSON is left for the run to refuse", () => {
  expect(readInputs(workflow({ n: { kind: "int" } }), { given: ["n=two", "x=1"], file: undefined })).toEqual({
    n: "two",
    x: "1",
  });
});

test("the command line wins over the file", async () => {
  const file = join(folder, "in.json");
  await writeFile(file, JSON.stringify({ n: 1, s: "file" }));
  const types = workflow({ n: { kind: "int" }, s: { kind: "string" } });
  expect(readInputs(types, { given: ["n=2"], file })).toEqual({ n: 2, s: "file" });
});

test("a file that is no JSON object, or not there, is refused by its name", async () => {
  const file = join(folder, "list.json");
  await writeFile(file, "[1]");
  expect(() => readInputs(workflow({}), { given: [], file })).toThrow(
    /ADG7001: ".*list\.json" must hold a JSON object/,
  );
  await writeFile(file, '{\n  "n": 1,\n}');
  expect(() => readInputs(workflow({}), { given: [], file })).toThrow(
    /ADG7001: ".*list\.json" is no JSON: Expected double-quoted property name at line 3, column 1\./,
  );
  expect(() => readInputs(workflow({}), { given: [], file: "gone.json" })).toThrow(
    'ADG7001: There is no file "gone.json" to read inputs from.',
  );
  expect(() => readInputs(workflow({}), { given: [], file: folder })).toThrow(/ADG7001: ".*" cannot be read/);
});
