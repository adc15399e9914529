import { appendFileSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { Project, type Ended } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const project = new Project({
  "main.adg": `
task fetch(name: string, size: int) -> file:
  cache
  out "#{name}.txt"
  sh "head -c #{size} /dev/zero > #{out}"
start:
  fetch("ä", 10)
  fetch("b", 5000)
output all fetch
`,
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));
const folder = join(project.folder, ".adg", "cache");

const adg = (...args: readonly string[]): Promise<Ended> => project.adg(args, { env: { NO_COLOR: "1" } });
const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await adg(...args, "--json")).out);
/** By the name of its file. */
function entryOf(file: string): string {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = entries.find((path) => path.endsWith(join("files", file)))?.slice(0, -join("files", file).length) ?? "";
  return join(folder, found);
}

beforeEach(async () => {
  const { exit } = await adg("run", "main.adg", "--quiet");
  if (exit !== 0) throw new Error("the program does not run");
});

test("the cache is listed, and pruned by age, by size and whole", async () => {
  expect((await adg("cache", "list")).out).toMatch(
    /^task +age +size +files +key\n(fetch .* 1 {2}[0-9a-f]{12}\n){2}2 results, \d.* KB\n$/,
  );
  expect(await json("cache", "list")).toMatchObject([
    { task: "fetch", files: 1 },
    { task: "fetch", files: 1 },
  ]);
  expect(await adg("cache", "prune")).toEqual({
    exit: 2,
    out: "",
    err: "Say which results shall go: --older-than 30d, --larger-than 1GB or --all.\n",
  });
  expect((await adg("cache", "prune", "--older-than", "1x")).exit).toBe(2);
  const old = new Date(Date.now() - 3 * 86_400_000);
  utimesSync(join(entryOf("b.txt"), "entry.json"), old, old);
  expect(await json("cache", "prune", "--older-than", "4d")).toEqual({ removed: 0, freed: 0, kept: 2 });
  expect(await json("cache", "prune", "--older-than", "2d", "--larger-than", "1MB")).toMatchObject({ removed: 0 });
  expect((await adg("cache", "prune", "--older-than", "2d")).out).toMatch(
    /^1 result removed, 5\.\d KB freed; 1 result kept\.\n$/,
  );
  expect(await json("cache", "prune", "--larger-than", "1KB")).toMatchObject({ removed: 0, kept: 1 });
  expect(await json("cache", "prune", "--all")).toMatchObject({ removed: 1, kept: 0 });
  expect((await adg("cache", "list")).out).toBe('There is nothing in ".adg/cache".\n');
  expect(readdirSync(folder)).toEqual([]);
});

test("what is damaged is found, and removed when that is asked for; its task runs again", async () => {
  expect((await adg("cache", "verify", "--in", "main.adg")).out).toBe("2 results kept, all whole.\n");
  appendFileSync(join(entryOf("ä.txt"), "files", "ä.txt"), "x");
  const described = join(entryOf("b.txt"), "entry.json");
  writeFileSync(described, readFileSync(described, "utf8").replace('"b"', '"c"'));
  const found = await adg("cache", "verify");
  expect(found.exit).toBe(1);
  expect(found.out).toMatch(/fetch \(\w{12}\): its file "ä.txt" is not what it was\n/);
  expect(found.out).toMatch(/fetch \(\w{12}\): its description is not what was written\n/);
  expect(found.out).toMatch(/\n2 of 2 results damaged; --fix removes them, and their tasks run again\.\n$/);
  expect(await json("cache", "verify", "--fix")).toMatchObject({ whole: 0, removed: 2 });
  expect(await json("cache", "verify")).toEqual({ whole: 0, damaged: [], removed: 0 });
});
