import { appendFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Project } from "./support/command.ts";

// Each run is a process, and each test takes several.
vi.setConfig({ testTimeout: 60_000 });

const text = `
input region: string = "north"
input sheet: file = "sheet.txt"
task survey(region: string, sheet: file) -> string[]:
  cache
  env WITH "a"
  sh "grep #{region} #{sheet}"
task sum(lines: string[]) -> int from "./tasks.ts":
  cache
task plain(lines: string[]) -> int = lines.length
edge survey -> sum, plain
start: survey(region, sheet)
when survey done as s:
  sum(s.result)
  plain(s.result)
output sum
`;

let project: Project;

beforeEach(() => {
  project = new Project({
    "main.adg": text,
    "tasks.ts": `import { parse } from "./parse.ts";
export const sum = (lines: string[]): number => lines.map(parse).reduce((a, b) => a + b, 0);
`,
    "parse.ts": `export const parse = (line: string): number => Number(line.split(" ")[1]);\n`,
    "sheet.txt": "north 3\nnorth 4\nsouth 5\n",
  });
});
afterEach(() => rmSync(project.folder, { recursive: true, force: true }));

/** What is told of a node of the last run, without when and where something was kept. */
async function whyLast(node: string): Promise<string> {
  const { out, err } = await project.adg(["why", "last", node]);
  expect(err).toBe("");
  return out
    .slice(out.indexOf("  it"))
    .replaceAll(/run \w{12}/g, "run R")
    .replaceAll(/kept [\dminhs ]+ ago/g, "kept T ago");
}

/** What differs, as data. */
async function differs(node: string): Promise<unknown> {
  const { out } = await project.adg(["why", "last", node, "--json"]);
  const [{ cache }] = JSON.parse(out) as [{ cache: { kind: string; nearest: { differs: unknown } } }];
  expect(cache.kind).toBe("ran");
  return cache.nearest.differs;
}

test("of the first run of a task it is said that nothing was kept; of a reused result, which run computed it", async () => {
  const { run } = await project.run();
  expect(await whyLast("survey")).toBe("  it ran: nothing had been kept of survey before\n");
  await project.run();
  expect(await whyLast("survey")).toBe("  its result was taken from the cache: run R computed it\n");
  const [told] = JSON.parse((await project.adg(["why", "last", "sum", "--json"])).out) as [{ cache: unknown }];
  expect(told.cache).toMatchObject({ kind: "reused", made: { run } });
  // The cache has nothing to do with it.
  expect((await project.adg(["why", "last", "plain"])).out).not.toMatch(/ran|cache/);
});

test("arguments and files that have changed are told, and what is made of them", async () => {
  await project.run();
  await project.run(["--input", "region=south"]);
  expect(await whyLast("survey")).toBe(`  it ran, for no result was kept of it
    the nearest that was kept (run R, kept T ago) differs in
      argument region: "north" before, "south" now
      the text of its sh command, as that makes it
`);
  appendFileSync(join(project.folder, "sheet.txt"), "north 7\n");
  await project.run();
  // Two are kept of the node: the one with the same region has more in common with it.
  expect(await differs("survey")).toEqual([
    { kind: "argument", name: "sheet", change: "content" },
    { kind: "script", follows: true },
  ]);
  expect(await whyLast("survey")).toContain("argument sheet: the file is called the same and holds something else\n");
});

test("a command, a variable and a module that have changed are told from each other", async () => {
  await project.run();
  project.write("main.adg", text.replace("grep #", "grep -F #"));
  await project.run();
  expect(await whyLast("survey")).toBe(`  it ran, for no result was kept of it
    the nearest that was kept (run R, kept T ago) differs in the text of its sh command
`);
  expect(await whyLast("sum")).toMatch(/taken from the cache/);
  project.write("main.adg", text.replace("grep #", "grep -F #").replace('WITH "a"', 'WITH "b"'));
  project.write("parse.ts", `export const parse = (line: string): number => +(line.split(" ")[1] ?? 0);\n`);
  await project.run();
  expect(await differs("survey")).toEqual([{ kind: "env", name: "WITH", follows: false }]);
  expect(await differs("sum")).toEqual([{ kind: "module", changed: ["parse.ts"], added: [], removed: [] }]);
  expect(await whyLast("sum")).toContain("its module, or of what that imports: parse.ts has changed\n");
});

test("of a node that failed it is known, too; what was damaged or removed is told as such", async () => {
  await project.run();
  await project.run(["--input", "region=west"]);
  expect(await differs("survey")).toMatchObject([
    { kind: "argument", name: "region", before: "north", now: "west" },
    {},
  ]);
  const cache = join(project.folder, ".adg/cache");
  rmSync(cache, { recursive: true });
  expect(await whyLast("survey")).toBe("  it ran: nothing had been kept of survey before\n");
  await project.run();
  for (const entry of readdirSync(cache, { recursive: true, encoding: "utf8" }))
    if (entry.endsWith("entry.json")) writeFileSync(join(cache, entry), "{");
  expect(await whyLast("survey")).toBe("  it ran; what is kept does not tell why\n");
});
