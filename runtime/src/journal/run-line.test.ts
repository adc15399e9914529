import { openSync, statSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { durably, openRun, outcome } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { readEnds } from "./ends.ts";
import { readHistory } from "./history.ts";
import { runLine } from "./run-line.ts";

const stateDir = tempFolder();
const nodes = { done: 7, failed: 1, skipped: 2, cancelled: 0 };

test("of a long journal that has ended only the ends are read, and they tell the same as all of it", async () => {
  const { writer, folder, file } = await openRun(stateDir, "long");
  for (let i = 0; i < 6; i += 1) await durably(writer, outcome(i, "x".repeat(60_000)));
  writer.write({ kind: "ended", status: "failed", time: 50, worked: 49, nodes });
  await writer.close();
  expect(statSync(file).size).toBeGreaterThan(256 * 1024);
  const { first, last } = readEnds(file);
  expect(first).toEqual([readHistory(folder).created]);
  expect(last).toEqual([readHistory(folder).ended]);
  const line = { kind: "whole", run: "long", state: "failed", worked: 49, started: 1, nodes };
  expect(runLine(stateDir, "long", 99)).toMatchObject(line);

  const opened = openSync(file, "r+");
  writeSync(opened, "damage", statSync(file).size / 2);
  // What lies between is not looked at for a line.
  expect(runLine(stateDir, "long", 99)).toMatchObject(line);
});

test("a run that is written, or was cut off, is counted from its outcomes", async () => {
  const { writer } = await openRun(stateDir, "short");
  await durably(writer, outcome(1));
  await durably(writer, { kind: "begun", node: "t:2", number: 2, task: "t", attempt: 1, time: 10 });
  expect(runLine(stateDir, "short", 30)).toMatchObject({
    state: "running",
    worked: 29,
    nodes: { done: 1, failed: 0, running: 1 },
  });
  await writer.close();
  expect(runLine(stateDir, "short", 30)).toMatchObject({
    state: "cut off",
    worked: 9,
    nodes: { done: 1, failed: 0, cutOff: 1 },
  });
});

test("a run whose first or last commit is damaged is one that cannot be read, and says why", async () => {
  const { writer, file } = await openRun(stateDir, "broken");
  for (let i = 0; i < 5; i += 1) await durably(writer, outcome(i, "x".repeat(60_000)));
  await writer.close();
  const opened = openSync(file, "r+");
  const { size } = statSync(file);
  for (let at = 4096; at < size; at += 512) writeSync(opened, "damage", at);
  expect(runLine(stateDir, "broken", 30)).toMatchObject({
    kind: "unreadable",
    run: "broken",
    problem: expect.stringContaining("is damaged") as string,
  });
});

test("a run that is not there any more has no line", () => {
  expect(runLine(stateDir, "gone", 1)).toBeUndefined();
});
