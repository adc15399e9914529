/** What the page of runs is told, over HTTP: of runs that go on, that are over, and as they were. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Change, NodeFacts, NodePage, RunFacts, RunLine, Snapshot } from "@adg/ui";
import { Project } from "./support/command.ts";
import { changes, control } from "./page/support/asked.ts";
import { RunPages, shownAt } from "./page/support/run-pages.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** ms. */
const patience = { timeout: 45_000 };

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

const countsOf = ({ facts, snapshot }: Told): Record<string, readonly number[]> =>
  Object.fromEntries(facts.tasks.map(({ name }, task) => [name, snapshot.tasks[task] ?? []]));

describe("the page of runs", () => {
  const project = new Project({});
  const main = program.replace("FOLDER", project.folder);
  const go = (name: string): void => writeFileSync(join(project.folder, `${name}.go`), "");
  let page: RunPages;
  let run = "";

  beforeAll(async () => {
    project.write("main.adg", main);
    page = await RunPages.start(project);
  });
  afterAll(async () => {
    await page.stop();
    rmSync(project.folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const snapshot = async (): Promise<Snapshot> => (await page.data<Told>(`/runs/${run}`)).snapshot;

  it("follows a run that goes on, in the words of the process that has it", async () => {
    expect(await page.data("/runs")).toEqual([]);
    const running = project.adg(["run", "main.adg", "--json", "--concurrency", "2"]);
    await expect.poll(async () => (await page.data<readonly RunLine[]>("/runs")).length, patience).toBe(1);
    run = (await page.data<readonly RunLine[]>("/runs"))[0]?.run ?? "";
    try {
      await expect.poll(async () => (await snapshot()).running.length, patience).toBe(2);
      const told = await page.data<Told>(`/runs/${run}`);
      expect(told.snapshot).toMatchObject({ state: "running", position: 1, nodes: 4, edges: 3 });
      expect(countsOf(told)).toEqual({ find: [1, 0, 0, 0, 0, 0], size: [0, 0, 2, 1, 0, 0], add: [0, 0, 0, 0, 0, 0] });
      expect(told.facts.typeGraph.boxes.map(({ name }) => name)).toEqual(["start", "find", "size", "add"]);
      const rule = told.facts.rules.findIndex(({ text }) => text === "when no more size");
      const { text } = (await page.data(`/runs/${run}/rules/${rule}/why`)) as { readonly text: string };
      expect(text).toContain('size "three", 5 waits for its turn: 2 nodes run already, and no more may at once');
      const { nodes } = await page.data<NodePage>(`/runs/${run}/nodes?state=running&skip=0&most=10`);
      expect(nodes.map(({ label }) => label)).toEqual([`name: "one", n: 3`, `name: "two", n: 3`]);
    } finally {
      for (const name of ["one", "two", "three"]) go(name);
    }
    const ended = await running;
    expect(JSON.parse(ended.out)).toMatchObject({ status: "failed", run });
    await expect.poll(async () => (await snapshot()).state, patience).toBe("failed");
    const told = await page.data<Told>(`/runs/${run}`);
    expect(countsOf(told)).toEqual({ find: [1, 0, 0, 0, 0, 0], size: [2, 1, 0, 0, 0, 0], add: [0, 0, 0, 0, 0, 0] });
    expect(told.snapshot.rules.map(({ state, fired }) => `${state} ${fired}`)).toEqual([
      "fired 1",
      "fired 1",
      "closed 0",
      "blocked 0",
    ]);
  });

  it("shows a run as it was after any of its outcomes, and why it was so", async () => {
    const then = await page.data<Snapshot>(`/runs/${run}/at/1`);
    expect(then).toMatchObject({ position: 1, total: 4, state: "running", nodes: 4 });
    const before = await page.data<Snapshot>(`/runs/${run}/at/0`);
    expect(before).toMatchObject({ position: 0, nodes: 1 });
    const { nodes } = await page.data<NodePage>(`/runs/${run}/nodes?text=two&skip=0&most=10`);
    expect(nodes).toMatchObject([{ state: "failed", attempt: 1 }]);
    const id = nodes[0]?.id ?? "";
    const now = await page.data<NodeFacts>(`/runs/${run}/nodes/${id}`);
    expect(now).toMatchObject({
      args: { name: "two", n: 3 },
      attempts: [{ attempt: 1, failure: { code: "ADG7004", message: "exit status 3" } }],
      log: "measuring two\n",
      parents: [{ label: 'folder: "."' }],
      children: [],
    });
    const earlier = await page.data<NodeFacts>(`/runs/${run}/nodes/${id}?at=1`);
    expect(["running", "waiting"]).toContain(earlier.state);
    expect(earlier.attempts.filter(({ ended }) => ended !== undefined)).toEqual([]);
    const why = async (at: string): Promise<string> =>
      ((await page.data(`/runs/${run}/rules/3/why${at}`)) as { readonly text: string }).text;
    expect(await why("?at=1")).toMatch(/"no more size" waits/);
    expect(await why("")).toMatch(/is blocked/);
    expect(await page.data(`/runs/${run}/critical-path`)).toHaveLength(2);
  });

  it("runs a failed node again when its run is over, and tells that what was known is void", async () => {
    const stream = changes(page, run);
    const first = await stream.next();
    expect(first).toMatchObject({ isAnew: true, ended: { length: 4 } });
    project.write("main.adg", main.replace("exit 3", "true"));
    const { nodes } = await page.data<NodePage>(`/runs/${run}/nodes?state=failed&skip=0&most=10`);
    const answer = await control(page, run, { kind: "retry", node: nodes[0]?.id ?? "" });
    expect(answer).toMatchObject({ ok: true });
    let last: Change = first;
    while (last.snapshot.state !== "succeeded") last = await stream.next();
    expect(last.snapshot.epoch).toBe(2);
    expect(last.snapshot.outputs).toEqual({ total: 11 });
    stream.close();
  });

  it("says what is not there, and what may not be asked", async () => {
    expect(await page.data("/runs/nothing")).toEqual({
      message: expect.stringMatching(/^There is no run "nothing" in ".adg"; the last one is/),
    });
    expect(await control(page, run, { kind: "pause" })).toEqual({
      ok: false,
      message: "The run is not going on.",
    });
    // It is the name of a node, whatever it looks like.
    expect(await control(page, run, { kind: "retry", node: "--help" })).toEqual({
      ok: false,
      message: expect.stringContaining('"--help"'),
    });
  });
});

/** A page for the tests of a block, gone with the project when they are over. */
function pageFor(project: Project): () => RunPages {
  let page: RunPages | undefined;
  beforeAll(async () => {
    page = await RunPages.start(project);
  });
  afterAll(async () => {
    await page?.stop();
    rmSync(project.folder, { recursive: true, force: true, maxRetries: 10 });
  });
  return () => page as RunPages;
}

describe("a run that was taken up again by a program that has changed", () => {
  const project = new Project({});
  const pageOf = pageFor(project);

  it("is shown with the tasks that there are now, and each outcome with the node that had it", async () => {
    const page = pageOf();
    const programOf = (extra: string, start: string, end: string): string => `
task find() -> string[]: sh "echo one; echo two"
task size(name: string) -> int: sh "test #{name} != two ${end}; echo 3"
${extra}
edge find -> size
${start}
when find done as f:
  for name in f.result: size(name)
`;
    project.write("main.adg", programOf("", "start: find()", "|| exit 3"));
    const { out } = await project.adg(["run", "main.adg", "--json"]);
    const { run } = JSON.parse(out) as { readonly run: string };
    const stream = changes(page, run);
    let change = await stream.next();
    expect(change).toMatchObject({ isAnew: true, ended: { length: 3 } });
    const greet = `task greet(n: int) -> int: sh "echo #{n}"`;
    project.write("main.adg", programOf(greet, "start:\n  greet(1)\n  greet(2)\n  find()", "|| true"));
    const resumed = project.adg(["run", "main.adg", "--resume", run]);
    while (change.snapshot.epoch === 1) change = await stream.next();
    const { facts } = await page.data<Told>(`/runs/${run}`);
    expect(facts.tasks.map(({ name }) => name)).toEqual(["find", "size", "greet"]);
    const ended = [...change.ended];
    while (change.snapshot.state === "running") ended.push(...(change = await stream.next()).ended);
    stream.close();
    expect(await resumed).toMatchObject({ exit: 0 });
    const { nodes } = await page.data<NodePage>(`/runs/${run}/nodes`);
    expect(ended.filter(([node, task]) => node >= 0 && nodes[node]?.task !== task)).toEqual([]);
    for (const { id } of nodes) {
      const { attempts } = await page.data<NodeFacts>(`/runs/${run}/nodes/${id}`);
      expect(attempts.filter(({ failure }) => failure !== undefined)).toEqual([]);
    }
  });
});

describe("a run whose process was killed", () => {
  const project = new Project({});
  const pageOf = pageFor(project);

  it("tells what ran at any time, and that nothing does any more", async () => {
    const page = pageOf();
    project.write(
      "main.adg",
      `task wait() -> int: sh "while ! test -e ${project.folder}/go; do sleep 0.02; done; echo 1"
workflow whole() -> int:
  output wait
  start: wait()
task quick(n: int) -> int: sh "echo #{n}"
task say(text: string) -> int: sh "echo 1"
task plus(n: int) -> int = n + 1
edge quick -> quick
start:
  say("lists of nodes have room for the beginning of this, and not for its middle or its end")
  whole()
  plus(1)
  quick(1)
when quick done as q where q.result < 3: quick(q.result + 1)
`,
    );
    let child: ChildProcess | undefined;
    const running = project.adg(["run", "main.adg", "--concurrency", "4"], {
      during: (started) => (child = started),
    });
    await expect.poll(async () => (await page.data<readonly RunLine[]>("/runs")).length, patience).toBe(1);
    const [{ run = "" } = {}] = await page.data<readonly RunLine[]>("/runs");
    const told = async () => countsOf(await page.data<Told>(`/runs/${run}`));
    const atWork = [0, 0, 1, 0, 0, 0];
    const others = { quick: [3, 0, 0, 0, 0, 0], say: [1, 0, 0, 0, 0, 0], plus: [1, 0, 0, 0, 0, 0] };
    await expect.poll(told, patience).toEqual({ wait: atWork, whole: atWork, ...others });
    const { facts } = await page.data<Told>(`/runs/${run}`);
    const then = async (): Promise<Snapshot> => page.data<Snapshot>(`/runs/${run}/at/3`);
    expect(countsOf({ facts, snapshot: await then() })).toMatchObject({ wait: atWork, whole: atWork });
    child?.kill("SIGKILL");
    await running.catch(() => undefined);
    writeFileSync(join(project.folder, "go"), "");
    const waits = [0, 0, 0, 1, 0, 0];
    await expect.poll(told, patience).toEqual({ wait: waits, whole: waits, ...others });
    expect((await page.data<Told>(`/runs/${run}`)).snapshot.state).toBe("cut off");
    // The list has it from there: what is an expression leaves no outcome in the journal.
    expect(await page.data("/runs")).toMatchObject([{ run, state: "cut off", done: 5, failed: 0 }]);
    expect(countsOf({ facts, snapshot: await then() })).toMatchObject({ wait: atWork, whole: atWork });
    expect(await page.data(`/runs/${run}/nodes?state=running`)).toMatchObject({ total: 0 });
    for (const text of ["for%20its%20MIDDLE", "beginning"])
      expect(await page.data(`/runs/${run}/nodes?text=${text}`)).toMatchObject({ total: 1 });
  });
});

describe("the list of runs", () => {
  const project = new Project({});
  const pageOf = pageFor(project);

  it("says of a run that goes on what its head does, and so does the command", async () => {
    const page = pageOf();
    project.write(
      "main.adg",
      `
task held(n: int) -> int: sh "while ! test -e ${project.folder}/go; do sleep 0.02; done; echo #{n}"
task quick(n: int) -> int: sh "echo #{n}"
task flaky() -> int:
  retry 1 backoff 600s
  sh "exit 1"
task bad() -> int: sh "exit 1"
workflow over(n: int) -> int:
  output quick
  start: quick(n)
workflow open(n: int) -> int:
  output held
  start: held(n)
start:
  for n in range(2): over(n)
  open(1)
  flaky()
  bad()
`,
    );
    const running = project.adg(["run", "main.adg", "--concurrency", "8", "--quiet"]);
    const list = async () => page.data<readonly RunLine[]>("/runs");
    await expect.poll(async () => (await list()).length, patience).toBe(1);
    const [{ run = "" } = {}] = await list();
    const told = async () => countsOf(await page.data<Told>(`/runs/${run}`));
    await expect.poll(told, patience).toEqual({
      held: [0, 0, 1, 0, 0, 0],
      quick: [2, 0, 0, 0, 0, 0],
      flaky: [0, 0, 0, 1, 0, 0],
      bad: [0, 1, 0, 0, 0, 0],
      over: [2, 0, 0, 0, 0, 0],
      open: [0, 0, 1, 0, 0, 0],
    });
    const listed = async (): Promise<readonly unknown[]> =>
      JSON.parse((await project.adg(["runs", "--json"])).out) as readonly unknown[];
    expect(await list()).toMatchObject([{ run, state: "running", done: 4, failed: 1 }]);
    expect(await listed()).toMatchObject([{ run, state: "running", nodes: { done: 4, failed: 1, running: 2 } }]);

    expect((await project.adg(["pause", run])).exit).toBe(0);
    await expect.poll(async () => (await page.data<Told>(`/runs/${run}`)).snapshot.state, patience).toBe("paused");
    expect(await list()).toMatchObject([{ run, state: "paused", done: 4, failed: 1 }]);
    expect(await listed()).toMatchObject([{ run, state: "paused", nodes: { done: 4, failed: 1, running: 2 } }]);
    expect((await project.adg(["runs"])).out).toMatch(/ paused .* 4 done, 1 failed, 2 running\n$/);
    expect((await project.adg(["show", run])).out).toMatch(/^run \w+ of main.adg: paused for /);

    expect((await project.adg(["cancel", run])).exit).toBe(0);
    expect((await running).exit).toBe(130);
    const end = { done: 4, failed: 1, skipped: 0, cancelled: 3 };
    expect(await listed()).toMatchObject([{ run, state: "interrupted", nodes: end }]);
    await expect.poll(list, patience).toMatchObject([{ run, state: "interrupted", done: 4, failed: 1 }]);
  });
});

describe("a run that is taken up from its page", () => {
  const project = new Project({});
  const path = (name: string): string => join(project.folder, name);
  const main = `
task wait() -> int: sh "while ! test -e ${path("go")}; do sleep 0.02; done; test -e ${path("ok")}; echo 1"
output waited: int = wait
start: wait()
`;
  afterAll(() => rmSync(project.folder, { recursive: true, force: true, maxRetries: 10 }));

  const listed = async (): Promise<unknown> => JSON.parse((await project.adg(["runs", "--json"])).out);

  it("goes on when the page has ended, and what goes wrong is told there", async () => {
    project.write("main.adg", main);
    let child: ChildProcess | undefined;
    const running = project.adg(["run", "main.adg"], { during: (started) => (child = started) });
    const first = await RunPages.start(project);
    await expect.poll(async () => (await first.data<readonly RunLine[]>("/runs")).length, patience).toBe(1);
    const [{ run = "" } = {}] = await first.data<readonly RunLine[]>("/runs");
    const told = async (page: RunPages) => (await page.data<Told>(`/runs/${run}`)).snapshot;
    await expect.poll(async () => (await told(first)).running.length, patience).toBe(1);
    child?.kill("SIGKILL");
    await running;
    await expect.poll(() => told(first), patience).toMatchObject({ state: "cut off" });
    expect((await first.data<Told>(`/runs/${run}`)).facts.canResume).toBe(true);

    // In the words of the command.
    project.write("main.adg", "task task");
    const refused = await project.adg(["resume", run]);
    expect(refused.exit).toBe(2);
    const message = refused.err.trim();
    expect(await control(first, run, { kind: "resume" })).toEqual({ ok: false, message });
    expect(await told(first)).toMatchObject({ state: "cut off", notResumed: message });

    project.write("main.adg", main);
    expect(await control(first, run, { kind: "resume" })).toEqual({ ok: true, message: "The run goes on." });
    expect(await control(first, run, { kind: "pause" })).toMatchObject({ ok: true });
    expect(await control(first, run, { kind: "resume" })).toEqual({ ok: true, message: "The run goes on." });
    const { notResumed, state } = await told(first);
    expect([state, notResumed]).toEqual(["running", undefined]);

    const { pid } = JSON.parse(readFileSync(path(`.adg/runs/${run}/lock.json`), "utf8")) as { readonly pid: number };
    process.kill(pid, "SIGKILL");
    const killed = "The process that had taken up the run was ended by SIGKILL.";
    await expect.poll(() => told(first), patience).toMatchObject({ state: "cut off", notResumed: killed });

    expect(await control(first, run, { kind: "resume" })).toMatchObject({ ok: true });
    await first.stop();
    expect(await listed()).toMatchObject([{ run, state: "running" }]);
    project.write("ok", "");
    project.write("go", "");
    await expect.poll(listed, patience).toMatchObject([{ run, state: "succeeded" }]);
    const said = (): string => readFileSync(path(`.adg/runs/${run}/taken-up.log`), "utf8");
    await expect.poll(said, patience).toMatch(/waited: 1\s+succeeded in/);
  });

  it("is run by the program that the page was told of", async () => {
    rmSync(path("ok"));
    const { out } = await project.adg(["run", "main.adg", "--json"]);
    const { run } = JSON.parse(out) as { readonly run: string };
    mkdirSync(path("moved"));
    renameSync(path("main.adg"), path("moved/main.adg"));
    const page = await RunPages.start(project, ["--program", "moved/main.adg"]);
    try {
      const { nodes } = await page.data<NodePage>(`/runs/${run}/nodes?state=failed`);
      // What lies where the program was is another one by now.
      project.write("main.adg", main.replace("echo 1", "echo 2"));
      project.write("ok", "");
      expect(await control(page, run, { kind: "retry", node: nodes[0]?.id ?? "" })).toMatchObject({ ok: true });
      const told = async () => (await page.data<Told>(`/runs/${run}`)).snapshot;
      await expect.poll(told, patience).toMatchObject({ state: "succeeded", outputs: { waited: 1 } });
    } finally {
      await page.stop();
    }
    // The command says where to look.
    rmSync(path("main.adg"));
    const gone = `The program of run ${run}, "main.adg", is not there any more; name it with --program.\n`;
    expect(await project.adg(["resume", run])).toMatchObject({ exit: 2, err: gone });
    expect((await project.adg(["resume", run, "--program", "moved/main.adg"])).exit).toBe(0);
  });
});

describe("a run whose journal cannot be read while its page is open", () => {
  const project = new Project({});
  const pageOf = pageFor(project);

  it("is shown as it was, with what is wrong in a sentence, and as it is when it can be read again", async () => {
    const page = pageOf();
    const task = `task say(n: int) -> int: sh "test -e ${project.folder}/ok; echo #{n}"`;
    project.write("main.adg", `${task}\noutput said: int[] = all say\nstart:\n  for n in range(3): say(n)\n`);
    const { out } = await project.adg(["run", "main.adg", "--json"]);
    const { run } = JSON.parse(out) as { readonly run: string };
    const journal = join(project.folder, ".adg/runs", run, "journal.db");
    const kept = join(project.folder, "kept.db");
    renameSync(journal, kept);
    // Whoever comes now is told why there is nothing to see.
    expect(await page.data(`/runs/${run}`)).toMatchObject({ message: expect.stringContaining("There is no run") });
    copyFileSync(kept, journal);
    const told = async () => (await page.data<Told>(`/runs/${run}`)).snapshot;
    expect(await told()).toMatchObject({ state: "failed", position: 3, epoch: 1 });
    const stream = changes(page, run);
    await stream.next();

    rmSync(journal);
    expect(await stream.next()).toMatchObject({
      snapshot: { state: "failed", position: 3, trouble: `There is no journal "${journal}".` },
    });
    writeFileSync(journal, "this is none");
    expect((await stream.next()).snapshot.trouble).toBe(`"${journal}" is not the journal of a run.`);
    copyFileSync(kept, journal);
    const later = new DatabaseSync(journal);
    later.exec("PRAGMA user_version = 99");
    later.close();
    expect((await stream.next()).snapshot.trouble).toMatch(/version 99/);
    const empty = new DatabaseSync(journal);
    empty.exec("PRAGMA user_version = 1; DELETE FROM commits");
    empty.close();
    expect((await stream.next()).snapshot.trouble).toMatch(/does not say how its run began/);

    // As long as it was, and longer than that.
    copyFileSync(kept, journal);
    const well = await stream.next();
    expect(well.snapshot.trouble).toBeUndefined();
    expect(well).toMatchObject({ isAnew: true, ended: { length: 3 }, snapshot: { state: "failed", position: 3 } });
    project.write("ok", "");
    expect((await project.adg(["resume", run])).exit).toBe(0);
    let last = await stream.next();
    while (last.snapshot.state !== "succeeded") last = await stream.next();
    expect(last.snapshot.outputs).toEqual({ said: [0, 1, 2] });

    // An older one than was read.
    rmSync(`${journal}-wal`, { force: true });
    copyFileSync(kept, journal);
    while (last.snapshot.state !== "failed") last = await stream.next();
    expect(last).toMatchObject({ isAnew: true, ended: { length: 3 }, snapshot: { position: 3 } });
    stream.close();
  });
});

describe("a run with a page beside it", () => {
  const project = new Project({
    "main.adg": `task wait() -> string: sh "while ! test -e FOLDER/go; do sleep 0.02; done"\nstart: wait()\n`,
  });
  afterAll(() => rmSync(project.folder, { recursive: true, force: true, maxRetries: 10 }));

  it("says where it is shown, and that ends with the run where nobody sits at a terminal", async () => {
    project.write("main.adg", readFileSync(join(project.folder, "main.adg"), "utf8").replace("FOLDER", project.folder));
    let shown: Promise<URL> | undefined;
    const running = project.adg(["run", "main.adg", "--ui"], { during: (child) => (shown = shownAt(child)) });
    const url = await shown;
    const asked = new URLSearchParams(url?.hash.slice(1));
    const headers = { authorization: `Bearer ${asked.get("token")}` };
    const told = async (): Promise<number> =>
      (await fetch(new URL(`/api/runs/${asked.get("run")}`, url), { headers })).status;
    await expect.poll(told, patience).toBe(200);
    writeFileSync(join(project.folder, "go"), "");
    const { exit, err } = await running;
    expect(exit).toBe(0);
    expect(err).toMatch(/^The run is shown at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}&run=\w{12}\n/);
    await expect.poll(() => told().catch(() => "gone"), patience).toBe("gone");
  });

  it("stays at a terminal when the run is over, until Ctrl-C", async () => {
    writeFileSync(join(project.folder, "go"), "");
    const command = fileURLToPath(new URL("../cli/bin/adg.mjs", import.meta.url));
    const inTerminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
    const child = spawn("python3", ["-c", inTerminal, process.execPath, command, "run", "main.adg", "--ui"], {
      cwd: project.folder,
    });
    const ended = once(child, "exit");
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    await expect.poll(() => out, patience).toMatch(/succeeded in .*The page stays at http:\S+ until Ctrl-C\./s);
    const [url = ""] = /http:\S+/.exec(out) ?? [];
    expect((await fetch(url)).status).toBe(200);
    child.stdin.write("\u0003");
    expect(await ended).toEqual([0, null]);
    await expect
      .poll(
        () =>
          fetch(url).then(
            ({ status }) => status,
            () => "gone",
          ),
        patience,
      )
      .toBe("gone");
  });

  it("needs a journal, and a port that is free", async () => {
    const stubbed = await project.adg(["run", "main.adg", "--ui", "--stub"]);
    expect(stubbed).toMatchObject({
      exit: 2,
      err: "The page shows what the journal has, and with --stub there is none.\n",
    });
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const taken = await project.adg(["run", "main.adg", "--ui", String(port)]);
    expect(taken).toMatchObject({ exit: 2, err: `Port ${port} is taken: name another with --ui.\n` });
    server.close();
  });
});
