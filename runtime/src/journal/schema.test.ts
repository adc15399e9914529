import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { created, openRun, outcome, recordsIn } from "../../../test/support/journal.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { JournalError, journalFileOf, runFolderOf } from "./index.ts";
import { create, migrate, versionOf, type Migrations } from "./schema.ts";
import { sumOf } from "./sum.ts";
import { telling } from "./trouble.ts";

const stateDir = tempFolder();

/** As if version 0 had had another name for the table. */
const steps: Migrations = { 0: (db) => db.exec("ALTER TABLE groups RENAME TO commits") };

function change<T>(file: string, act: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return act(db);
  } finally {
    db.close();
  }
}

/** A run whose journal has version 0, with one commit. */
function old(run: string): string {
  const file = journalFileOf(runFolderOf(stateDir, run));
  mkdirSync(runFolderOf(stateDir, run), { recursive: true });
  const text = JSON.stringify([created(run), outcome(0)]);
  change(file, (db) => {
    create(db);
    db.exec("ALTER TABLE commits RENAME TO groups; PRAGMA user_version = 0");
    db.prepare("INSERT INTO groups VALUES (1, ?, ?)").run(text, sumOf(0, 1, text));
  });
  return file;
}

test("a journal of an older version is read as it would be today, and stays as it is", () => {
  const file = old("read");
  const before = readFileSync(file);
  expect(recordsIn(file, { migrations: steps })).toEqual([created("read"), outcome(0)]);
  expect(readFileSync(file)).toEqual(before);
});

test("a journal of an older version is brought up to date, once", () => {
  const file = old("migrated");
  change(file, (db) => {
    migrate(db, file, steps);
    expect(versionOf(db, file)).toBe(1);
    migrate(db, file, steps);
  });
  expect(recordsIn(file)).toEqual([created("migrated"), outcome(0)]);
});

test("a migration that fails changes nothing", () => {
  const file = old("failing");
  const failing: Migrations = {
    0: (db) => {
      steps[0]?.(db);
      throw new Error("no");
    },
  };
  change(file, (db) => {
    expect(() => migrate(db, file, failing)).toThrow("no");
    expect(db.isTransaction).toBe(false);
  });
  expect(recordsIn(file, { migrations: steps })).toHaveLength(2);
});

test("a version that nobody can read any more is refused", () => {
  const file = old("too-old");
  expect(() => recordsIn(file)).toThrow(
    `The journal "${file}" has version 0, which this adg (version 1) cannot read any more; use an older adg.`,
  );
});

test("a newer version is refused, by whoever reads and whoever goes on, and stays as it is", async () => {
  const { writer, file } = await openRun(stateDir, "newer");
  await writer.close();
  change(file, (db) => db.exec("PRAGMA user_version = 2"));
  const before = readFileSync(file);
  const said = `The journal "${file}" has version 2, and this adg knows versions up to 1; use the adg that wrote it, or a newer one.`;
  expect(() => recordsIn(file)).toThrow(new JournalError("version", file, said));
  change(file, (db) => expect(() => migrate(db, file)).toThrow(said));
  expect(readFileSync(file)).toEqual(before);
});

test.for([
  ["empty", (file: string) => writeFileSync(file, "")],
  ["text", (file: string) => writeFileSync(file, "This is no database.\n".repeat(1000))],
  ["other", (file: string) => change(file, (db) => db.exec("CREATE TABLE commits (position INTEGER PRIMARY KEY)"))],
] as const)("a file that is no journal is told so: %s", ([name, make]) => {
  const file = join(stateDir, `${name}.db`);
  make(file);
  const before = readFileSync(file);
  expect(() => recordsIn(file)).toThrow(new JournalError("foreign", file, `"${file}" is not the journal of a run.`));
  change(file, (db) => expect(() => telling(file, () => versionOf(db, file))).toThrow("is not the journal of a run"));
  expect(readFileSync(file)).toEqual(before);
});

test("a journal without its table, or with records that no adg wrote, is damaged", async () => {
  const { writer, file } = await openRun(stateDir, "hollow");
  await writer.close();
  const text = '[{"kind":"other"}]';
  const [sum] = change(file, (db) => Object.values(db.prepare("SELECT sum FROM commits").get() ?? {}));
  change(file, (db) => db.prepare("INSERT INTO commits VALUES (2, ?, ?)").run(text, sumOf(Number(sum), 2, text)));
  expect(() => recordsIn(file)).toThrow("its commit 2 holds what no adg wrote");
  change(file, (db) => db.exec("DROP TABLE commits"));
  expect(() => recordsIn(file)).toThrow(/The journal "\S+" is damaged: SQLite says "no such table: commits"/);
});

test("a commit that is gone from the middle, or stands in another's place, is missed", async () => {
  const { writer, file } = await openRun(stateDir, "gap");
  for (let i = 0; i < 4; i += 1) await new Promise<void>((done) => writer.writeThen(outcome(i), done));
  await writer.close();
  change(file, (db) =>
    db.exec(`
      UPDATE commits SET position = 9 WHERE position = 3;
      UPDATE commits SET position = 3 WHERE position = 4;
      UPDATE commits SET position = 4 WHERE position = 9;
    `),
  );
  expect(() => recordsIn(file)).toThrow("its commit 3 is not whole, and others follow");
  change(file, (db) => db.exec("DELETE FROM commits WHERE position = 3"));
  expect(() => recordsIn(file)).toThrow("its commit 3 is missing, and others follow");
});
