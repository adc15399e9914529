import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { pause } from "../runtime/src/timer.ts";
import { Project, type Ended } from "./support/command.ts";

// Each test starts a few commands, one after the other.
vi.setConfig({ testTimeout: 90_000 });

const project = new Project({
  "main.adg": `
input n: int = 1
task long(n: int) -> string:
  sh "head -c 100000 /dev/zero | tr '\\\\0' '#{n}'"
task page(n: int) -> file:
  cache
  out "page.txt"
  sh "echo #{n} > #{out}"
task last(text: string, page: file) -> string:
  sh """
    cat #{page}
    while [ -e "$ADG_TEST_GATES/hold" ]; do echo on >> "$ADG_TEST_GATES/held"; sleep 0.02; done
    [ ! -e "$ADG_TEST_GATES/bad" ]
  """
edge long -> last
edge page -> last
start:
  long(n)
  page(n)
when long done as a, page done as b: last(a.result, b.result)
output text = last
`,
  "reads.adg": `
input page: file
task read(page: file) -> string:
  sh "cat #{page}"
start: read(page)
output text = read
`,
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const path = (name: string): string => join(project.folder, name);
const adg = (...args: readonly string[]): Promise<Ended> =>
  project.adg(args, { env: { NO_COLOR: "1", ADG_TEST_GATES: project.folder } });
const json = async <T>(...args: readonly string[]): Promise<T> => {
  const { out, err } = await adg(...args, "--json");
  expect(err).toBe("");
  return JSON.parse(out) as T;
};

const runs = (): readonly string[] => readdirSync(path(".adg/runs")).sort();
const objects = (): readonly string[] =>
  readdirSync(path(".adg/objects"), { recursive: true, encoding: "utf8" }).filter((name) => /\w{2}.\w{62}$/.test(name));

interface Told {
  readonly removed: number;
  readonly kept: number;
  readonly freed: number;
  readonly runs: readonly { readonly run: string; readonly state: string; readonly size: number }[];
  readonly left: readonly { readonly run: string; readonly why: string }[];
}

/** Runs a program to its end; answers the run's id. */
async function ran(...args: readonly string[]): Promise<string> {
  const before = existsSync(path(".adg/runs")) ? runs() : [];
  await adg("run", ...args, "--quiet");
  const [run = "", ...others] = runs().filter((each) => !before.includes(each));
  expect(others).toEqual([]);
  return run;
}

interface Going {
  readonly run: string;
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

/** A run of which the last node is held. */
async function held(...args: readonly string[]): Promise<Going> {
  const before = existsSync(path(".adg/runs")) ? runs() : [];
  writeFileSync(path("hold"), "");
  const started = Promise.withResolvers<ChildProcess>();
  const end = project.adg(["run", "main.adg", "--quiet", ...args], {
    env: { ADG_TEST_GATES: project.folder },
    during: started.resolve,
  });
  const child = await started.promise;
  while (!existsSync(path("held"))) await pause(5);
  const [run = ""] = runs().filter((each) => !before.includes(each));
  return { run, child, end };
}

const release = (): void => ["hold", "held", "bad"].forEach((name) => rmSync(path(name), { force: true }));

beforeEach(() => {
  release();
  rmSync(path(".adg/runs"), { recursive: true, force: true });
  rmSync(path(".adg/objects"), { recursive: true, force: true });
  rmSync(path(".adg/cache"), { recursive: true, force: true });
});

test("nothing goes without a choice, and what cannot be meant is refused in a sentence", async () => {
  expect(await adg("runs", "prune", "--all")).toEqual({
    exit: 0,
    out: 'There are no runs in ".adg" yet.\n',
    err: "",
  });
  expect(await json("runs", "prune", "--all")).toMatchObject({ removed: 0, kept: 0, runs: [], left: [] });
  const run = await ran("main.adg");
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { exit, out, err } = await adg("runs", ...args);
    expect([exit, out]).toEqual([2, ""]);
    return err;
  };
  expect(await refused("prune")).toBe(
    "Say which runs shall go: --older-than 30d, --larger-than 1GB, --keep 10, --state failed, --all, or their ids.\n",
  );
  expect(await refused("prune", "--dry-run")).toMatch(/^Say which runs shall go/);
  expect(await refused("prune", run, "--keep", "1")).toBe(
    "Name runs, or say which shall go by options; a run that is named goes whatever else is said.\n",
  );
  expect(await refused("prune", "--all", "--keep", "1")).toMatch(/^--all means all that are over; leave it out/);
  expect(await refused("prune", "zzz")).toMatch(/^There is no run "zzz" in ".adg"; /);
  expect(await refused("prune", "--keep", "0")).toContain("It must be at least 1.");
  expect(await refused("prune", "--older-than", "1x")).toContain("It must be a time such as 30d, 12h or 10m.");
  expect(await refused("prune", "--state", "running")).toContain(
    'It must be succeeded, failed, interrupted, "cut off" or damaged.',
  );
  expect(await refused("--all", "prune")).toBe('error: options of "adg runs prune" stand behind "prune"\n');
  expect(await refused("prune", "--all", "--in", "nowhere")).toBe('There is no file or folder "nowhere".\n');
  expect(runs()).toEqual([run]);
});

test("runs go by their state, their age, their number and their size, and it is told what that freed", async () => {
  const first = await ran("main.adg");
  writeFileSync(path("bad"), "");
  const failed = await ran("main.adg", "--input", "n=2");
  release();
  const last = await ran("main.adg", "--input", "n=3");
  expect(objects()).toHaveLength(3);
  const told = await json<Told>("runs", "prune", "--state", "failed", "--dry-run");
  expect(told).toMatchObject({ dryRun: true, removed: 1, kept: 2, runs: [{ run: failed, state: "failed" }], left: [] });
  expect(await json("runs", "prune", "--older-than", "1h")).toMatchObject({ removed: 0, freed: 0, kept: 3 });
  expect(await json("runs", "prune", "--larger-than", "1GB")).toMatchObject({ removed: 0 });
  expect(runs()).toEqual([first, failed, last]);
  const { out } = await adg("runs", "prune", "--state", "failed", "--in", "main.adg");
  expect(out).toMatch(
    new RegExp(
      `^run +state +ended +size +program\n${failed}  failed  20\\d\\d-.*KB  main.adg\n` +
        `1 run removed and 1 large result that no run names any more, [\\d.]+ KB freed; 2 runs kept.\n$`,
    ),
  );
  expect(objects()).toHaveLength(2);
  expect(await json("runs", "prune", "--keep", "1", "--older-than", "1s")).toMatchObject({
    removed: 1,
    kept: 1,
    runs: [{ run: first, state: "succeeded" }],
  });
  expect(runs()).toEqual([last]);
  expect(await json("runs", "prune", last.slice(0, 11))).toMatchObject({ removed: 1, kept: 0, left: [] });
  expect([runs(), objects()]).toEqual([[], []]);
  expect((await adg("runs")).out).toBe('There are no runs in ".adg" yet.\n');
});

test("a run that goes on stays, as does one that was cut off and is not asked for; it can still be resumed", async () => {
  const { run, child, end } = await held();
  expect((await adg("runs", "prune", "--all")).out).toBe(
    `${run} stays: it goes on.\n0 runs removed, 0 B freed; 1 run kept.\n`,
  );
  expect(await adg("runs", "prune", run)).toMatchObject({
    exit: 1,
    out: expect.stringContaining("it goes on") as string,
  });
  child.kill("SIGKILL");
  await end;
  expect((await adg("runs", "prune", "--all")).out).toBe(
    `${run} stays: it is cut off and can be resumed; its id, or --state "cut off", removes it.\n` +
      "0 runs removed, 0 B freed; 1 run kept.\n",
  );
  release();
  const resumed = await adg("run", "main.adg", "--resume");
  expect([resumed.exit, resumed.err]).toEqual([0, expect.stringContaining("resumed: 2 outcomes taken over")]);
  const cut = await held();
  cut.child.kill("SIGINT");
  await cut.end;
  release();
  expect(await json("runs", "prune", "--state", "cut-off", "--state", "interrupted")).toMatchObject({
    removed: 1,
    kept: 1,
    runs: [{ run: cut.run, state: "interrupted" }],
  });
  expect(runs()).toEqual([run]);
});

test("a run without a journal goes with those that are over, and not while it goes on", async () => {
  const other = await ran("main.adg");
  const { run, end } = await held("--no-journal");
  expect((await adg("runs", "prune", other)).out).toContain(
    `What files ${run} may have been given of removed runs is not known: there is no journal of it here.\n1 run removed`,
  );
  expect(await json("runs", "prune", "--all")).toMatchObject({ removed: 0, silent: [run] });
  expect((await adg("runs", "prune", "--all")).out).toBe(
    `${run} stays: it goes on.\n0 runs removed, 0 B freed; 0 runs kept.\n`,
  );
  release();
  expect((await end).exit).toBe(0);
  expect(await json("runs", "prune", "--older-than", "0s")).toMatchObject({ runs: [{ run, state: "no journal" }] });
  expect(runs()).toEqual([]);
});

test("what other runs and the cache need stays", async () => {
  const one = await ran("main.adg");
  const two = await ran("main.adg");
  // Both have the same large result; the second has taken its page from the cache.
  expect(objects()).toHaveLength(1);
  expect(await json("runs", "prune", one)).toMatchObject({ removed: 1, kept: 1, results: { removed: 0 } });
  expect(objects()).toHaveLength(1);
  expect((await adg("run", "main.adg", "--resume", two)).exit).toBe(0);
  expect((await adg("cache", "verify")).out).toBe("1 result kept, all whole.\n");
  const three = await ran("main.adg");
  expect((await adg("why", three, "page")).out).toContain("its result was taken from the cache");
  expect((await adg("diff", two, three)).exit).toBe(0);
  // And a run that was given a file of another one.
  const [page = ""] = readdirSync(path(`.adg/runs/${three}`)).filter((name) => name.startsWith("page-"));
  const file = path(`.adg/runs/${three}/${page}/work/page.txt`);
  const reads = await ran("reads.adg", "--input", `page=${file}`);
  expect(await adg("runs", "prune", three)).toEqual({
    exit: 1,
    out: `${three} stays: run ${reads} uses its files.\n0 runs removed, 0 B freed; 3 runs kept.\n`,
    err: "",
  });
  expect(readFileSync(file, "utf8")).toBe("1\n");
  expect(await json("runs", "prune", three, reads)).toMatchObject({ removed: 2, kept: 1 });
  expect(await json("runs", "prune", "--all")).toMatchObject({ removed: 1, kept: 0, results: { removed: 1 } });
});

test("what an earlier prune was killed over is no run, and goes with the next one", async () => {
  const run = await ran("main.adg");
  const other = await ran("main.adg");
  renameSync(path(`.adg/runs/${run}`), path(`.adg/runs/.${run}.0.removed`));
  expect((await json<readonly { run: string }[]>("runs")).map((each) => each.run)).toEqual([other]);
  expect((await adg("show", run)).err).toMatch(/^There is no run /);
  const { out } = await adg("runs", "prune", "--older-than", "1h");
  expect(out).toMatch(/^0 runs removed, [\d.]+ KB freed; 1 run kept\.\n$/);
  expect(runs()).toEqual([other]);
});
