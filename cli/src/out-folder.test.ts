import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Output, Report, Value, ValueType, Workflow } from "@adg/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliver } from "./out-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-out-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file: ValueType = { kind: "file" };

async function delivered(outputs: Record<string, { type: ValueType; value: Value }>) {
  const declared = Object.entries(outputs).map(([name, { type }]): Output => ({
    name,
    mode: "one",
    task: 0,
    type,
    line: 1,
  }));
  const scopes = [{ name: "a", parameters: [], rules: [], outputs: declared }];
  const workflow: Workflow = {
    version: 1,
    name: "a",
    source: "file:///a.adg",
    types: {},
    tasks: [],
    edges: [],
    scopes,
    rules: [],
  };
  const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  const report: Report = {
    run: "r",
    status: "succeeded",
    outputs: values,
    nodes: {},
    handled: 0,
    edges: {},
    rules: [],
    errors: [],
  };
  return deliver(workflow, report, join(folder, "out"));
}

async function written(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

const read = (...names: string[]) => readFile(join(folder, "out", ...names), "utf8");

test("a file goes under its output's name, with its own extension", async () => {
  const path = await written("work/x.pdf", "pdf");
  expect(await delivered({ book: { type: file, value: path }, n: { type: { kind: "int" }, value: 1 } })).toEqual([
    { name: "book", paths: [join(folder, "out", "book.pdf")] },
  ]);
  expect(await read("book.pdf")).toBe("pdf");
  await writeFile(path, "changed");
  expect(await read("book.pdf")).toBe("pdf");
});

test("several files go to a folder of the output's name, and files of one name stay apart", async () => {
  const value = [await written("a/p.txt", "1"), await written("b/p.txt", "2")];
  await delivered({ parts: { type: { kind: "list", element: file }, value } });
  expect([await read("parts", "p.txt"), await read("parts", "p-2.txt")]).toEqual(["1", "2"]);
});

test("what an earlier run left under the output's name is replaced", async () => {
  const parts: ValueType = { kind: "list", element: file };
  await delivered({ parts: { type: parts, value: [await written("a/old.txt", "1")] } });
  await delivered({ parts: { type: parts, value: [await written("a/new.txt", "2")] } });
  expect(await readdir(join(folder, "out", "parts"))).toEqual(["new.txt"]);
});

test("a folder goes with what is in it", async () => {
  await written("site/index.html", "hello");
  await delivered({ site: { type: { kind: "dir" }, value: join(folder, "site") } });
  expect(await read("site", "index.html")).toBe("hello");
});
