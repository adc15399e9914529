import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Project } from "./support/command.ts";

test("a stubbed run takes results from stubs and runs nothing", async () => {
  const project = new Project({
    "main.adg": `input name: string = "x"
output book: file = bind
output total: int = sum_up
output found: file[] = discover
task discover(folder: string) -> file[] from "./tasks.ts":
  stub ["fixtures/a.md", "b.md"]
task render(source: file, n: int) -> { pdf: file, pages: int } from "./tasks.ts":
  stub { pdf: "#{name}-#{n}.pdf", pages: n + attempt }
task bind(pages: file[]) -> file:
  out "book.pdf"
  sh "touch ran; exit 1"
  secret NOT_THERE
task sum_up(ns: int[]) -> int = sum(ns)
edge discover -> render -> bind, sum_up
start: discover("chapters")
when discover done as d:
  for i, source in d.result: render(source, i)
when all render done as rs:
  bind([r.result.pdf for r in rs])
  sum_up([r.result.pages for r in rs])
`,
    "tasks.ts": `throw new Error("loaded");\nexport const discover = (folder: string): string[] => [folder];\nexport const render = (source: string, n: number) => ({ pdf: source, pages: n });\n`,
    "fixtures/a.md": "# A",
  });
  const report = await project.run(["--stub", "--out", "kept"], { env: { NOT_THERE: undefined } });
  expect(report.errors).toEqual([]);
  expect(report.nodes).toMatchObject({ discover: { done: 1 }, render: { done: 2 }, bind: { done: 1 } });
  expect(report.outputs["total"]).toBe(3);
  expect(report.outputs["book"]).toMatch(/\/work\/book\.pdf$/);
  // An empty file stands in for what a task would have made, so --out has something to copy.
  expect(readFileSync(join(project.folder, "kept", "book.pdf"), "utf8")).toBe("");
  expect(existsSync(join(project.folder, "ran"))).toBe(false);
  expect(report.outputs["found"]).toEqual([
    join(project.folder, "fixtures/a.md"),
    expect.stringMatching(/\/work\/b\.md$/),
  ]);
});

test("a task without a stub gives the emptiest value of its type", async () => {
  const project = new Project({
    "main.adg": `output every: json = all values
type Tree = { label: string, below: Tree[], mark?: int }
type Value = { s: string, i: int, n: number, b: boolean, u: "fast" | "exact", o: int?, l: string[], t: [int, string], r: Tree, j: json, e: Outcome<int> }
task values() -> Value:
  sh "exit 1"
task files() -> { a: file, d: dir }:
  out { a: "sub/a.txt", d: "d" }
  sh "exit 1"
output files = files
task nothing() from "./tasks.ts"
start:
  values()
  files()
  nothing()
`,
    "tasks.ts": "export function nothing(): void {}\n",
  });
  const report = await project.run(["--stub"]);
  expect(report.errors).toEqual([]);
  const r = { label: "", below: [] };
  const plain = { s: "", i: 0, n: 0, b: false, u: "fast", o: null, l: [], t: [0, ""], r, j: null };
  expect(report.outputs["every"]).toEqual([{ ...plain, e: { ok: true, value: 0 } }]);
  const { a, d } = report.outputs["files"] as { a: string; d: string };
  expect(a).toMatch(/sub\/a\.txt$/);
  expect(existsSync(a) && existsSync(d)).toBe(true);
});

test("a stub on a pure task is used in its place, and only in a stubbed run", async () => {
  const project = new Project({
    "main.adg": `output n = one
task one() -> int = 1:
  stub 2
start: one()
`,
  });
  expect((await project.run()).outputs).toEqual({ n: 1 });
  expect((await project.run(["--stub"])).outputs).toEqual({ n: 2 });
});

test("a stub that cannot be computed, or is not of the type, fails its node without a retry", async () => {
  const project = new Project({
    "main.adg": `input j: json = { n: "no number" }
task broken(ns: int[]) -> int:
  retry 3
  stub ns[5]
  sh "echo 1"
task wrong() -> int:
  stub j.n
  sh "echo 1"
start:
  broken([1])
  wrong()
`,
  });
  const report = await project.run(["--stub"]);
  expect(report.errors.map(({ code, task }) => [code, task])).toEqual([
    ["ADG7007", "broken"],
    ["ADG7002", "wrong"],
  ]);
});

test("a stubbed run waits for no rate, no budget and no backoff", async () => {
  const project = new Project({
    "main.adg": `task slow(n: int) -> int:
  rate 1 per 1h
  cpus 100000
  stub n
  sh "echo 1"
start:
  for i in range(20): slow(i)
`,
  });
  expect((await project.run(["--stub"])).nodes["slow"]).toMatchObject({ done: 20 });
});
