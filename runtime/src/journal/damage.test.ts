import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { created, durably, openRun, outcome, resumed, threadThat } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { journalFileOf, JournalError, readJournal, type JournalEnd, type JournalRecord } from "./index.ts";
import { resumeJournal } from "./start.ts";

const stateDir = tempFolder();

/** A journal as it lies on the disk: its folder, what was confirmed, and, where it only grew, how long its log was then. */
interface Sample {
  readonly folder: string;
  readonly records: readonly JournalRecord[];
  readonly logSizes?: readonly number[];
}

/** Of a process that was killed, all of whose commits are in the log. */
let killed: Sample;
/** The same, with some of them in the database, and in the log also what is left from before it was begun anew. */
let moved: Sample;
/** Of a process that ended. */
let ended: Sample;

beforeAll(async () => {
  const thread = threadThat(`{ onOpen: (store) => store.db.exec("PRAGMA wal_autocheckpoint = 25") }`);
  const records = [created("moved"), ...Array.from({ length: 90 }, (_, i) => outcome(i, "x".repeat((i * 997) % 9000)))];
  const other = [created("killed"), ...records.slice(1, 40)];
  const logSizes = [0];
  const first = await openRun(stateDir, "killed");
  for (const record of other.slice(1)) {
    await durably(first.writer, record);
    logSizes.push(statSync(`${first.file}-wal`).size);
  }
  killed = { folder: copied(first.folder, "killed"), records: other, logSizes };
  await first.writer.close();
  const second = await openRun(stateDir, "moved", { thread });
  for (const record of records.slice(1)) await durably(second.writer, record);
  moved = { folder: copied(second.folder, "moved"), records };
  await second.writer.close();
  ended = { folder: copied(second.folder, "ended"), records };
});

/** By another process: to close a file undoes locks that the process has on it. */
function copied(folder: string, name: string): string {
  const copy = join(stateDir, "samples", name);
  mkdirSync(copy, { recursive: true });
  for (const file of ["journal.db", "journal.db-wal"]) spawnSync("cp", [join(folder, file), copy]);
  return copy;
}

interface Read {
  readonly records: readonly JournalRecord[];
  readonly end: JournalEnd;
  readonly error?: JournalError;
}

/** Any error but a `JournalError` fails the test. */
function read(file: string): Read {
  const records: JournalRecord[] = [];
  const reading = readJournal(file);
  try {
    for (const commit of reading) records.push(...commit.records);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return { records, end: reading.end, error };
  }
  return { records, end: reading.end };
}

/** What is read of a sample after something happened to its folder. */
function readAfter({ folder, records }: Sample, happen: (folder: string) => void): Read & { readonly file: string } {
  const copy = join(stateDir, "copy");
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  happen(copy);
  const file = journalFileOf(copy);
  const found = read(file);
  // Whatever it was: nothing that was never written, and nothing left out in the middle.
  expect(found.records).toEqual(records.slice(0, found.records.length));
  return { ...found, file };
}

function flip(file: string, where: number, bits: number): void {
  const bytes = readFileSync(file);
  const at = Math.floor(where * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ bits;
  writeFileSync(file, bytes);
}

const where = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("the samples are what they should be", () => {
  for (const sample of [killed, moved, ended]) {
    const { records, end, error } = readAfter(sample, () => undefined);
    expect(error).toBeUndefined();
    expect(records).toEqual(sample.records);
    expect(end.torn).toBeUndefined();
  }
  const sizes = [killed, moved].map(({ folder }) => statSync(journalFileOf(folder)).size);
  expect(sizes[0]).toBe(8192);
  expect(sizes[1]).toBeGreaterThan(100_000);
});

test("of a log that was cut off, all commits are read that are whole, and what is not is told; the run goes on from there", () => {
  fc.assert(
    fc.property(where, (where) => {
      let length = 0;
      const { records, end, error, file } = readAfter(killed, (folder) => {
        const log = join(folder, "journal.db-wal");
        length = Math.floor(where * statSync(log).size);
        truncateSync(log, length);
      });
      expect(error).toBeUndefined();
      const whole = (killed.logSizes ?? []).filter((size) => size <= length).length;
      expect(records).toHaveLength(whole);
      // A cut between two frames leaves no trace, and only there.
      const isBetween = length === 0 || (length - 32) % (24 + 4096) === 0;
      expect(end.torn === undefined).toBe(isBetween);
      if (!isBetween) expect(end.torn).toMatchObject({ kind: "torn", position: whole + 1 });

      resumeJournal(file, resumed, end);
      const next = read(file);
      expect(next.records).toEqual([...records, resumed]);
      expect(next.error).toBeUndefined();
      expect(next.end.torn).toBeUndefined();
    }),
    { numRuns: 60 },
  );
});

test("a database that was cut off is told to be damaged", () => {
  fc.assert(
    fc.property(where, fc.constantFrom("moved", "ended"), (where, name) => {
      const sample = name === "moved" ? moved : ended;
      const { records, error } = readAfter(sample, (folder) => {
        const file = journalFileOf(folder);
        truncateSync(file, Math.floor(where * statSync(file).size));
      });
      // What is in the log makes up for it.
      if (error === undefined) expect(records).toEqual(sample.records);
      else expect(["damaged", "foreign"]).toContain(error.trouble);
    }),
    { numRuns: 40 },
  );
});

const places = [
  ["killed", "journal.db"],
  ["killed", "journal.db-wal"],
  ["moved", "journal.db"],
  ["moved", "journal.db-wal"],
  ["ended", "journal.db"],
] as const;

test("a flipped byte is told, or changes nothing: no record is another one, and none is left out without a word", () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), where, fc.integer({ min: 1, max: 255 }), ([name, file], where, bits) => {
      const sample = { killed, moved, ended }[name];
      const { records, end, error } = readAfter(sample, (folder) => flip(join(folder, file), where, bits));
      if (records.length < sample.records.length) expect(error ?? end.torn).toBeDefined();
      // Only the last commit may be given up.
      if (error === undefined) expect(records.length).toBeGreaterThanOrEqual(sample.records.length - 1);
    }),
    { numRuns: 200 },
  );
});

test("the number of rows in any page of the database is not believed", () => {
  const pages = statSync(journalFileOf(ended.folder)).size / 4096;
  let told = 0;
  for (let page = 1; page < pages; page += 1) {
    const { records, end, error } = readAfter(ended, (folder) => {
      const file = journalFileOf(folder);
      flip(file, (page * 4096 + 4.5) / statSync(file).size, 1);
    });
    if (records.length < ended.records.length) expect(error ?? end.torn).toBeDefined();
    told += error === undefined ? 0 : 1;
  }
  expect(told).toBeGreaterThan(10);
});

test("a commit of which the last bytes were changed is torn; the run goes on without it", () => {
  const { end, file } = readAfter(ended, (folder) => {
    const path = journalFileOf(folder);
    const bytes = readFileSync(path);
    const at = bytes.indexOf('"node":"t:89"');
    writeFileSync(path, bytes.fill("7", at + 10, at + 11));
  });
  const whole = ended.records.slice(0, -1);
  expect(end.torn).toEqual({ kind: "torn", position: 91, reason: "the last commit is not what was written" });
  resumeJournal(file, resumed, end);
  expect(read(file).records).toEqual([...whole, resumed]);
});

test("a commit in the middle of which bytes were changed is an error, and nobody goes on behind it", () => {
  const { records, error, file } = readAfter(ended, (folder) => {
    const path = journalFileOf(folder);
    const bytes = readFileSync(path);
    const at = bytes.indexOf('"node":"t:40"');
    writeFileSync(path, bytes.fill("1", at + 10, at + 11));
  });
  expect(records).toHaveLength(41);
  expect(error).toMatchObject({
    trouble: "damaged",
    message: `The journal "${file}" is damaged: its commit 42 is not whole, and others follow; take it from a copy, or start the run anew.`,
  });
});

test("a log with a break in the middle is an error for whoever reads and whoever goes on", () => {
  const half = (killed.logSizes?.[20] ?? 0) - 100;
  const { records, error, file } = readAfter(killed, (folder) => {
    const log = join(folder, "journal.db-wal");
    flip(log, half / statSync(log).size, 1);
  });
  expect(records).toEqual([]);
  expect(error).toMatchObject({ trouble: "damaged" });
  expect(error?.message).toContain("20 commits in its log are not whole");
  expect(() => resumeJournal(file, resumed, { position: 20, sum: 0 })).toThrow("20 commits in its log are not whole");
});
