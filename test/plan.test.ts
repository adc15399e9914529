/** What `adg plan` says a program would grow. */
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "@adg/runtime";
import { afterAll, expect, it, vi } from "vitest";
import { Project } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000 });

const rounds = `
task guess(n: int) -> int:
  sh "echo #{n}"
  stub n + 3
edge guess -> guess
start: guess(0)
when guess done as g where g.result < 20: guess(g.result)
`;
const project = new Project({
  "package.json": '{ "type": "module" }',
  "rounds.adg": rounds,
  "endless.adg": rounds.replace("  stub n + 3\n", ""),
});
cpSync(fileURLToPath(new URL("../examples/physics", import.meta.url)), project.folder, {
  recursive: true,
  filter: (source) => !source.endsWith("/.adg"),
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

interface Told {
  readonly nodes: number;
  readonly edges: number;
  readonly isWhole: boolean;
  readonly tasks: readonly { readonly task: string; readonly nodes: number; readonly failed: number }[];
  readonly length: number;
  readonly path: readonly { readonly call: string; readonly took: number }[];
  readonly from?: { readonly run: string; readonly taken: number };
  readonly cost: number;
  readonly failures: readonly { readonly message: string }[];
}

async function plan(...args: readonly string[]): Promise<Told> {
  const { exit, out, err } = await project.adg(["plan", ...args, "--json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return JSON.parse(out) as Told;
}

const counts = ({ tasks }: Told): Readonly<Record<string, number>> =>
  Object.fromEntries(tasks.map(({ task, nodes }) => [task, nodes]));

it("grows a graph of as many nodes as are assumed, and runs nothing", async () => {
  const { out } = await project.adg(["plan", "physics.adg", "--assume", "fetch=5"]);
  expect(out.replaceAll(/"…[^"]*\/assumed/g, `"…/assumed`)).toMatchInlineSnapshot(`
    "physics.adg would grow 18 nodes and 21 edges, as assumed; no task has run

    tasks
                 nodes  in any run
      fetch          1           1
      select         5        0..n
      measure        5        0..n
      display        5        0..n
      apology        0        0..n
      histogram      1        0..1
      fit            1        0..1

    the run would wait for
      5 nodes, one after the other
        fetch(files: 4, size: 400)
        select(collisions: "…/assumed/stub-file-1")
        measure(selected: "…/assumed/stub-file")
        histogram(masses: [[], [], [], [], []])
        fit(histogram: "…/assumed/stub-file")
    "
  `);
  expect(existsSync(join(project.folder, ".adg", "runs"))).toBe(false);
  expect(existsSync(join(project.folder, "assumed"))).toBe(false);
});

it("says of which task nothing is assumed, where nothing is", async () => {
  const { out } = await project.adg(["plan", "physics.adg"]);
  expect(out).toContain("fetch is assumed to give an empty list; say how many elements with --assume fetch=N");
});

it("adds up what tasks take, along the chain that the run would wait for, and all together", async () => {
  const took = ["--took", "fetch=10s", "--took", "select=1m", "--took", "measure=500ms"];
  const { length, path, cost } = await plan("physics.adg", "--assume", "fetch=5", ...took);
  expect(length).toBe(70_500);
  expect(path.map(({ call }) => /^\w+/.exec(call)?.[0])).toEqual(["fetch", "select", "measure", "histogram", "fit"]);
  expect(cost).toBe(10_000 + 5 * 60_000 + 5 * 500);
});

it("goes by stubs where nothing else is assumed, as a stubbed run does", async () => {
  const { out } = await project.adg(["run", "rounds.adg", "--stub", "--json"]);
  const { nodes } = JSON.parse(out) as Report;
  expect(await plan("rounds.adg")).toMatchObject({ nodes: nodes["guess"]?.done, edges: 6, isWhole: true });
  expect(await plan("rounds.adg", "--assume", "guess=20")).toMatchObject({ nodes: 1 });
});

it("stops where rounds do not end, and says so", async () => {
  const { exit, out } = await project.adg(["plan", "endless.adg", "--at-most", "50"]);
  expect(exit).toBe(0);
  expect(out).toContain("There would be more: the plan was stopped there.");
  expect(await plan("endless.adg", "--at-most", "50")).toMatchObject({ isWhole: false });
});

it("takes results and times of a run, and assumes the rest where the program has changed", async () => {
  const { out } = await project.adg(["run", "physics.adg", "--json"]);
  const { run, nodes } = JSON.parse(out) as Report;
  const same = await plan("physics.adg", "--from", run);
  expect(same.tasks.map(({ task, nodes, failed }) => [task, nodes - failed])).toEqual(
    Object.entries(nodes).map(([task, { done }]) => [task, done]),
  );
  expect(same.failures).toMatchObject([{ message: expect.stringContaining("the muons") }]);
  expect(same.length).toBe(same.path.reduce((sum, { took }) => sum + took, 0));
  expect(same.from).toEqual({ run, taken: 15 });
  const text = readFileSync(join(project.folder, "physics.adg"), "utf8");
  project.write(
    "physics.adg",
    text
      .replace("  fit(masses)", "  let first = fit(masses)\n  check(first)")
      .replace(
        "edge fetch ->",
        'task check(mass: number) -> string:\n  sh "echo #{mass}"\nedge fit -> check\nedge fetch ->',
      ),
  );
  const more = await plan("physics.adg", "--from", run, "--took", "check=1h");
  expect(counts(more)).toEqual({ ...counts(same), check: 1 });
  expect(more.length).toBeGreaterThan(3_600_000);
  project.write("physics.adg", text);
});

it.each([
  [["--assume", "fetc=5"], '"--assume fetc=5": the program has no task "fetc"; did you mean "fetch"?'],
  [["--assume", "fit=big"], '"--assume fit=big": fit: expected number, got "big".'],
  [["--assume", "fetch"], '"--assume fetch" must be written "--assume TASK=…".'],
  [["--took", "fetch=1y"], '"--took fetch=1y": expected a time such as 500ms, 30s, 5m or 2h.'],
  [["--input", "files=many"], 'ADG7001: input "files": expected int, got "many"'],
])("%s is refused", async (args, message) => {
  const { exit, err } = await project.adg(["plan", "physics.adg", ...args]);
  expect({ exit, err: err.trimEnd() }).toEqual({ exit: 2, err: message });
});
