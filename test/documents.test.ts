import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Diagnostic } from "@adg/compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFile } from "../cli/src/check-file.ts";
import { type Block, documents } from "./support/documents.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const adg = join(root, "cli", "bin", "adg.mjs");
const call = promisify(execFile);

const blocks = documents.filter(({ path }) => !path.includes("chapters")).flatMap((document) => document.blocks);
const only = (info: string, document: string): readonly Block[] =>
  blocks.filter((block) => block.info === info && block.document === document);

/** Writes a block to a folder of its own, with the files that its section shows. */
async function written(block: Block): Promise<string> {
  const at = await mkdtemp(join(folder, "program-"));
  for (const { info, text } of blocks.filter(
    (other) => other.document === block.document && other.section === block.section,
  )) {
    const name = info.split(" ")[1] ?? "";
    if (name.includes(".")) await writeFile(join(at, name), text);
  }
  await writeFile(join(at, "program.adg"), block.text);
  return join(at, "program.adg");
}

async function checkBlock(block: Block): Promise<readonly Diagnostic[]> {
  return (await checkFile(await written(block))).diagnostics;
}

let folder: string;
beforeAll(async () => {
  // Below the project, so that what a document imports is found.
  await mkdir(join(root, "build"), { recursive: true });
  folder = await mkdtemp(join(root, "build", "documents-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a program in a document", () => {
  it.each(blocks.filter(({ info }) => info === "adg"))("passes the check: $document:$line", async (block) => {
    const diagnostics = await checkBlock(block);
    expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  it.each(only("adg", "docs/language.md"))("runs: $document:$line", async (block) => {
    const file = await written(block);
    const { stdout } = await call(process.execPath, [adg, "run", file, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", errors: [] });
  });

  it("gives the output that the README shows", async () => {
    const [program] = only("adg", "README.md");
    const [shown] = only("", "README.md");
    await mkdir(join(folder, "texts"));
    await writeFile(join(folder, "words.adg"), program?.text ?? "");
    await writeFile(join(folder, "texts", "a.md"), "one two three\n");
    await writeFile(join(folder, "texts", "b.md"), "four five\n");
    await writeFile(join(folder, "texts", "c.md"), "six\n");
    const { stdout } = await call(process.execPath, [adg, "run", join(folder, "words.adg")]);
    expect(stdout.replace(/\nsucceeded in .*\n$/, "")).toBe(shown?.text);
  });

  it("gets the diagnostic that the README shows", async () => {
    const [program] = only("adg", "README.md");
    const [, shown] = only("", "README.md");
    const file = join(folder, "wrong.adg");
    await writeFile(file, (program?.text ?? "").replace(" -> count -> total", " -> count"));
    const { stdout = "", stderr = "" } = await call(process.execPath, [adg, "check", file]).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    expect((stdout + stderr).replaceAll(/--> .*wrong\.adg/g, "--> words.adg")).toContain(shown?.text.trimEnd());
  });
});

describe("a TypeScript program in a document", () => {
  it("runs and prints what its comment says", async () => {
    const program = only("ts", "README.md").find(({ text }) => text.includes("defineWorkflow"));
    const file = join(folder, "by-hand.ts");
    await writeFile(file, program?.text ?? "");
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const { stdout } = await call(process.execPath, [file]);
    expect(stdout.trim()).toBe(/\/\/ (\{ total.*\})/.exec(program?.text ?? "")?.[1]);
  });
});

describe("a command in a document", () => {
  it("finds what it takes from the folder of adg", () => {
    const named = blocks.flatMap(({ info, text }) =>
      info === "sh" ? (text.match(/(?<=\$ADG\/)[\w./-]+/g) ?? []) : [],
    );
    expect(named).toEqual(["runtime/python"]);
    for (const path of named) expect(existsSync(join(root, path, "adg_celery.py"))).toBe(true);
    // An installed adg is nowhere promised to be in a project.
    for (const { info, text } of blocks) if (info === "sh") expect(text).not.toContain("node_modules/@adg");
  });
});
