/** A run as one file: its journal, with the results that lie in files of their own. */
import { hash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { JournalError } from "./journal-error.ts";
import { readObject, writeObject, type StoredObject } from "./object.ts";
import { ObjectsLock } from "./objects-lock.ts";
import { openForReading } from "./open-for-reading.ts";
import { readJournal, type Commit } from "./reader.ts";
import { journalFileOf, objectFileOf, runFolderOf, sync } from "./run-files.ts";
import { create, INSERT, migrate } from "./schema.ts";
import { damaged, notAJournal, telling } from "./trouble.ts";

/**
 * Writes a run into a new file, up to the last whole commit; the run may be going on. Throws a `JournalError` where the journal or a
 * result is not whole, or the file exists.
 */
export function exportRun(runFolder: string, stateDir: string, file: string): void {
  writeRun((part) => copyJournal(journalFileOf(runFolder), part), stateDir, file);
}

/** A commit as it was written. */
export interface WrittenCommit {
  readonly position: number;
  /** JSON of its records. */
  readonly text: string;
  readonly sum: number;
}

/** The same of a journal that does not lie in a file: its commits, whole and in order. */
export function exportCommits(commits: readonly WrittenCommit[], stateDir: string, file: string): void {
  writeRun((part) => writeCommits(commits, part), stateDir, file);
}

/** `copy`: writes the journal alone. */
function writeRun(copy: (part: string) => void, stateDir: string, file: string): void {
  const target = resolve(file);
  if (existsSync(target)) throw new JournalError("exists", target, `"${target}" exists already.`);
  const part = `${target}.${process.pid}.part`;
  try {
    copy(part);
    // What was copied is what counts: a run that goes on has more by now.
    const { objects, end } = contentOf(part);
    telling(target, () => {
      const db = new DatabaseSync(part);
      try {
        db.exec("BEGIN; CREATE TABLE objects (digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
        db.prepare("DELETE FROM commits WHERE position > ?").run(end);
        const insert = db.prepare("INSERT INTO objects (digest, bytes) VALUES (?, ?)");
        for (const stored of objects.values()) insert.run(stored.object, readObject(stored, stateDir));
        db.exec("COMMIT");
      } finally {
        db.close();
      }
      sync(part);
      renameSync(part, target);
      sync(dirname(target));
    });
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * Makes a run of an exported file, whole or not at all, and answers the run's id. Throws a `JournalError`: the file is none that
 * `exportRun` wrote, something in it is not whole, or there is such a run already.
 */
export function importRun(file: string, stateDir: string): string {
  const source = resolve(file);
  const { objects, run, end, torn } = contentOf(source);
  if (torn || end === 0) throw damaged(source, "its last commit is not whole");
  const folder = runFolderOf(stateDir, run);
  if (existsSync(folder)) throw new JournalError("exists", folder, `Run ${run} exists already: "${folder}".`);
  const part = join(dirname(folder), `.${run}.${process.pid}.part`);
  try {
    telling(part, () => mkdirSync(part, { recursive: true }));
    const journal = journalFileOf(part);
    copyJournal(source, journal);
    telling(journal, () => {
      const db = new DatabaseSync(journal);
      try {
        migrate(db, source);
        proveObjects(db, source, objects);
        // Nothing names them before the run is there.
        sharingObjects(stateDir, () => {
          takeObjects(db, objects, stateDir, () => {
            db.exec("DROP TABLE objects; VACUUM; PRAGMA journal_mode = WAL");
            db.close();
            sync(journal);
            sync(part);
            renameSync(part, folder);
            sync(dirname(folder));
          });
        });
      } finally {
        if (db.isOpen) db.close();
      }
    });
    return run;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function sharingObjects(stateDir: string, act: () => void): void {
  const lock = new ObjectsLock(stateDir);
  try {
    lock.sharing(act);
  } finally {
    lock.close();
  }
}

/** Throws where the file does not hold each result as it was written. */
function proveObjects(db: DatabaseSync, source: string, objects: Content["objects"]): void {
  const select = db.prepare("SELECT bytes FROM objects WHERE digest = ?");
  for (const { object, size } of objects.values()) {
    const bytes = select.get(object)?.["bytes"];
    if (!(bytes instanceof Uint8Array)) throw damaged(source, `the result ${object} is missing`);
    if (hash("sha256", bytes) !== object || bytes.length !== size)
      throw damaged(source, `the result ${object} is not what was written`);
  }
}

/** Writes each result into its file; takes that back where what follows fails. */
function takeObjects(db: DatabaseSync, objects: Content["objects"], stateDir: string, then: () => void): void {
  const select = db.prepare("SELECT bytes FROM objects WHERE digest = ?");
  const written: string[] = [];
  try {
    for (const { object } of objects.values()) {
      const path = objectFileOf(stateDir, object);
      if (!existsSync(path)) written.push(path);
      writeObject(stateDir, select.get(object)?.["bytes"] as Uint8Array);
    }
    then();
  } catch (error) {
    for (const path of written) if (existsSync(path)) rmSync(path);
    throw error;
  }
}

function copyJournal(source: string, target: string): void {
  const journal = openForReading(source);
  try {
    telling(target, () => {
      rmSync(target, { force: true });
      journal.db.prepare("VACUUM INTO ?").run(target);
    });
  } finally {
    journal.close();
  }
}

function writeCommits(commits: readonly WrittenCommit[], target: string): void {
  telling(target, () => {
    rmSync(target, { force: true });
    const db = new DatabaseSync(target);
    try {
      create(db);
      const insert = db.prepare(INSERT);
      db.exec("BEGIN");
      for (const { position, text, sum } of commits) insert.run(position, text, sum);
      db.exec("COMMIT");
    } finally {
      db.close();
    }
  });
}

interface Content {
  readonly run: string;
  /** Position of the last whole commit. */
  readonly end: number;
  readonly torn: boolean;
  /** By digest. */
  readonly objects: ReadonlyMap<string, StoredObject>;
}

function contentOf(file: string): Content {
  const objects = new Map<string, StoredObject>();
  let run: string | undefined;
  const reading = readJournal(file);
  for (const { records } of reading) {
    run ??= runOf(records, file);
    for (const record of records)
      if (record.kind === "succeeded" && "object" in record.result) objects.set(record.result.object, record.result);
  }
  const { position, torn } = reading.end;
  return { run: run ?? "", end: position, torn: torn !== undefined, objects };
}

/** The file may come from anywhere: what it names becomes the name of a folder. */
function runOf([first]: Commit["records"], file: string): string {
  if (first?.kind !== "created" || first.run.startsWith(".") || basename(first.run) !== first.run || first.run === "")
    throw notAJournal(file);
  return first.run;
}
