/** The database that a journal is: what marks it, its table, and the way from one version to the next. */
import type { DatabaseSync } from "node:sqlite";
import { JournalError } from "./journal-error.ts";
import { notAJournal } from "./trouble.ts";

/** "adgj". */
const APPLICATION = 0x6164_676a;

/** The version that this adg writes. */
export const VERSION = 1;

/** One version to the next, by the version that it starts from. */
export type Migrations = Readonly<Record<number, (db: DatabaseSync) => void>>;

/** None yet: there was no version before 1. */
const migrations: Migrations = {};

/** Adds a commit: position, records, sum. */
export const INSERT = "INSERT INTO commits (position, records, sum) VALUES (?, ?, ?)";

/** Makes the table in an empty database. */
export function create(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE commits (position INTEGER PRIMARY KEY, records TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
    PRAGMA application_id = ${APPLICATION};
    PRAGMA user_version = ${VERSION};
  `);
}

/** The version of a journal that this adg can read, perhaps after a migration. Throws a `JournalError` for others. */
export function versionOf(db: DatabaseSync, file: string, steps: Migrations = migrations): number {
  if (numberOf(db, "application_id") !== APPLICATION) throw notAJournal(file);
  const version = numberOf(db, "user_version");
  if (version > VERSION || version < 0)
    throw new JournalError(
      "version",
      file,
      `The journal "${file}" has version ${version}, and this adg knows versions up to ${VERSION}; use the adg that wrote it, or a newer one.`,
    );
  for (let from = version; from < VERSION; from += 1)
    if (steps[from] === undefined)
      throw new JournalError(
        "version",
        file,
        `The journal "${file}" has version ${version}, which this adg (version ${VERSION}) cannot read any more; use an older adg.`,
      );
  return version;
}

/** Brings a journal to `VERSION`, whole or not at all. */
export function migrate(db: DatabaseSync, file: string, steps: Migrations = migrations): void {
  if (versionOf(db, file, steps) === VERSION) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    for (let from = versionOf(db, file, steps); from < VERSION; from += 1) steps[from]?.(db);
    db.exec(`PRAGMA user_version = ${VERSION}; COMMIT`);
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function numberOf(db: DatabaseSync, pragma: string): number {
  const [value] = Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {});
  return Number(value);
}
