import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { durably, openRun, outcome, recordsIn } from "../../../test/support/journal.ts";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";
import { exportRun, importRun, journalFileOf, objectFileOf, runFolderOf, valueOf } from "../journal/index.ts";
import { ObjectsLock } from "../journal/objects-lock.ts";
import { runIds } from "../journal/runs.ts";
import type { Value } from "../workflow.ts";
import type { Choice, Stay } from "./choose.ts";
import { runKindOf } from "./folders.ts";
import { moveAway } from "./move-away.ts";
import { pruneRuns, type Pruned } from "./prune-runs.ts";
import { Survey } from "./survey.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = tempFolder();
let places = 0;
const newPlace = (): string => join(folder, `place-${places++}`);

const large = (letter: string): string => letter.repeat(100_000);
const prune = (stateDir: string, choice: Choice = {}, dryRun = false): Pruned =>
  pruneRuns(stateDir, { choice, dryRun, now: Date.now() });

/** A run that has ended, with these results. */
async function ended(stateDir: string, run: string, ...results: readonly Value[]): Promise<void> {
  const { writer } = await openRun(stateDir, run);
  for (const [i, result] of results.entries()) writer.write(outcome(i, result));
  writer.write({ kind: "ended", status: "succeeded", time: 50 });
  await writer.close();
}

/** Digests of the large results that are there. */
function objectsIn(stateDir: string): readonly string[] {
  const objects = join(stateDir, "objects");
  return readdirSync(objects)
    .filter((start) => start.length === 2)
    .flatMap((start) => readdirSync(join(objects, start)).map((rest) => start + rest));
}

const resultsOf = (stateDir: string, run: string): readonly Value[] =>
  recordsIn(journalFileOf(runFolderOf(stateDir, run))).flatMap((record) =>
    record.kind === "succeeded" ? [valueOf(record.result, stateDir)] : [],
  );

test("with a run go its files, and the large results that no other run names", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"), large("b"));
  await ended(stateDir, "two", large("b"), large("c"));
  const made = join(runFolderOf(stateDir, "one"), "t-1", "work");
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, "x.txt"), "x".repeat(1000));
  // What a link leads to is none of the run's.
  symlinkSync(runFolderOf(stateDir, "two"), join(made, "link"));
  const before = prune(stateDir, { named: ["one"] }, true);
  expect(runIds(stateDir)).toEqual(["one", "two"]);
  const { removed, objects, kept, freed, staying, rest } = prune(stateDir, { named: ["one"] });
  expect({ removed: removed.map(({ run, state, last, program }) => [run, state, last, program]), kept }).toEqual({
    removed: [["one", "succeeded", 50, "/w.adg"]],
    kept: 1,
  });
  expect([staying.size, rest.size]).toEqual([0, 0]);
  expect(objects).toEqual({ removed: 1, freed: 100_002 });
  expect(freed).toBe(100_002 + (removed[0]?.size ?? 0));
  expect(removed[0]?.size).toBeGreaterThan(1000);
  expect(removed[0]?.size).toBeLessThan(100_000);
  expect({ ...before, removed: [] }).toEqual({
    ...prune(stateDir, { named: [] }),
    freed: before.freed,
    objects,
    removed: [],
  });
  expect(before.freed).toBe(freed);
  expect(readdirSync(join(stateDir, "runs"))).toEqual(["two"]);
  expect(resultsOf(stateDir, "two")).toEqual([large("b"), large("c")]);
  expect(objectsIn(stateDir)).toHaveLength(2);
  prune(stateDir);
  expect(readdirSync(join(stateDir, "runs"))).toEqual([]);
  expect(readdirSync(join(stateDir, "objects"))).toEqual(["lock.db"]);
});

test("a run that goes on stays, even if it is named, and what it has not named yet, too", async () => {
  const stateDir = newPlace();
  const { writer, folder: going } = await openRun(stateDir, "going");
  await durably(writer, outcome(1, large("a")));
  const [object = ""] = objectsIn(stateDir);
  expect(prune(stateDir, { named: ["going"] }).staying).toEqual(new Map([["going", { why: "running" }]]));
  expect(prune(stateDir)).toMatchObject({ removed: [], kept: 1, objects: { removed: 0 } });
  expect(existsSync(objectFileOf(stateDir, object))).toBe(true);
  await writer.close();
  // Now it is cut off.
  expect(prune(stateDir).staying).toEqual(new Map([["going", { why: "resumable", state: "cut off" }]]));
  expect(prune(stateDir, { states: ["cut off"] }).removed).toMatchObject([{ run: "going" }]);
  expect(existsSync(going)).toBe(false);
  expect(objectsIn(stateDir)).toEqual([]);
});

test("what nothing names is collected, as are halves of results and of imports", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"));
  const [object = ""] = objectsIn(stateDir);
  const other = objectFileOf(
    stateDir,
    object.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
  );
  const part = `${objectFileOf(stateDir, object)}.77-0.part`;
  for (const file of [other, part]) writeFileSync(file, "12345");
  const { pid: gone } = spawnSync(process.execPath, ["--version"]);
  const half = join(stateDir, "runs", `.two.${gone}.part`);
  mkdirSync(half);
  expect(prune(stateDir, { named: [] }).objects).toEqual({ removed: 2, freed: 10 });
  expect([other, part, half].filter((path) => existsSync(path))).toEqual([]);
  expect(objectsIn(stateDir)).toEqual([object]);
  expect(readdirSync(join(stateDir, "runs"))).toEqual(["one"]);
});

test("the half of an import that goes on stays, unless it is as old as none can be", () => {
  const stateDir = newPlace();
  mkdirSync(join(stateDir, "objects"), { recursive: true });
  const half = join(stateDir, "runs", `.two.${process.pid}.part`);
  mkdirSync(half, { recursive: true });
  prune(stateDir);
  expect(existsSync(half)).toBe(true);
  const old = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(half, old, old);
  prune(stateDir);
  expect(existsSync(half)).toBe(false);
});

test("a run without a journal that has begun one since it was looked at stays, with what it needs", async () => {
  const stateDir = newPlace();
  const bare = runFolderOf(stateDir, "bare");
  mkdirSync(bare, { recursive: true });
  writeFileSync(join(bare, "lock.json"), "");
  await ended(stateDir, "one");
  const survey = new Survey(stateDir, Date.now());
  expect(survey.folders.bare).toEqual(["bare"]);
  rmSync(bare, { recursive: true });
  await ended(stateDir, "bare", join(runFolderOf(stateDir, "one"), "x.txt"));
  expect(moveAway(stateDir, survey, { runs: ["one", "bare"], isNamed: false })).toEqual({
    names: new Map(),
    staying: new Map<string, Stay>([
      ["bare", { why: "changed" }],
      ["one", { why: "used", by: "bare" }],
    ]),
  });
  expect(runIds(stateDir)).toEqual(["bare", "one"]);
  expect([...survey.runs.keys()].sort()).toEqual(["bare", "one"]);
});

test("a run that another process goes on with since it was looked at keeps what it needs by now, or may need", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one");
  await ended(stateDir, "other");
  const { writer } = await openRun(stateDir, "user");
  const survey = new Survey(stateDir, Date.now());
  await durably(writer, outcome(1, [large("a"), join(runFolderOf(stateDir, "one"), "x.txt")]));
  const staying = (isNamed: boolean): Record<string, Stay> =>
    Object.fromEntries(moveAway(stateDir, survey, { runs: ["one", "other", "user"], isNamed }).staying);
  const [object = ""] = objectsIn(stateDir);
  const file = objectFileOf(stateDir, object);
  const text = readFileSync(file);
  rmSync(file);
  expect(staying(false)).toEqual({
    user: { why: "running" },
    other: { why: "perhaps-used", by: "user" },
    one: { why: "perhaps-used", by: "user" },
  });
  writeFileSync(file, text);
  expect(staying(true)).toEqual({ user: { why: "running" }, one: { why: "used", by: "user" } });
  expect(runIds(stateDir)).toEqual(["one", "user"]);
  await writer.close();
});

test("where a journal cannot be read or lies elsewhere, large results stay, for it may name them", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"));
  await ended(stateDir, "two", large("b"));
  const journal = journalFileOf(runFolderOf(stateDir, "two"));
  const whole = readFileSync(journal);
  writeFileSync(journal, whole.fill("damage", 0, 6));
  const damage = { why: "damaged", problem: `"${journal}" is not the journal of a run.` };
  // It may need the files of the other, which goes only if that is named.
  expect(prune(stateDir)).toMatchObject({
    removed: [],
    staying: new Map(Object.entries({ one: { why: "perhaps-used", by: "two" }, two: damage })),
    objects: { because: "unreadable", runs: ["two"] },
  });
  expect(prune(stateDir, { named: ["one"] })).toMatchObject({
    removed: [{ run: "one" }],
    objects: { because: "unreadable", runs: ["two"] },
  });
  expect(objectsIn(stateDir)).toHaveLength(2);
  const queued = runFolderOf(stateDir, "queued");
  mkdirSync(queued);
  writeFileSync(join(queued, "shared-queue"), "token");
  expect(prune(stateDir, { states: ["damaged"] })).toMatchObject({
    removed: [{ run: "two", state: "damaged" }],
    kept: 0,
    objects: { because: "queued", runs: ["queued"] },
    silent: ["queued"],
  });
  expect(objectsIn(stateDir)).toHaveLength(2);
  expect(existsSync(queued)).toBe(true);
  rmSync(queued, { recursive: true });
  expect(prune(stateDir).objects).toMatchObject({ removed: 2 });
});

test("the files of a run that others name stay: in inputs, results and large results, and in the cache", async () => {
  const stateDir = newPlace();
  const fileOf = (run: string): string => join(runFolderOf(stateDir, run), "t-1", "work", "x.txt");
  await ended(stateDir, "one");
  await ended(stateDir, "three");
  await ended(stateDir, "two", fileOf("one"));
  await ended(stateDir, "user", [large("a"), fileOf("two")]);
  const named: Choice = { named: ["one", "two", "three"] };
  expect(prune(stateDir, named, true).staying).toEqual(
    new Map([
      ["two", { why: "used", by: "user" }],
      ["one", { why: "used", by: "two" }],
    ]),
  );
  const entry = join(stateDir, "cache", "ab", "c".repeat(62));
  mkdirSync(entry, { recursive: true });
  const kept = { version: 1, parts: { task: "pdf" }, value: fileOf("three"), files: { [fileOf("three")]: "0" } };
  writeFileSync(join(entry, "entry.json"), JSON.stringify(kept));
  const { removed, staying } = prune(stateDir, named);
  expect(removed).toEqual([]);
  expect(staying.get("three")).toEqual({ why: "cached", task: "pdf" });
  rmSync(entry, { recursive: true });
  expect(prune(stateDir).removed.map(({ run }) => run)).toEqual(["one", "three", "two", "user"]);
});

test("a run whose folder may not be looked into may have a journal, and large results stay", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"));
  const closed = runFolderOf(stateDir, "closed");
  mkdirSync(closed);
  writeFileSync(join(closed, "lock.json"), "");
  // It leads to itself: who looks at it is not told that there is none.
  symlinkSync("journal.db", journalFileOf(closed));
  const problem = `"${closed}" may not be looked into by this user.`;
  expect(prune(stateDir)).toMatchObject({
    removed: [],
    staying: new Map(
      Object.entries({ one: { why: "perhaps-used", by: "closed" }, closed: { why: "unreadable", problem } }),
    ),
    objects: { because: "unreadable", runs: ["closed"] },
  });
  expect(prune(stateDir, { named: ["one"] }).objects).toEqual({ because: "unreadable", runs: ["closed"] });
  expect(objectsIn(stateDir)).toHaveLength(1);
});

test("what may not be looked into is not taken as what is not there", () => {
  const refusal = (code: string) => (): never => {
    throw Object.assign(new Error(code), { code, syscall: "stat" });
  };
  const kind = (stat: () => undefined, names: () => readonly string[]): string =>
    runKindOf("/p/runs/one", 1e12, { stat, names });
  const nothing = (): undefined => undefined;
  for (const code of ["EACCES", "EPERM", "EIO"]) {
    expect(kind(refusal(code), () => [])).toBe("closed");
    expect(kind(nothing, refusal(code))).toBe("closed");
  }
  expect(kind(refusal("ENOENT"), () => [])).toBe("bare");
  expect(kind(nothing, () => ["log"])).toBe("unknown");
});

test("where a large result of a run cannot be read that stays, what that run needs cannot be told", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one");
  const { writer } = await openRun(stateDir, "user");
  await durably(writer, outcome(1, [large("a"), join(runFolderOf(stateDir, "one"), "x.txt")]));
  await writer.close();
  const [object = ""] = objectsIn(stateDir);
  rmSync(objectFileOf(stateDir, object));
  // Nobody can read it as a file.
  mkdirSync(objectFileOf(stateDir, object));
  const { removed, staying } = prune(stateDir);
  expect(removed).toEqual([]);
  expect(staying.get("one")).toEqual({ why: "perhaps-used", by: "user" });
  expect(prune(stateDir, { named: ["one"] }).removed).toMatchObject([{ run: "one" }]);
});

test("a run without a journal goes as one that is over, unless it goes on or nothing tells that it does not", () => {
  const stateDir = newPlace();
  const bare = (name: string, ...files: readonly string[]): string => {
    const path = runFolderOf(stateDir, name);
    mkdirSync(path, { recursive: true });
    for (const file of files) writeFileSync(join(path, file), "");
    return path;
  };
  bare("bare", "lock.db", "lock.json", "log");
  bare("locked", "log");
  const begun = bare("begun", "lock.db");
  expect(prune(stateDir)).toMatchObject({
    removed: [{ run: "bare", state: "no journal" }],
    kept: 0,
    unknown: ["begun", "locked"],
  });
  // Nothing takes a day to begin.
  const old = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(begun, old, old);
  expect(prune(stateDir)).toMatchObject({ removed: [{ run: "begun" }], unknown: ["locked"] });
});

test("what a killed run has left among the temporary files goes with it, and nothing that only looks so", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one");
  await ended(stateDir, "two");
  const left = mkdtempSync(join(tmpdir(), "adg-"));
  writeFileSync(join(left, "control.sock"), "");
  const control = (run: string, path: string): void =>
    writeFileSync(join(runFolderOf(stateDir, run), "control.json"), JSON.stringify({ path, token: "" }));
  control("one", join(left, "control.sock"));
  const elsewhere = join(stateDir, "adg-other");
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "control.sock"), "");
  control("two", join(elsewhere, "control.sock"));
  expect(prune(stateDir).removed).toHaveLength(2);
  expect(existsSync(left)).toBe(false);
  expect(readdirSync(elsewhere)).toEqual(["control.sock"]);
});

test("a prune that is killed leaves runs that are whole, or gone; the next one removes the rest", async () => {
  const stateDir = newPlace();
  const files = 300;
  const names = Array.from({ length: 4 }, (_, i) => `run-${i}`);
  for (const name of names) {
    await ended(stateDir, name, large(name), large("same"));
    const path = join(runFolderOf(stateDir, name), "t-1", "work");
    mkdirSync(path, { recursive: true });
    for (let i = 0; i < files; i += 1) writeFileSync(join(path, `${i}`), "x");
  }
  const program = writeText(
    folder,
    "pruner.mjs",
    `import { pruneRuns } from ${JSON.stringify(new URL("prune-runs.ts", import.meta.url).href)};
process.stdout.write("now");
pruneRuns(process.argv[2], { choice: { named: process.argv.slice(3) }, dryRun: false, now: Date.now() });
`,
  );
  for (const name of names) {
    const child = spawn(process.execPath, [program, stateDir, name], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    // As soon as it is not in the list any more, at the latest.
    while (child.exitCode === null && runIds(stateDir).includes(name)) await new Promise((soon) => setTimeout(soon, 0));
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    for (const run of runIds(stateDir)) {
      expect(resultsOf(stateDir, run)).toEqual([large(run), large("same")]);
      expect(readdirSync(join(runFolderOf(stateDir, run), "t-1", "work"))).toHaveLength(files);
    }
  }
  prune(stateDir, { named: [] });
  const left = runIds(stateDir);
  expect(readdirSync(join(stateDir, "runs"))).toEqual(left);
  expect(objectsIn(stateDir)).toHaveLength(left.length === 0 ? 0 : left.length + 1);
});

test("a result is not collected between being written and being named", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "old", large("a"));
  // Runs write the same results again and again, while each run that is over goes at once.
  const program = writeText(
    folder,
    "writer.mjs",
    `import { existsSync } from "node:fs";
import { openWriter, objectFileOf, readJournal, journalFileOf } from ${JSON.stringify(new URL("../journal/index.ts", import.meta.url).href)};
const [stateDir] = process.argv.slice(2);
const created = { kind: "created", adg: "0", workflow: "w", source: "/w.adg", program: "p", inputs: {}, settings: {}, time: 1 };
for (let i = 0; i < 10; i += 1) {
  const run = "run-" + i;
  const folder = stateDir + "/runs/" + run;
  const onFailure = (error) => { throw error; };
  const writer = await openWriter({ folder, stateDir, onFailure, first: { ...created, run } });
  for (let n = 0; n < 5; n += 1) {
    const result = { value: String.fromCharCode(97 + n).repeat(100_000) };
    const record = { kind: "succeeded", node: "t:" + n, number: n, task: "t", attempt: 1, begun: 1, ended: 2, args: "[]", result };
    await new Promise((done) => writer.writeThen(record, done));
    for (const { records } of readJournal(journalFileOf(folder)))
      for (const { result } of records)
        if (result?.object !== undefined && !existsSync(objectFileOf(stateDir, result.object))) throw new Error("it is gone");
  }
  writer.write({ kind: "ended", status: "succeeded", time: 3 });
  await writer.close();
}
`,
  );
  const child = spawn(process.execPath, [program, stateDir], { stdio: ["ignore", "inherit", "inherit"] });
  let collected = 0;
  while (child.exitCode === null) {
    const { objects } = prune(stateDir, {});
    if ("removed" in objects) collected += objects.removed;
    await new Promise((soon) => setTimeout(soon, 20));
  }
  expect(child.exitCode).toBe(0);
  expect(collected).toBeGreaterThan(0);
});

test("who collects waits for who writes", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"));
  const begun = join(folder, "begun");
  const program = writeText(
    folder,
    "collector.mjs",
    `import { writeFileSync } from "node:fs";
import { pruneRuns } from ${JSON.stringify(new URL("prune-runs.ts", import.meta.url).href)};
writeFileSync(process.argv[3], "");
pruneRuns(process.argv[2], { choice: {}, dryRun: false, now: Date.now() });
`,
  );
  const lock = new ObjectsLock(stateDir);
  const child = lock.sharing(() => {
    const wait = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const started = spawn(process.execPath, [program, stateDir, begun], { stdio: ["ignore", "inherit", "inherit"] });
    while (!existsSync(begun)) wait(10);
    wait(300);
    expect(runIds(stateDir)).toEqual(["one"]);
    expect(objectsIn(stateDir)).toHaveLength(1);
    return started;
  });
  lock.close();
  await once(child, "exit");
  expect([runIds(stateDir), objectsIn(stateDir)]).toEqual([[], []]);
});

test("an imported run has its results, whoever collects meanwhile", async () => {
  const stateDir = newPlace();
  await ended(stateDir, "one", large("a"));
  const file = join(folder, "one.adgrun");
  exportRun(runFolderOf(stateDir, "one"), stateDir, file);
  prune(stateDir);
  expect(objectsIn(stateDir)).toEqual([]);
  importRun(file, stateDir);
  expect(prune(stateDir, { named: [] }).objects).toEqual({ removed: 0, freed: 0 });
  expect(resultsOf(stateDir, "one")).toEqual([large("a")]);
});

/** A small disk, where this user can have one. */
const disk = join(folder, "disk");
mkdirSync(disk);
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync("umount", [disk]);
});

test.skipIf(!isMounted)("runs can be removed where the disk has no room for anything", async () => {
  await ended(disk, "one", large("a"));
  importedHere(disk);
  expect(() => writeFileSync(join(disk, "filler"), Buffer.alloc(8 << 20))).toThrow("ENOSPC");
  expect(prune(disk)).toMatchObject({
    removed: [{ run: "one" }, { run: "two" }],
    objects: { removed: 1 },
  });
  expect(readdirSync(join(disk, "runs"))).toEqual([]);
});

/** A run that nobody has had the lock of yet. */
function importedHere(stateDir: string): void {
  const [one, two] = ["one", "two"].map((run) => runFolderOf(stateDir, run)) as [string, string];
  mkdirSync(two);
  copyFileSync(journalFileOf(one), journalFileOf(two));
}
