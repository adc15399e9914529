/**
 * Only one process writes a run. The lock is one that SQLite has the system keep on a file, and it is gone with the process that
 * has it, whatever ends that.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { JournalError } from "./journal-error.ts";
import { holderFileOf, lockFileOf } from "./run-files.ts";
import { telling, troubleOf } from "./trouble.ts";

/** ms. Who only looks whether a run is written has the file for an instant. */
const PATIENCE = 500;

export interface RunLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Takes the lock of a run's folder. Throws a `JournalError` that names who has it. */
export function lockRun(folder: string): RunLock {
  return locked(folder, () => noteHolder(folder));
}

/** The same for who is to remove the run, which must go where the disk has no room for a single file more. */
export function lockToRemove(folder: string): RunLock {
  return locked(folder, () => {
    try {
      noteHolder(folder);
    } catch {
      // Who is kept out for that moment is told less.
    }
  });
}

function noteHolder(folder: string): void {
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(holderFileOf(folder), `${JSON.stringify(holder)}\n`);
}

function locked(folder: string, note: () => void): RunLock {
  const file = lockFileOf(folder);
  const db = telling(file, () => new DatabaseSync(file, { timeout: PATIENCE }));
  try {
    telling(file, () => {
      takeAlone(db);
      note();
    });
  } catch (error) {
    db.close();
    if (isBusy(error)) throw new JournalError("held", file, heldText(folder));
    throw error;
  }
  return { release: () => db.close() };
}

/** Takes the lock that a database is, until that is closed. Nothing is written, so that it can be had where the disk is full. */
export function takeAlone(db: DatabaseSync): void {
  db.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
}

/** Whether some process writes the run in this folder now. */
export function isHeld(folder: string): boolean {
  const file = lockFileOf(folder);
  if (!existsSync(file)) return false;
  let db;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    // Who may not even read it is told so where the journal is opened.
    return isBusy(troubleOf(error, file));
  } finally {
    db?.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof JournalError && error.trouble === "busy";
}

function heldText(folder: string): string {
  const run = basename(folder);
  const by = holderOf(folder);
  if (by === undefined) return `Run ${run} is being written by another process.`;
  const where = by.host === hostname() ? "" : ` on ${by.host}`;
  return `Run ${run} is being written by process ${by.pid}${where} since ${by.since}; wait for it, or end it.`;
}

function holderOf(folder: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFileOf(folder), "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
