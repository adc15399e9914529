import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import workerThreads, { type Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { durably, openRun, outcome, recordsIn } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { isHeld } from "./index.ts";
import { Store } from "./store.ts";

const stateDir = tempFolder();

/** Threads that this process has started. */
let threads: Worker[] = [];
const note = (worker: Worker): number => threads.push(worker);
beforeEach(() => {
  threads = [];
  process.on("worker", note);
});
afterEach(() => {
  process.off("worker", note);
});

test("a run of a few commits starts no thread", async () => {
  const { writer, file } = await openRun(stateDir, "short");
  for (let i = 0; i < 5; i += 1) await durably(writer, outcome(i));
  await writer.close();
  expect(recordsIn(file)).toHaveLength(6);
  expect(threads).toHaveLength(0);
});

test("a run that goes on is handed over to one thread, with nothing lost, twice, or out of order", async () => {
  const { writer, file } = await openRun(stateDir, "long");
  let written = 0;
  while (threads.length === 0) await durably(writer, outcome(written++));
  // It starts beside what goes on here.
  let isThere = false;
  threads[0]?.once("message", () => (isThere = true));
  while (!isThere) await durably(writer, outcome(written++));
  for (const end = written + 100; written < end;) await durably(writer, outcome(written++));
  await writer.close();
  const numbers = recordsIn(file).map((record) => (record.kind === "succeeded" ? record.number : record.kind));
  expect(numbers).toEqual(["created", ...Array.from({ length: written }, (_, i) => i)]);
  expect(threads).toHaveLength(1);
});

test("a large result is written by the thread, and nothing overtakes it", async () => {
  const { writer, file } = await openRun(stateDir, "large");
  await durably(writer, outcome(0));
  expect(threads).toHaveLength(0);
  const seen: number[] = [];
  writer.writeThen(outcome(1, "x".repeat(100_000)), () => seen.push(1));
  await new Promise((done) => setImmediate(done));
  writer.writeThen(outcome(2), () => seen.push(2));
  await writer.close();
  expect(seen).toEqual([1, 2]);
  expect(recordsIn(file).map((record) => (record.kind === "succeeded" ? record.number : record.kind))).toEqual([
    ...["created", 0, 1, 2],
  ]);
  expect(threads).toHaveLength(1);
});

test("a run that ends while its thread starts does not wait for that", async () => {
  const { writer, folder } = await openRun(stateDir, "ends");
  for (let i = 0; threads.length === 0; i += 1) await durably(writer, outcome(i));
  await writer.close();
  expect(isHeld(folder)).toBe(false);
  await once(threads[0] as Worker, "exit");
  const again = await openRun(stateDir, "ends", { resume: true });
  await again.writer.close();
});

test("who waited for the last commit is told before the journal is closed", async () => {
  const { writer } = await openRun(stateDir, "last");
  const seen: string[] = [];
  writer.writeThen(outcome(0), () => seen.push("durable"));
  await writer.close().then(() => seen.push("closed"));
  expect(seen).toEqual(["durable", "closed"]);
});

/** Acts while no thread can be had at all. */
async function withoutThreads(act: () => Promise<void>): Promise<void> {
  const { Worker: real } = workerThreads;
  workerThreads.Worker = function worker() {
    tries += 1;
    throw new Error("no more threads");
  } as unknown as typeof Worker;
  syncBuiltinESMExports();
  let tries = 0;
  try {
    await act();
    expect(tries).toBe(1);
  } finally {
    workerThreads.Worker = real;
    syncBuiltinESMExports();
  }
}

/** Acts while each thread ends before it does anything. */
async function withThreadsThatDie(act: () => Promise<void>): Promise<void> {
  const before = process.env["NODE_OPTIONS"];
  process.env["NODE_OPTIONS"] = `--import=data:text/javascript,process.exit(1)`;
  try {
    await act();
    expect(threads).toHaveLength(1);
  } finally {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
  }
}

describe.for([
  ["cannot be started", withoutThreads],
  ["dies while it starts", withThreadsThatDie],
] as const)("a thread that %s", ([how, around]) => {
  const run = (name: string): string => `${name}-${how.replaceAll(" ", "-")}`;

  test("is not missed: all commits are made without it, in order", async () => {
    await around(async () => {
      const { writer, file, failures } = await openRun(stateDir, run("alone"));
      const began = performance.now();
      let written = 0;
      while (performance.now() - began < 1500) await durably(writer, outcome(written++));
      await durably(writer, outcome(written++, "x".repeat(100_000)));
      await writer.close();
      expect(failures).toEqual([]);
      expect(recordsIn(file).map((record) => (record.kind === "succeeded" ? record.number : record.kind))).toEqual([
        "created",
        ...Array.from({ length: written }, (_, i) => i),
      ]);
    });
  });

  test("is not missed by a large result, nor by one that waits for others", async () => {
    await around(async () => {
      const { writer, file, failures } = await openRun(stateDir, run("held"));
      await durably(writer, outcome(0));
      writer.write(outcome(1, "x".repeat(100_000)));
      await writer.close();
      expect(failures).toEqual([]);
      expect(recordsIn(file)).toHaveLength(3);
    });
  });
});

test("a journal that others keep from being opened is not left open here", async () => {
  const { writer, file } = await openRun(stateDir, "kept-out");
  await writer.close();
  const other = spawn(process.execPath, [
    "-e",
    `const db = new (require("node:sqlite").DatabaseSync)(${JSON.stringify(file)});
     db.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
     process.stdout.write("held");
     setInterval(() => undefined, 1000);`,
  ]);
  try {
    await once(other.stdout, "data");
    expect(() => new Store({ file, stateDir }, { position: 1, sum: 0 }, 0)).toThrow("is locked by another process");
    expect(readdirSync("/proc/self/fd").filter((fd) => linkOf(`/proc/self/fd/${fd}`) === file)).toEqual([]);
  } finally {
    other.kill("SIGKILL");
  }
});

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
