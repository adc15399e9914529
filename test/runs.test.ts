import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Project, type Ended } from "./support/command.ts";

// Each test starts a few commands, one after the other.
vi.setConfig({ testTimeout: 60_000 });

/** Each node waits while it is held, and fails where it is to. */
const text = `
input names: string[] = ["ä", "b"]
task work(name: string) -> string:
  sh """
    echo "log of #{name}" >&2
    while [ -e "$ADG_TEST_GATES/hold-#{name}" ]; do sleep 0.02; done
    echo "end of #{name}" >&2
    [ ! -e "$ADG_TEST_GATES/bad-#{name}" ]
    echo "#{name}!"
  """
task total(texts: string[]) -> string:
  sh "echo #{texts}"
edge work -> total
start:
  for name in names: work(name)
when no more work: total(all work)
output total
`;

const project = new Project({ "main.adg": text, "gänge/main.adg": text });
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const path = (name: string): string => join(project.folder, name);
const env = { ADG_TEST_GATES: project.folder, NO_COLOR: "1" };
const adg = (...args: readonly string[]): Promise<Ended> => project.adg(args, { env });
const runIds = (folder = "."): readonly string[] => readdirSync(path(`${folder}/.adg/runs`)).sort();
const nodesOf = (run: string, task: string, folder = "."): readonly string[] =>
  readdirSync(path(`${folder}/.adg/runs/${run}`)).filter((name) => name.startsWith(`${task}-`));

async function json<T>(...args: readonly string[]): Promise<T> {
  const { out, err } = await adg(...args, "--json");
  expect(err).toBe("");
  return JSON.parse(out) as T;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((soon) => setTimeout(soon, 10));
}

interface Going {
  readonly run: string;
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

/** A run of the other folder in which the node of "b" is held, and known to have begun. */
async function held(): Promise<Going> {
  writeFileSync(path("hold-b"), "");
  const before = existsSync(path("gänge/.adg/runs")) ? runIds("gänge") : [];
  const started = Promise.withResolvers<ChildProcess>();
  const end = project.adg(["run", "gänge/main.adg"], { env, during: started.resolve });
  let run = "";
  await until(() => {
    run = (existsSync(path("gänge/.adg/runs")) ? runIds("gänge") : []).find((id) => !before.includes(id)) ?? "";
    const log = path(`gänge/.adg/runs/${run}/journal.db-wal`);
    if (run === "" || !existsSync(log)) return false;
    const written = readFileSync(log, "utf8");
    return written.includes('"kind":"begun"') && written.includes('"kind":"succeeded"');
  });
  return { run, child: await started.promise, end };
}

const release = (): void => rmSync(path("hold-b"), { force: true });

interface Line {
  readonly run: string;
  readonly state: string;
  readonly nodes: Readonly<Record<string, number>>;
  readonly problem?: string;
}

let good = "";
let bad = "";

let before: Awaited<ReturnType<typeof adg>>[] = [];

beforeAll(async () => {
  before = [await adg("runs"), await adg("show")];
  await adg("run", "main.adg");
  [good = ""] = runIds();
  writeFileSync(path("bad-b"), "");
  await adg("run", "main.adg");
  rmSync(path("bad-b"));
  [, bad = ""] = runIds();
}, 60_000);

test("where there are no runs yet, that is said", () => {
  expect(before.map(({ exit, out, err }) => [exit, out, err])).toEqual([
    [0, 'There are no runs in ".adg" yet.\n', ""],
    [2, "", 'There are no runs in ".adg".\n'],
  ]);
});

describe("adg runs", () => {
  test("lists the runs of a folder, the newest first", async () => {
    const lines = await json<readonly Line[]>("runs");
    expect(lines).toMatchObject([
      {
        kind: "whole",
        run: bad,
        state: "failed",
        workflow: "main",
        program: path("main.adg"),
        nodes: { done: 1, failed: 1 },
      },
      { kind: "whole", run: good, state: "succeeded", nodes: { done: 3, failed: 0, skipped: 0, cancelled: 0 } },
    ]);
    const { out } = await adg("runs", "--last", "1");
    expect(out).toMatch(
      new RegExp(
        `^run +state +started +took +program +nodes\n${bad}  failed  .*main.adg  1 done, 1 failed.*\n… 1 older`,
      ),
    );
    expect((await adg("runs", "--in", "main.adg")).out).toContain(good);
    expect(await adg("runs", "--in", "nowhere")).toEqual({
      exit: 2,
      out: "",
      err: 'There is no file or folder "nowhere".\n',
    });
    expect((await adg("runs", "--last", "0")).exit).toBe(2);
  });

  test("says in its line that a journal is damaged, and shows the others", async () => {
    const other = new Project({ "main.adg": text });
    const run = (): Promise<Ended> => other.adg(["run", "main.adg", "--quiet"], { env });
    await run();
    await run();
    const folder = join(other.folder, ".adg", "runs");
    const [first = "", second = ""] = readdirSync(folder).sort();
    const journal = join(folder, first, "journal.db");
    const size = statSync(journal).size;
    const file = openSync(journal, "r+");
    for (let at = 4096; at < size; at += 64) writeSync(file, "\0\xff?", at);
    const { exit, out } = await other.adg(["runs"], { env });
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`${second}  succeeded.*\n${first}  damaged\n  The journal ".*" is damaged: .*\n$`));
    expect(await other.adg(["show", first], { env })).toMatchObject({
      exit: 2,
      out: "",
      err: expect.stringMatching(/^The journal ".*" is damaged: [^\n]*\n$/) as string,
    });
    rmSync(other.folder, { recursive: true });
  });
});

describe("adg show", () => {
  test("shows the last run, or one by the beginning of its id", async () => {
    const { out, exit } = await adg("show");
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`^run ${bad} of main.adg: failed after `));
    expect(out).toMatch(/inputs\n {2}names: \["ä","b"\]/);
    expect(out).toMatch(/work +1 +1/);
    expect(out).toMatch(/fired {4}when no more work/);
    expect(out).toMatch(/ADG7004 work\("b"\) \(work-\w+\): exit status 1\n {6}\| log of b\n {6}\| end of b\n/);
    const shown = await json<object>("show", good.slice(0, -1));
    expect(shown).toMatchObject({
      ...{ run: good, state: "succeeded", resumed: [], failures: [], outputs: { total: "ä! b!" } },
      tasks: [
        { task: "work", done: 2, failed: 0, running: 0, reused: 0 },
        { task: "total", done: 1 },
      ],
      graph: { rules: [{ rule: "start", state: "fired" }, { state: "fired" }], edges: 2 },
    });
  });

  test("needs no program, and says what that would tell", async () => {
    renameSync(path("main.adg"), path("gone.adg"));
    const { out, exit } = await adg("show", good);
    expect(exit).toBe(0);
    expect(out).toContain(`The program of run ${good}, "main.adg", is not there any more`);
    expect(out).toMatch(/outputs\n {2}total: "ä! b!"/);
    writeFileSync(path("main.adg"), text.replace("no more work", "no more wark"));
    expect((await adg("show", good)).out).toContain('has mistakes now; "adg check main.adg" tells which.');
    writeFileSync(path("main.adg"), text.replace("#{name}!", "#{name}?"));
    expect((await adg("show", good)).out).toContain("The program has changed since");
    renameSync(path("gone.adg"), path("main.adg"));
  });

  test("says which run may be meant", async () => {
    const wrong = `${good.slice(0, -1)}${good.endsWith("z") ? "y" : "z"}`;
    expect(await adg("show", wrong)).toMatchObject({ exit: 2, out: "" });
    expect((await adg("show", wrong)).err).toMatch(
      new RegExp(`^There is no run "${wrong}" in ".adg"; did you mean .*"${good}"`),
    );
    expect((await adg("show", good.slice(0, 3))).err).toBe(
      `Several runs begin with "${good.slice(0, 3)}": "${good}", "${bad}".\n`,
    );
  });
});

describe("a run that goes on", () => {
  test("is shown as it is, its nodes' logs are followed to their end", async () => {
    const { run, end } = await held();
    const at = ["--in", "gänge"] as const;
    expect(await json<readonly Line[]>("runs", ...at)).toMatchObject([
      { run, state: "running", nodes: { done: 1, failed: 0, running: 1 } },
    ]);
    const { out } = await adg("show", run, ...at);
    expect(out).toMatch(/running for/);
    expect(out).toMatch(/ +waiting +running +done +took +slowest\n {2}work +1 +1 .*\n {2}total +1\n/);
    const node = nodesOf(run, "work", "gänge").find((id) =>
      readFileSync(path(`gänge/.adg/runs/${run}/${id}/log`), "utf8").includes("of b"),
    );
    expect((await adg("logs", run, "work", "b", ...at)).out).toBe("log of b\n");
    expect(await json("logs", run, 'work "b"', ...at)).toMatchObject({
      run,
      node,
      task: "work",
      state: "running",
      attempt: 1,
      log: { text: "log of b\n" },
    });
    expect((await adg("logs", run, "total", ...at)).err).toMatch(/^"total-\w+" has not begun yet\.\n$/);
    expect((await adg("replay", run, "--check", ...at)).exit).toBe(0);
    const followed = project.adg(["logs", "-f", run, node ?? "", ...at], {
      env,
      during: (child) => void child.stdout?.once("data", release),
    });
    expect(await followed).toEqual({ exit: 0, out: "log of b\nend of b\nb!\n", err: `"${node}" is done.\n` });
    expect((await end).exit).toBe(0);
    expect((await adg("logs", "-f", run, node ?? "", ...at)).out).toBe(
      "── log ──\nlog of b\nend of b\n── stdout ──\nb!\n",
    );
  });

  test("is called cut off when its process was killed, and resumed when it was taken up again", async () => {
    const { run, child, end } = await held();
    const followed = project.adg(["logs", "-f", run, "work", "b", "--in", "gänge"], {
      env,
      during: (follower) => void follower.stdout?.once("data", () => child.kill("SIGKILL")),
    });
    await end;
    const [line] = await json<readonly Line[]>("runs", "--in", "gänge", "--last", "1");
    expect(line).toMatchObject({ run, state: "cut off", nodes: { done: 1, failed: 0, cutOff: 1 } });
    expect(await json("show", run, "--in", "gänge")).toMatchObject({
      state: "cut off",
      tasks: [{ task: "work", done: 1, running: 0, cutOff: 1 }],
    });
    expect((await followed).err).toMatch(/^"work-\w+" was not over when its run was\.\n$/);
    release();
    expect((await adg("run", "gänge/main.adg", "--resume", run)).exit).toBe(0);
    const { out } = await adg("show", run, "--in", "gänge");
    expect(out).toMatch(/: succeeded after/);
    expect(out).toMatch(/\n {2}resumed \d{4}-/);
    expect((await adg("replay", run, "--check", "--in", "gänge")).out).toContain("makes the same graph");
  });
});

describe("adg logs", () => {
  test("lists the nodes that may be meant", async () => {
    const several = await adg("logs", good, "work");
    expect(several).toMatchObject({ exit: 2, out: "" });
    expect(several.err).toMatch(/^Several nodes match "work":\n( {2}work-\w{12} {2}work\("(ä|b)"\)\n){2}$/);
    expect((await adg("logs", good, "wrok")).err).toBe(
      `There is no node "wrok" in run ${good}; did you mean "work"?\n`,
    );
    expect((await adg("logs", good, "work", "c")).err).toBe(
      `No "work" node of run ${good} matches "work c"; there is "work("ä")", "work("b")".\n`,
    );
  });

  test("finds a node by what people write, and says why there is nothing", async () => {
    const shown = "── log ──\nlog of ä\nend of ä\n── stdout ──\nä!\n";
    for (const name of [["work", "ä"], ['work("ä")'], ['work "ä"']])
      expect((await adg("logs", good, ...name)).out).toBe(shown);
    expect((await adg("logs", bad, "total")).err).toMatch(
      /^"total-\w+" (has not begun|was (skipped|cancelled): it never ran)\.\n$/,
    );
    const [node = ""] = nodesOf(bad, "work").filter((id) =>
      readFileSync(path(`.adg/runs/${bad}/${id}/log`), "utf8").includes("of b"),
    );
    renameSync(path(`.adg/runs/${bad}/${node}`), path("away"));
    expect((await adg("logs", bad, node)).err).toMatch(
      /is gone with its folder ".*"; the journal has its end:\nlog of b\nend of b\n$/,
    );
    renameSync(path("away"), path(`.adg/runs/${bad}/${node}`));
  });
});

describe("adg diff", () => {
  test("tells two runs apart, and a run not from one that did the same", async () => {
    const found = await adg("diff", good, bad);
    expect(found.exit).toBe(1);
    expect(found.out).toMatch(
      new RegExp(`^${good} → ${bad}\n {2}state: succeeded → failed\n {2}only in ${good}: 1 node\n {4}- total\\(`),
    );
    expect(found.out).toMatch(/ {2}~ work\("b"\) \(work-\w+\): done → failed\n/);
    const third = (await json<{ run: string }>("run", "main.adg")).run;
    expect(await adg("diff", good, third)).toEqual({
      exit: 0,
      out: `Runs ${good} and ${third} do not differ.\n`,
      err: "",
    });
    expect(await adg("diff", good, "zz")).toMatchObject({ exit: 2, out: "" });
    const other = (await json<{ run: string }>("run", "main.adg", "--input", 'names=["ä"]')).run;
    expect(await json("diff", good, other).catch(String)).toMatchObject({
      isEqual: false,
      inputs: { names: { a: ["ä", "b"], b: ["ä"] } },
      onlyA: [{ task: "work" }],
      nodes: [{ a: { task: "total" }, differs: ["arguments", "result"] }],
    });
  });
});

describe("adg replay", () => {
  test("makes the graph again up to any outcome", async () => {
    expect(await json("replay", good, "--until", "1", "--graph", "graph.json")).toMatchObject({
      ...{ taken: 1, of: 3, isSame: true },
      tasks: [
        { task: "work", done: 1, running: 1 },
        { task: "total", waiting: 1 },
      ],
    });
    const graph = JSON.parse(readFileSync(path("graph.json"), "utf8")) as { nodes: readonly { state: string }[] };
    expect(graph.nodes.map(({ state }) => state).sort()).toEqual(["done", "running", "waiting"]);
    expect((await adg("replay", good)).out).toMatch(/after 3 outcomes/);
    expect((await adg("replay", good, "--until", "x")).exit).toBe(2);
  });

  test("tells where the program of today parts from the journal", async () => {
    expect(await adg("replay", good, "--check")).toMatchObject({ exit: 0 });
    writeFileSync(path("other.adg"), text.replace("for name in names", "for name in names.slice(0, 1)"));
    const other = await adg("replay", good, "--check", "--program", "other.adg");
    expect(other).toMatchObject({ exit: 1, err: "" });
    expect(other.out).toMatch(
      /parts from the journal of run \w+: outcome \d has no place: "work-\w+" is not in the graph any more/,
    );
    expect((await adg("replay", good, "--program", "none.adg")).err).toBe('There is no program "none.adg".\n');
  });
});

test("a run goes into a file and comes out of it elsewhere, once", async () => {
  expect((await adg("export", good, "run.adgrun")).out).toBe(`Run ${good} is in "run.adgrun".\n`);
  expect(await adg("export", good, "run.adgrun")).toMatchObject({ exit: 2, out: "" });
  project.write("elsewhere/x", "");
  expect(await json("import", "run.adgrun", "--in", "elsewhere")).toMatchObject({ run: good });
  expect((await adg("import", "run.adgrun", "--in", "elsewhere")).err).toMatch(/exists already/);
  expect(await json("show", "--in", "elsewhere")).toMatchObject({ run: good, state: "succeeded" });
  expect((await adg("import", "main.adg")).err).toMatch(/is not the journal of a run\.\n$/);
  expect((await adg("import", "none")).err).toBe('There is no file "none" to import a run from.\n');
});
