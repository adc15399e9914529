import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Output, Report, Value, ValueType, Workflow } from "@adg/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkOutFolder, deliver } from "./out-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-out-"));
  await mkdir(join(folder, "out"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file: ValueType = { kind: "file" };

function workflowOf(outputs: Record<string, { type: ValueType }>): Workflow {
  const declared = Object.entries(outputs).map(([name, { type }]): Output => ({
    name,
    mode: "one",
    task: 0,
    type,
    line: 1,
  }));
  const scopes = [{ name: "a", parameters: [], rules: [], outputs: declared }];
  return {
    version: 1,
    name: "a",
    source: "file:///a.adg",
    types: {},
    tasks: [],
    edges: [],
    scopes,
    rules: [],
  };
}

async function delivered(outputs: Record<string, { type: ValueType; value: Value }>, kept: readonly string[] = []) {
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
  return deliver(workflowOf(outputs), report, { folder: join(folder, "out"), kept });
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
  await delivered({ parts: { type: parts, value: [await written("a/old.txt", "1")] } });
  await delivered({ parts: { type: parts, value: [await written("a/new.txt", "2")] } });
  expect(await readdir(join(folder, "out", "parts"))).toEqual(["new.txt"]);
});

test("a folder goes with what is in it", async () => {
  await written("site/index.html", "hello");
  await delivered({ site: { type: { kind: "dir" }, value: join(folder, "site") } });
  expect(await read("site", "index.html")).toBe("hello");
});

test("a file without extension goes right under its output's name", async () => {
  await delivered({ notes: { type: file, value: await written("work/x", "1") } });
  expect(await read("notes")).toBe("1");
});

const parts: ValueType = { kind: "list", element: file };

test("a folder that adg did not make is left alone, and the run is refused where its output is sure to be a folder", async () => {
  await written("out/parts/mine.txt", "mine");
  const value = [await written("work/new.txt", "1")];
  const refused = /"[^"]*parts": there is a folder that adg did not make/;
  await expect(delivered({ parts: { type: parts, value } })).rejects.toThrow(refused);
  expect(() =>
    checkOutFolder(workflowOf({ parts: { type: parts } }), { folder: join(folder, "out"), kept: [] }),
  ).toThrow(refused);
  expect(await readdir(join(folder, "out", "parts"))).toEqual(["mine.txt"]);
});

test("a folder in the place of a file without extension is left alone", async () => {
  await written("out/notes/mine.txt", "mine");
  const value = await written("work/x", "1");
  await expect(delivered({ notes: { type: file, value } })).rejects.toThrow("there is a folder that adg did not make");
  expect(await read("notes", "mine.txt")).toBe("mine");
});

test("a file that adg did not make is left alone, also beside files that it made", async () => {
  await written("out/book.pdf", "mine");
  const value = await written("work/x.pdf", "pdf");
  await expect(delivered({ book: { type: file, value } })).rejects.toThrow("there is a file that adg did not make");
  expect(await read("book.pdf")).toBe("mine");

  await delivered({ parts: { type: parts, value: [await written("a/one.txt", "1")] } });
  await written("out/parts/two.txt", "mine");
  const two = { parts: { type: parts, value: [await written("a/two.txt", "2")] } };
  await expect(delivered(two)).rejects.toThrow("there is a file that adg did not make");
  await delivered({ parts: { type: parts, value: [await written("a/three.txt", "3")] } });
  expect((await readdir(join(folder, "out", "parts"))).sort()).toEqual(["three.txt", "two.txt"]);
  expect(await read("parts", "two.txt")).toBe("mine");
});

test("nothing is changed where one of the outputs cannot be delivered", async () => {
  await delivered({ a: { type: file, value: await written("work/a.txt", "old") } });
  await written("out/b.txt", "mine");
  const outputs = {
    a: { type: file, value: await written("work/a.txt", "new") },
    b: { type: file, value: await written("work/b.txt", "new") },
  };
  await expect(delivered(outputs)).rejects.toThrow("b.txt");
  expect([await read("a.txt"), await read("b.txt")]).toEqual(["old", "mine"]);
});

test("what the program reads is not replaced, even where adg once delivered it", async () => {
  await delivered({ parts: { type: parts, value: [await written("a/old.txt", "1")] } });
  const kept = [join(folder, "out", "parts")];
  const value = [await written("a/new.txt", "2")];
  await expect(delivered({ parts: { type: parts, value } }, kept)).rejects.toThrow("the program needs");
  expect(await readdir(join(folder, "out", "parts"))).toEqual(["old.txt"]);
});

test("a list of what was delivered that leads out of the folder removes nothing there", async () => {
  await written("mine.txt", "mine");
  await written("elsewhere/mine.txt", "mine");
  await symlink(join(folder, "elsewhere"), join(folder, "out", "link"));
  const list = { outputs: { book: ["../mine.txt", join(folder, "mine.txt"), "a/../../mine.txt", "link/mine.txt"] } };
  await written("out/.adg-delivered.json", JSON.stringify(list));
  await delivered({ book: { type: file, value: await written("work/x.pdf", "pdf") } });
  expect(await readFile(join(folder, "mine.txt"), "utf8")).toBe("mine");
  expect(await readFile(join(folder, "elsewhere", "mine.txt"), "utf8")).toBe("mine");
  expect(await read("book.pdf")).toBe("pdf");
});
