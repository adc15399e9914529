import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { lockBareRun } from "./bare-run.ts";
import { isHeld } from "./journal/lock.ts";

const folder = tempFolder();

test("a run without a journal is known to go on, and leaves nothing where nothing came of it", () => {
  const run = join(folder, "new", ".adg", "runs", "one");
  const lock = lockBareRun(run);
  expect(isHeld(run)).toBe(true);
  lock?.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("what it has made stays, with what tells that it does not go on", () => {
  const run = join(folder, "kept", "runs", "one");
  const lock = lockBareRun(run);
  writeFileSync(join(run, "log"), "");
  lock?.release();
  expect(isHeld(run)).toBe(false);
  expect(readdirSync(run)).toEqual(["lock.db", "lock.json", "log"]);
  // Others' folders around it are not removed either.
  const other = join(folder, "kept", "runs", "two");
  lockBareRun(other)?.release();
  expect(existsSync(other)).toBe(false);
  expect(existsSync(run)).toBe(true);
});

test("where nothing can be written it goes on without", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(lockBareRun(join(file, "runs", "one"))).toBeUndefined();
  const shut = join(folder, "shut");
  mkdirSync(shut);
  chmodSync(shut, 0o500);
  lockBareRun(join(shut, "one"))?.release();
  chmodSync(shut, 0o700);
  expect(readdirSync(shut)).toEqual([]);
});
