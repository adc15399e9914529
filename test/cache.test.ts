import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Project } from "./support/command.ts";

// Each run is a process, and some tests take several runs.
vi.setConfig({ testTimeout: 60_000 });

/** How often a task has run: each run of it adds a line to a file beside the program. */
function ran(project: Project, name: string): number {
  const file = join(project.folder, name);
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}

// The folder is a text: as a "dir" it would be another argument whenever a task has written to it.
const program = `input folder: string
input source: file = "a.txt"
output made = make
output lines = read
output words = look
task make(source: file, suffix: string) -> { copy: file, parts: file[], tree: dir }:
  cache
  out { copy: "sub/copy.txt", parts: "parts/*.txt", tree: "tree" }
  sh """
    echo x >> #{folder}/made
    cp #{source} #{out.copy}; echo #{suffix} >> #{out.copy}
    echo 1 > parts/1.txt; echo 2 > parts/2.txt
    mkdir -p tree/deep; echo leaf > tree/deep/leaf
  """
task read(file: file) -> json from "./tasks.ts":
  cache
  env BESIDE "#{folder}/read"
task look(file: file) -> string[]:
  cache
  env BESIDE "#{folder}/looked"
  python "tasks:look"
edge make -> read, look
start: make(source, "end")
when make done as m:
  read(m.result.copy)
  look(m.result.copy)
`;
const files = {
  "main.adg": program,
  "a.txt": "a\n",
  "tasks.ts": `import { appendFileSync, readFileSync } from "node:fs";
import { split } from "./split.ts";
export function read(file: string) { appendFileSync(process.env.BESIDE!, "x\\n"); return split(readFileSync(file, "utf8")); }
`,
  "split.ts": `export const split = (text: string) => text.trim().split("\\n");\n`,
  "tasks.py": `import os\nfrom words import words_of\n\ndef look(file):\n    open(os.environ["BESIDE"], "a").write("x\\n")\n    return words_of(open(file).read())\n`,
  "words.py": "def words_of(text):\n    return text.split()\n",
};
const counts = (project: Project) => ["made", "read", "looked"].map((name) => ran(project, name));

const here = (project: Project) => ["--input", `folder=${project.folder}`];

test("a result is used again in a later run, with files of its own", async () => {
  const project = new Project(files);
  const first = await project.run(here(project));
  expect(first.errors).toEqual([]);
  expect(counts(project)).toEqual([1, 1, 1]);
  const made = first.outputs["made"] as { copy: string; parts: string[]; tree: string };
  // What a later task does to a file, or a user to a run, does not reach the cache.
  appendFileSync(made.copy, "spoilt");
  rmSync(join(project.folder, ".adg", "runs"), { recursive: true });
  const second = await project.run(here(project));
  expect(counts(project)).toEqual([1, 1, 1]);
  expect(second.nodes).toEqual(first.nodes);
  expect(second.outputs).toMatchObject({ lines: ["a", "end"], words: ["a", "end"] });
  const again = second.outputs["made"] as typeof made;
  expect(again.copy).toContain(second.run);
  expect(readFileSync(again.copy, "utf8")).toBe("a\nend\n");
  expect(again.parts.map((path) => readFileSync(path, "utf8"))).toEqual(["1\n", "2\n"]);
  expect(readFileSync(join(again.tree, "deep", "leaf"), "utf8")).toBe("leaf\n");
});

/** Writes a file, runs, and says how often each task has then run. */
async function change(project: Project, name: string, text: string, expected: readonly number[]): Promise<void> {
  project.write(name, text);
  expect((await project.run(here(project))).errors).toEqual([]);
  expect(counts(project), `after a change of ${name}`).toEqual(expected);
}

test("other arguments make another node; files count by content, not by their times", async () => {
  const project = new Project(files);
  await change(project, "unrelated.ts", "export {};", [1, 1, 1]);
  await change(project, "a.txt", "a\n", [1, 1, 1]);
  await change(project, "a.txt", "b\n", [2, 2, 2]);
  await change(project, "a.txt", "a\n", [2, 2, 2]);
});

test("other code makes another task: its text, its module, and what that imports", async () => {
  const project = new Project(files);
  await change(project, "unrelated.ts", "export {};", [1, 1, 1]);
  await change(project, "split.ts", `export const split = (text: string) => text.trim().split(/\\n/);\n`, [1, 2, 1]);
  await change(project, "words.py", "def words_of(text):\n    return text.strip().split()\n", [1, 2, 2]);
  const commented = program.replace("mkdir -p", "true; mkdir -p");
  await change(project, "main.adg", commented, [2, 2, 2]);
  await change(project, "main.adg", `// a comment\n${commented}`, [2, 2, 2]);
});

test("a file of the same content under another name is another argument: a task may read the name", async () => {
  const project = new Project({ ...files, "b.txt": "a\n" });
  await project.run(here(project));
  await project.run([...here(project), "--input", "source=b.txt"]);
  expect(counts(project)[0]).toBe(2);
});

test("whatever is wrong with an entry, the task runs instead", async () => {
  const project = new Project(files);
  const cache = join(project.folder, ".adg", "cache");
  const entries = () =>
    readdirSync(cache).flatMap((start) => readdirSync(join(cache, start)).map((rest) => join(cache, start, rest)));
  const hurt: readonly ((entry: string) => void)[] = [
    (entry) => writeFileSync(join(entry, "entry.json"), "{"),
    (entry) => writeFileSync(join(entry, "entry.json"), "null"),
    (entry) => writeFileSync(join(entry, "entry.json"), `{"version":1,"value":7,"files":{"../../../a.txt":"0"}}`),
    (entry) => rmSync(join(entry, "files"), { recursive: true, force: true }),
    (entry) => {
      if (existsSync(join(entry, "files"))) writeFileSync(join(entry, "files", "sub", "copy.txt"), "z\nend\n");
    },
    (entry) => rmSync(join(entry, "entry.json")),
  ];
  await project.run(here(project));
  for (const [i, how] of hurt.entries()) {
    expect(entries()).toHaveLength(3);
    entries().forEach(how);
    const report = await project.run(here(project));
    expect(report.outputs).toMatchObject({ lines: ["a", "end"] });
    expect(counts(project)[0], `after ${i}`).toBe(i + 2);
    expect(entries().filter((path) => path.endsWith(".part"))).toEqual([]);
  }
});

test("in one run, equal nodes run once, and a failure is not kept", async () => {
  const project = new Project({
    "main.adg": `input folder: string
output all once
task once(k: string, n: int) -> int:
  cache
  sh "echo x >> #{folder}/made; sleep 0.1; echo #{n}"
task flaky(k: string) -> int:
  cache
  retry 1
  sh "echo x >> #{folder}/tried; test $(wc -l < #{folder}/tried) -gt 1; echo 1"
start:
  for i in range(6): once("k", 5) key i
  flaky("k")
`,
  });
  for (const _ of [1, 2]) {
    const report = await project.run(here(project));
    expect(report.errors).toEqual([]);
    expect(report.outputs["once"]).toEqual([5, 5, 5, 5, 5, 5]);
    expect([ran(project, "made"), ran(project, "tried")]).toEqual([1, 2]);
  }
});

test("what is in the cache waits for no rate", async () => {
  const slow = (more: string) => `task slow(n: int) -> int:
  cache
  ${more}
  sh "echo #{n}"
start:
  for i in range(4): slow(i)
`;
  const project = new Project({ "main.adg": slow("limit 4") });
  await project.run();
  project.write("main.adg", slow("rate 1 per 1h"));
  expect((await project.run(["--shuffle", "2"])).nodes["slow"]).toMatchObject({ done: 4 });
});
