import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { catalogue, runTimeTitles } from "@adg/compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFile } from "../cli/src/check-file.ts";
import { sectionsOf } from "../cli/src/sections.ts";
import { blocksOf } from "./support/documents.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const adg = join(root, "cli", "bin", "adg.mjs");
const call = promisify(execFile);

const sections = sectionsOf(readFileSync(join(root, "docs", "diagnostics.md"), "utf8"));
const codes = [...Object.keys(catalogue), ...Object.keys(runTimeTitles)];
const atRunTime = (code: string): boolean => code in runTimeTitles;

let folder: string;
beforeAll(async () => {
  // Below the project, so that what a program imports is found.
  await mkdir(join(root, "build"), { recursive: true });
  folder = await mkdtemp(join(root, "build", "diagnostics-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes the program that a section shows, and the files that stand with it, to a folder of its own. */
async function written(code: string, which: "wrong" | "right"): Promise<string> {
  const at = await mkdtemp(join(folder, `${code}-`));
  const blocks = blocksOf("docs/diagnostics.md", sections.get(code) ?? "");
  let program = "";
  for (const { info, text } of blocks) {
    const [language = "", name = ""] = info.split(" ");
    if (name === which) program = `program.${language}`;
    if (name === which || name.includes(".")) await writeFile(join(at, name === which ? program : name), text);
  }
  return join(at, program);
}

/** The codes that a run of the program reports. */
async function codesOfRun(file: string): Promise<readonly string[]> {
  if (file.endsWith(".ts")) {
    const { stdout } = await call(process.execPath, [file]);
    return JSON.parse(stdout.replaceAll("'", '"')) as string[];
  }
  const ended = await call(process.execPath, [adg, "run", file, "--json"]).catch((error: { stdout: string }) => error);
  const { errors } = JSON.parse(ended.stdout) as { readonly errors: readonly { readonly code: string }[] };
  return errors.map(({ code }) => code);
}

async function codesOf(code: string, which: "wrong" | "right"): Promise<readonly string[]> {
  const file = await written(code, which);
  if (atRunTime(code)) return codesOfRun(file);
  return (await checkFile(file)).diagnostics.map((diagnostic) => diagnostic.code);
}

describe("docs/diagnostics.md", () => {
  it("has a section for each code of the catalogue, and no other", () => {
    expect([...sections.keys()]).toEqual(codes.toSorted());
  });

  it.each(codes)("shows a program that gets exactly %s", async (code) => {
    expect(new Set(await codesOf(code, "wrong"))).toEqual(new Set([code]));
  });

  it.each(codes)("shows a program that does not get %s, nor anything else", async (code) => {
    expect(await codesOf(code, "right")).toEqual([]);
  });
});
