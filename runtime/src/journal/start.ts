/** The first commit of a process: it makes a journal, or takes one up again. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { START, type JournalEnd } from "./journal-end.ts";
import { JournalError } from "./journal-error.ts";
import { tornLog } from "./log-state.ts";
import { PATIENCE } from "./patience.ts";
import type { CreatedRecord, ResumedRecord } from "./record.ts";
import { sync } from "./run-files.ts";
import { create, INSERT, migrate } from "./schema.ts";
import { sumOf } from "./sum.ts";
import { telling } from "./trouble.ts";

/**
 * Makes a journal with its first commit in it: who looks sees none, or that. Durable when it returns, as far as the folder is; throws
 * a `JournalError`.
 */
export function beginJournal(file: string, first: CreatedRecord): JournalEnd {
  const folder = dirname(file);
  if (existsSync(file))
    throw new JournalError("exists", file, `Run ${basename(folder)} has a journal already: "${file}".`);
  const part = `${file}.part`;
  const clear = (): void => {
    for (const left of [part, `${part}-wal`, `${part}-shm`]) rmSync(left, { force: true });
  };
  return telling(file, () => {
    clear();
    try {
      const end = make(part, first);
      sync(part);
      renameSync(part, file);
      sync(folder);
      return end;
    } catch (error) {
      clear();
      throw error;
    }
  });
}

/** A whole database, which need not be durable yet: nobody knows of it. */
function make(file: string, first: CreatedRecord): JournalEnd {
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    create(db);
    const end = add(db, first, START);
    db.exec("COMMIT; PRAGMA journal_mode = WAL");
    return end;
  } finally {
    db.close();
  }
}

/** Goes on behind where a journal was read to, unless it has changed since. Durable when it returns; throws a `JournalError`. */
export function resumeJournal(file: string, first: ResumedRecord, after: JournalEnd): JournalEnd {
  if (!existsSync(file)) throw new JournalError("missing", file, `There is no journal "${file}".`);
  return telling(file, () => {
    tornLog(file);
    const db = new DatabaseSync(file, { timeout: PATIENCE });
    try {
      migrate(db, file);
      db.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
      // What is torn was told to whoever resumes.
      if (after.torn !== undefined) db.prepare("DELETE FROM commits WHERE position = ?").run(after.torn.position);
      const last = db.prepare("SELECT position, sum FROM commits ORDER BY position DESC LIMIT 1").get();
      if (last?.["position"] !== after.position || last["sum"] !== after.sum)
        throw new JournalError("busy", file, `"${file}" was changed while it was read; resume the run again.`);
      const end = add(db, first, after);
      db.exec("COMMIT");
      return end;
    } finally {
      db.close();
    }
  });
}

function add(
  db: DatabaseSync,
  first: CreatedRecord | ResumedRecord,
  { position: before, sum }: JournalEnd,
): JournalEnd {
  const text = `[${JSON.stringify(first)}]`;
  const position = before + 1;
  const end = { position, sum: sumOf(sum, position, text) };
  db.prepare(INSERT).run(position, text, end.sum);
  return end;
}
