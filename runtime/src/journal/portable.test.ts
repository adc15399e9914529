import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { created, durably, openRun, outcome, recordsIn, resumed } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { exportRun, importRun, JournalError, journalFileOf, objectFileOf, runFolderOf, valueOf } from "./index.ts";
import { sumOf } from "./sum.ts";

const folder = tempFolder();
const stateDir = join(folder, "here");
const exported = join(folder, "run.adgrun");
const large = ["x".repeat(100_000), "é".repeat(40_000)];

beforeAll(async () => {
  const { writer, folder: run } = await openRun(stateDir, "one");
  for (const [i, text] of large.entries()) writer.write(outcome(i, text));
  await durably(writer, outcome(2));
  exportRun(run, stateDir, exported);
  // What comes later is not in it.
  await durably(writer, outcome(3));
  await writer.close();
});

let places = 0;
const elsewhere = (): string => join(folder, `there-${places++}`);

/** All files in a folder, from it. */
const filesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((each) =>
        each.isFile() ? [each.name] : [],
      )
    : [];

test("a run that goes on is one file, and a run elsewhere: with its large results, and able to go on", async () => {
  const there = elsewhere();
  expect(importRun(exported, there)).toBe("one");
  const run = runFolderOf(there, "one");
  expect(readdirSync(run)).toEqual(["journal.db"]);
  const records = recordsIn(journalFileOf(run));
  expect(records).toHaveLength(4);
  expect(records.at(-1)).toEqual(outcome(2));
  const values = records.flatMap((record) => (record.kind === "succeeded" ? [valueOf(record.result, there)] : []));
  expect(values).toEqual([...large, 2]);
  const { writer } = await openRun(there, "one", { resume: true });
  await durably(writer, outcome(4));
  await writer.close();
  expect(recordsIn(journalFileOf(run))).toEqual([...records, resumed, outcome(4)]);
  // And on to a third place.
  const next = join(there, "next.adgrun");
  exportRun(run, there, next);
  const third = elsewhere();
  importRun(next, third);
  expect(recordsIn(journalFileOf(runFolderOf(third, "one")))).toHaveLength(6);
});

test("nothing is written over: neither a file nor a run", () => {
  expect(() => exportRun(runFolderOf(stateDir, "one"), stateDir, exported)).toThrow(`"${exported}" exists already.`);
  const run = runFolderOf(stateDir, "one");
  expect(() => importRun(exported, stateDir)).toThrow(`Run one exists already: "${run}".`);
  expect(recordsIn(journalFileOf(run))).toHaveLength(5);
});

test("a run whose large results are not whole is not exported", () => {
  const there = elsewhere();
  importRun(exported, there);
  const run = runFolderOf(there, "one");
  const [, record] = recordsIn(journalFileOf(run));
  if (record?.kind !== "succeeded" || !("object" in record.result)) throw new Error("it is not stored as an object");
  const object = objectFileOf(there, record.result.object);
  const target = join(there, "out.adgrun");
  writeFileSync(object, "x");
  expect(() => exportRun(run, there, target)).toThrow(`The result in "${object}" is not what was written there`);
  rmSync(object);
  expect(() => exportRun(run, there, target)).toThrow(`The result in "${object}" is missing`);
  expect(readdirSync(there).sort()).toEqual(["objects", "runs"]);
  expect(() => exportRun(join(there, "runs", "none"), there, target)).toThrow("There is no journal");
  expect(() => exportRun(run, there, join(there, "nowhere", "out"))).toThrow(JournalError);
});

test("an exported file in which a byte is flipped gives the same run, or an error and nothing", () => {
  const bytes = readFileSync(exported);
  const file = join(folder, "flipped.adgrun");
  const good = recordsIn(exported);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ bits;
      writeFileSync(file, flipped);
      const there = elsewhere();
      let error: unknown;
      try {
        importRun(file, there);
      } catch (thrown) {
        error = thrown;
      }
      if (error === undefined) {
        const records = recordsIn(journalFileOf(runFolderOf(there, "one")));
        expect(records).toEqual(good);
        const values = records.flatMap((each) => (each.kind === "succeeded" ? [valueOf(each.result, there)] : []));
        expect(values).toEqual([...large, 2]);
      } else {
        expect(error).toBeInstanceOf(JournalError);
        expect(filesIn(there)).toEqual([]);
      }
      rmSync(there, { recursive: true, force: true });
    }),
    { numRuns: 60 },
  );
});

test("a file that is no exported run, or names a folder of its own, is refused", async () => {
  const there = elsewhere();
  const text = join(folder, "text");
  writeFileSync(text, "no");
  expect(() => importRun(text, there)).toThrow(`"${text}" is not the journal of a run.`);
  expect(() => importRun(join(folder, "none"), there)).toThrow("There is no journal");
  for (const name of ["../evil", "a/b", "..", ".", ""]) {
    const { writer, file } = await openRun(join(folder, "forged"), `r${places++}`);
    await writer.close();
    const db = new DatabaseSync(file);
    const records = JSON.stringify([created(name)]);
    db.exec("PRAGMA journal_mode = DELETE; CREATE TABLE objects (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
    db.prepare("UPDATE commits SET records = ?, sum = ?").run(records, sumOf(0, 1, records));
    db.close();
    expect(() => importRun(file, there)).toThrow(`"${file}" is not the journal of a run.`);
  }
  // A journal as it lies in its folder is whole only without large results.
  const { writer, file } = await openRun(join(folder, "plain"), "plain");
  await writer.close();
  expect(() => importRun(file, there)).toThrow(JournalError);
  expect(filesIn(there)).toEqual([]);
});

test("an import that finds no place leaves nothing", () => {
  const there = elsewhere();
  mkdirSync(there);
  writeFileSync(join(there, "objects"), "");
  expect(() => importRun(exported, there)).toThrow(JournalError);
  expect(filesIn(there)).toEqual(["objects"]);
});
