/** What the page of runs is told, over HTTP: of runs that go on, that are over, and as they were. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Change, NodeFacts, NodePage, RunFacts, RunLine, Snapshot } from "@adg/ui";
import { Project } from "./support/command.ts";
import { Page } from "./support/page-of-runs.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = `
task find(folder: string) -> string[]:
  sh "echo one; echo two; echo three"
task size(name: string, n: int) -> int:
  sh """
    while ! test -e FOLDER/#{name}.go; do sleep 0.02; done
    echo measuring #{name} >&2
    test #{name} != two || exit 3
    echo #{n}
  """
task add(sizes: int[]) -> int = sum(sizes)
edge find -> size -> add
edge size -> size
output total: int = add
start: find(".")
when find done as f:
  for name in f.result: size(name, name.length)
when size done as s where s.result > 100: size("more", 1)
when no more size: add(all size)
`;

interface Told {
  readonly facts: RunFacts;
  readonly snapshot: Snapshot;
}

describe("the page of runs", () => {
  const project = new Project({});
  const main = program.replace("FOLDER", project.folder);
  const go = (name: string): void => writeFileSync(join(project.folder, `${name}.go`), "");
  let page: Page;
  let run = "";

  beforeAll(async () => {
    project.write("main.adg", main);
    page = await Page.open(project.folder);
  });
  afterAll(async () => {
    await page.close();
    rmSync(project.folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const counts = ({ facts, snapshot }: Told): Record<string, readonly number[]> =>
    Object.fromEntries(facts.tasks.map(({ name }, task) => [name, snapshot.tasks[task] ?? []]));

  it("follows a run that goes on, in the words of the process that has it", async () => {
    expect(await page.get("runs")).toEqual([]);
    const running = project.adg(["run", "main.adg", "--json", "--concurrency", "2"]);
    run = await page.until(async () => ((await page.get("runs")) as readonly RunLine[])[0]?.run);
    try {
      await page.until(async () => ((await page.get(`runs/${run}`)) as Told).snapshot.running.length === 2);
      const told = (await page.get(`runs/${run}`)) as Told;
      expect(told.snapshot).toMatchObject({ state: "running", position: 1, nodes: 4, edges: 3 });
      expect(counts(told)).toEqual({ find: [1, 0, 0, 0, 0, 0], size: [0, 0, 2, 1, 0, 0], add: [0, 0, 0, 0, 0, 0] });
      expect(told.facts.typeGraph.boxes.map(({ name }) => name)).toEqual(["start", "find", "size", "add"]);
      const rule = told.facts.rules.findIndex(({ text }) => text === "when no more size");
      const { text } = (await page.get(`runs/${run}/rules/${rule}/why`)) as { readonly text: string };
      expect(text).toContain('size "three", 5 waits for its turn: 2 nodes run already, and no more may at once');
      const { nodes } = (await page.get(`runs/${run}/nodes?state=running&skip=0&most=10`)) as NodePage;
      expect(nodes.map(({ label }) => label)).toEqual([`name: "one", n: 3`, `name: "two", n: 3`]);
    } finally {
      for (const name of ["one", "two", "three"]) go(name);
    }
    const ended = await running;
    expect(JSON.parse(ended.out)).toMatchObject({ status: "failed", run });
    await page.until(async () => ((await page.get(`runs/${run}`)) as Told).snapshot.state === "failed");
    const told = (await page.get(`runs/${run}`)) as Told;
    expect(counts(told)).toEqual({ find: [1, 0, 0, 0, 0, 0], size: [2, 1, 0, 0, 0, 0], add: [0, 0, 0, 0, 0, 0] });
    expect(told.snapshot.rules.map(({ state, fired }) => `${state} ${fired}`)).toEqual([
      "fired 1",
      "fired 1",
      "closed 0",
      "blocked 0",
    ]);
  });

  it("shows a run as it was after any of its outcomes, and why it was so", async () => {
    const then = (await page.get(`runs/${run}/at/1`)) as Snapshot;
    expect(then).toMatchObject({ position: 1, total: 4, state: "running", nodes: 4 });
    const before = (await page.get(`runs/${run}/at/0`)) as Snapshot;
    expect(before).toMatchObject({ position: 0, nodes: 1 });
    const { nodes } = (await page.get(`runs/${run}/nodes?text=two&skip=0&most=10`)) as NodePage;
    expect(nodes).toMatchObject([{ state: "failed", attempt: 1 }]);
    const id = nodes[0]?.id ?? "";
    const now = (await page.get(`runs/${run}/nodes/${id}`)) as NodeFacts;
    expect(now).toMatchObject({
      args: { name: "two", n: 3 },
      attempts: [{ attempt: 1, failure: { code: "ADG7004", message: "exit status 3" } }],
      log: "measuring two\n",
      parents: [{ label: 'folder: "."' }],
      children: [],
    });
    const earlier = (await page.get(`runs/${run}/nodes/${id}?at=1`)) as NodeFacts;
    expect(["running", "waiting"]).toContain(earlier.state);
    expect(earlier.attempts.filter(({ ended }) => ended !== undefined)).toEqual([]);
    const why = async (at: string): Promise<string> =>
      ((await page.get(`runs/${run}/rules/3/why${at}`)) as { readonly text: string }).text;
    expect(await why("?at=1")).toMatch(/"no more size" waits/);
    expect(await why("")).toMatch(/is blocked/);
    expect(await page.get(`runs/${run}/critical-path`)).toHaveLength(2);
  });

  it("runs a failed node again when its run is over, and tells that what was known is void", async () => {
    const stream = page.events(run);
    const first = await stream.next();
    expect(first).toMatchObject({ isAnew: true, ended: { length: 4 } });
    project.write("main.adg", main.replace("exit 3", "true"));
    const { nodes } = (await page.get(`runs/${run}/nodes?state=failed&skip=0&most=10`)) as NodePage;
    const answer = await page.post(`runs/${run}/control`, { kind: "retry", node: nodes[0]?.id });
    expect(answer).toMatchObject({ ok: true });
    let last: Change = first;
    while (last.snapshot.state !== "succeeded") last = await stream.next();
    expect(last.snapshot.epoch).toBe(2);
    expect(last.snapshot.outputs).toEqual({ total: 11 });
    stream.close();
  });

  it("says what is not there, and what may not be asked", async () => {
    expect(await page.get("runs/nothing")).toEqual({
      message: expect.stringMatching(/^There is no run "nothing" in ".adg"; the last one is/),
    });
    expect(await page.post(`runs/${run}/control`, { kind: "pause" })).toEqual({
      ok: false,
      message: "The run is not going on.",
    });
  });
});
