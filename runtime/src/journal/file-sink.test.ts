import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { durably, openRun, outcome, recordsIn } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";

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

test("a run that ends while its thread starts ends when that is gone", async () => {
  const { writer, folder } = await openRun(stateDir, "ends");
  for (let i = 0; threads.length === 0; i += 1) await durably(writer, outcome(i));
  let isGone = false;
  threads[0]?.once("exit", () => (isGone = true));
  await writer.close();
  expect(isGone).toBe(true);
  const again = await openRun(stateDir, "ends", { resume: true });
  expect(again.folder).toBe(folder);
  await again.writer.close();
});
