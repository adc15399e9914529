import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Report } from "@adg/runtime";

const adg = fileURLToPath(new URL("../bin/adg.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "adg-imports-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function command(...args: readonly string[]): { readonly exit: number | null; readonly out: string } {
  const { status, stdout } = spawnSync(process.execPath, [adg, ...args], { cwd: folder, encoding: "utf8" });
  return { exit: status, out: stdout };
}

function run(...args: readonly string[]): Report {
  return JSON.parse(command("run", "main.adg", "--json", ...args).out) as Report;
}

/** Two files that import each other, and one below them that has a task of the same name as the first. */
const circle = {
  "main.adg": `import { build, pdf as render } from "./parts/lib.adg"
input name: string = "m"
output made: string = build
output pages: string[] = all render
task pdf(name: string) -> string = name
task collect(parts: string[]) -> string = parts[0]
edge build -> render
start:
  build(2)
  pdf(name)
when build done as b: render(b.result)
`,
  "parts/lib.adg": `import { collect } from "../main.adg"
import { pdf as inner } from "./deep/lib.adg"
import { shout } from "./shout.ts"
input name: file = "name.txt"
task pdf(text: string) -> string from "./tasks.ts"
task list(d: dir) -> string:
  sh "ls #{d}"
edge list -> inner -> collect
workflow build(n: int) -> string:
  start: list("data")
  when list done as l:
    for i in range(n): inner(shout(l.result), "here.txt", name)
  when no more inner: collect(all inner)
  output collect
`,
  "parts/shout.ts": "export function shout(text: string): string { return text.toUpperCase(); }\n",
  "parts/tasks.ts": "export function pdf(text: string): string { return `<${text}>`; }\n",
  "parts/here.txt": "",
  "parts/name.txt": "",
  "parts/data/one": "",
  "parts/deep/lib.adg": `input name: file = "deep.txt"
task pdf(text: string, at: file, of: file) -> string = text + " " + at + " " + of + " " + name
`,
  "parts/deep/deep.txt": "",
};

test("a program runs with files that import each other, and paths are relative to the file that they stand in", () => {
  write(circle);
  const report = run();
  expect(report.errors).toEqual([]);
  const made = `ONE ${folder}/parts/here.txt ${folder}/parts/name.txt ${folder}/parts/deep/deep.txt`;
  expect(report.outputs).toEqual({ made, pages: [`<${made}>`] });
  const done = Object.entries(report.nodes).map(([name, counts]) => `${name} ${counts.done}`);
  expect(done).toEqual(["pdf 1", "collect 1", "render 1", "list 1", "build 1", "deep.lib.pdf 2"]);
  expect(report.edges).toEqual({
    "build->render": 1,
    "list->deep.lib.pdf": 2,
    "deep.lib.pdf->collect": 2,
  });
  expect(report.rules.map(({ rule, line, file }) => [rule, line, file])).toEqual([
    ["start", 8, undefined],
    ["when build done as b", 11, undefined],
    ["start", 10, join(folder, "parts/lib.adg")],
    ["when list done as l", 11, join(folder, "parts/lib.adg")],
    ["when no more inner", 13, join(folder, "parts/lib.adg")],
  ]);
});

test("an input of an imported file is an input of the program, named with its file", () => {
  write(circle);
  const report = run("--input", "deep.lib.name=other.txt", "--input", "name=x");
  expect(report.outputs.made).toMatch(new RegExp(` ${folder}/other.txt$`));
});

test("an exception in a rule of an imported file shows the line there", () => {
  write({
    "main.adg": 'import { all_of } from "./lib/one.adg"\nstart: all_of([1, 2])\n',
    "lib/one.adg": `
task one(n: int) = null
workflow all_of(xs: int[]):
  start:
    for i in range(3):
      one(xs[i])
`,
  });
  const [error] = run().errors;
  expect(error).toMatchObject({ code: "ADG7007", rule: "start", line: 4, file: join(folder, "lib/one.adg") });
  expect(error?.trace).toEqual([expect.stringContaining(`${join(folder, "lib/one.adg")}:6:`)]);
});

test("compiled code is used again until a file changes that is imported, however far away", () => {
  write({
    "main.adg": 'import { a } from "./a.adg"\noutput x: int = a\nstart: a()\n',
    "a.adg": 'import { b } from "./b.adg"\nworkflow a() -> int:\n  start: b()\n  output b\n',
    "b.adg": "task b() -> int = 1\n",
  });
  const scripts = () => readdirSync(join(folder, ".adg/compiled")).filter((name) => name.endsWith(".mjs")).length;
  expect(run().outputs).toEqual({ x: 1 });
  expect(run().outputs).toEqual({ x: 1 });
  expect(scripts()).toBe(1);
  write({ "b.adg": "task b() -> int = 2\n" });
  expect(run().outputs).toEqual({ x: 2 });
  expect(scripts()).toBe(2);
});

test("what is wrong with an imported file is said once, of that file, in whatever order files are checked", () => {
  write({
    "main.adg": 'import { a } from "./sub/a.adg"\nimport { c } from "./sub/none.adg"\nstart: a(c)\n',
    "other.adg": 'import { a } from "./sub/a.adg"\nstart: a(1)\n',
    "sub/a.adg": 'task a(n: int) -> int = "x"\n',
  });
  const check = (...files: readonly string[]) => {
    const { exit, out } = command("check", "--json", ...files);
    expect(exit).toBe(2);
    return (JSON.parse(out) as { file: string; line: number; code: string }[]).map(
      ({ file, line, code }) => `${file}:${line} ${code}`,
    );
  };
  expect(check("main.adg", "other.adg")).toEqual(["main.adg:2 ADG2003", "sub/a.adg:1 ADG3001"]);
  expect(check("main.adg", "sub/a.adg", "other.adg")).toEqual(["main.adg:2 ADG2003", "sub/a.adg:1 ADG3001"]);
});

test("what is compiled maps to every file that it was made from", () => {
  write(circle);
  expect(command("compile", "main.adg", "--out", "out").exit).toBe(0);
  const map = JSON.parse(readFileSync(join(folder, "out/main.adg.js.map"), "utf8")) as {
    sources: string[];
    sourcesContent: string[];
  };
  expect(map.sources).toEqual(["../main.adg", "../parts/lib.adg", "../parts/deep/lib.adg"]);
  expect(map.sourcesContent).toEqual(
    ["main.adg", "parts/lib.adg", "parts/deep/lib.adg"].map((name) => circle[name as keyof typeof circle]),
  );
});
