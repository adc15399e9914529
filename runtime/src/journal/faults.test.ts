import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  created,
  durably,
  openRun,
  outcome,
  recordsIn,
  resumed,
  threadThat,
  type OpenRun,
} from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { journalFileOf, readJournal, type JournalRecord } from "./index.ts";

const stateDir = tempFolder();
chmodSync(stateDir, 0o755);

/** A small disk, where this user can have one; else databases that may not grow, which SQLite calls by the same name. */
const disk = join(stateDir, "disk");
mkdirSync(disk);
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", disk]).status === 0;
const small = isMounted ? undefined : threadThat(`{ onOpen: (store) => store.db.exec("PRAGMA max_page_count = 40") }`);
afterAll(() => {
  if (isMounted) spawnSync("umount", [disk]);
});

/** Writes outcomes until something is wrong; answers how many were durable. */
async function writeUntilFailure({ writer, failed }: OpenRun, value: string): Promise<number> {
  let durable = 0;
  let written = 0;
  const write = (): void => {
    written += 1;
    writer.writeThen(outcome(written, value), () => {
      durable += 1;
      write();
    });
  };
  write();
  await failed;
  // Nobody is told of anything any more.
  const before = durable;
  writer.writeThen(outcome(0), () => (durable += 1));
  await expect(writer.close()).rejects.toMatchObject({ name: "JournalError" });
  expect(durable).toBe(before);
  return durable;
}

const outcomes = (count: number, value: string): readonly JournalRecord[] =>
  Array.from({ length: count }, (_, i) => outcome(i + 1, value));

test("on a full disk the run is told so once, what was confirmed is there, and it goes on when there is room", async () => {
  const value = "x".repeat(10_000);
  const run = await openRun(disk, "full", small === undefined ? {} : { thread: small });
  const durable = await writeUntilFailure(run, value);
  expect(durable).toBeGreaterThan(2);
  expect(run.failures).toMatchObject([
    {
      trouble: "full",
      message: `The disk is full: "${run.file}" cannot be written; free some space, then resume the run.`,
    },
  ]);
  const confirmed = [created("full"), ...outcomes(durable, value)];
  expect(recordsIn(run.file)).toEqual(confirmed);

  if (isMounted) expect(spawnSync("mount", ["-o", "remount,size=4m", disk]).status).toBe(0);
  const { writer } = await openRun(disk, "full", { resume: true });
  await durably(writer, outcome(0));
  await writer.close();
  expect(recordsIn(run.file)).toEqual([...confirmed, resumed, outcome(0)]);
});

test("a disk that is full when a run is to begin gives an error, and no journal", async () => {
  if (isMounted) {
    spawnSync("mount", ["-o", "remount,size=4m", disk]);
    expect(() => writeFileSync(join(disk, "filler"), Buffer.alloc(8 << 20))).toThrow("ENOSPC");
  }
  // Without a disk of its own: a folder that cannot be.
  const where = isMounted ? disk : join(stateDir, "file");
  if (!isMounted) writeFileSync(where, "");
  await expect(openRun(where, "none")).rejects.toMatchObject({
    name: "JournalError",
    trouble: isMounted ? "full" : "io",
  });
  expect(() => recordsIn(journalFileOf(join(where, "runs", "none")))).toThrow("There is no journal");
  if (isMounted)
    expect(readdirSync(join(where, "runs", "none")).filter((name) => name.startsWith("journal"))).toEqual([]);
  rmSync(join(disk, "filler"), { force: true });
});

test("a large result that finds no room is told like any other, and leaves nothing", async () => {
  const blocked = join(stateDir, "blocked");
  const run = await openRun(blocked, "large");
  await durably(run.writer, outcome(1));
  // No folder can be made where a file is.
  writeFileSync(join(blocked, "objects"), "");
  run.writer.write(outcome(2, "x".repeat(100_000)));
  await run.failed;
  expect(run.failures).toMatchObject([{ trouble: "io" }]);
  await expect(run.writer.close()).rejects.toBe(run.failures[0]);
  expect(recordsIn(run.file)).toEqual([created("large"), outcome(1)]);
});

test.for([
  ["ends", "process.exit(7)", "it ended"],
  ["throws", 'throw new Error("boom")', "boom"],
])("a thread that %s is told, and what it had made durable is there", async ([, deed = "", said = ""]) => {
  const name = `thread-${said.slice(0, 2)}`;
  const thread = threadThat(`{ onCommit: (n) => { if (n === 4) { ${deed} } } }`);
  const run = await openRun(stateDir, name, { thread });
  const durable = await writeUntilFailure(run, "x");
  expect(durable).toBe(3);
  expect(run.failures).toHaveLength(1);
  expect(run.failures[0]?.trouble).toBe("thread");
  expect(run.failures[0]?.message).toContain(`The thread that writes "${run.file}" is gone (`);
  expect(run.failures[0]?.message).toContain(said);
  // The fourth was durable, and nobody had been told.
  expect(recordsIn(run.file)).toEqual([created(name), ...outcomes(4, "x")]);
  const { writer } = await openRun(stateDir, name, { resume: true });
  await writer.close();
});

/** Does something as a user who may not write here: root may do everything everywhere. */
function asAnother<T>(act: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

function lockFolder(folder: string): void {
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
}

test("a journal in a folder that is read-only is read, from its log, too, and cannot go on", async () => {
  const run = await openRun(stateDir, "shelf");
  const records = [created("shelf"), ...outcomes(5, "x")];
  for (const record of records.slice(1)) await durably(run.writer, record);
  // As a process leaves it that is killed. Copied by another process: to close a file undoes locks that the process has on it.
  const dead = join(stateDir, "runs", "dead");
  mkdirSync(dead);
  for (const file of ["journal.db", "journal.db-wal", "lock.db"]) spawnSync("cp", [join(run.folder, file), dead]);
  await run.writer.close();
  const bare = join(stateDir, "runs", "bare");
  mkdirSync(bare);
  cpSync(run.file, journalFileOf(bare));
  for (const folder of [dead, bare, run.folder]) {
    lockFolder(folder);
    const before = readdirSync(folder);
    expect(asAnother(() => recordsIn(journalFileOf(folder)))).toEqual(records);
    expect(readdirSync(folder)).toEqual(before);
  }
  const reading = readJournal(run.file);
  Array.from(reading);
  const { resumeJournal } = await import("./start.ts");
  expect(() => asAnother(() => resumeJournal(run.file, resumed, reading.end))).toThrow(
    `"${run.file}" may not be written by this user: it, its folder or its disk is read-only.`,
  );
  const { lockRun } = await import("./lock.ts");
  expect(() => asAnother(() => lockRun(bare))).toThrow(/"\S+lock.db" cannot be opened: see whether its folder exists/);
  for (const folder of [dead, bare, run.folder]) chmodSync(folder, 0o755);
});

test("a journal that this user may not read is told so", async () => {
  const run = await openRun(stateDir, "secret");
  await run.writer.close();
  chmodSync(run.file, 0o000);
  expect(() => asAnother(() => recordsIn(run.file))).toThrow(`"${run.file}" cannot be opened`);
  chmodSync(run.file, 0o644);
});
