/** A journal's database as its writer has it; all that waits for the disk. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { START, type JournalEnd } from "./journal-end.ts";
import { JournalError } from "./journal-error.ts";
import { lockRun, type RunLock } from "./lock.ts";
import { tornLog } from "./log-state.ts";
import { writeObject } from "./object.ts";
import type { CommitParts, ThreadStart } from "./order.ts";
import { journalFileOf, sync } from "./run-files.ts";
import { create, migrate } from "./schema.ts";
import { sumOf } from "./sum.ts";
import { telling } from "./trouble.ts";

/** The journal of one run, locked for the process. */
export class Store {
  readonly #file: string;
  readonly #stateDir: string;
  readonly #lock: RunLock;
  #db: DatabaseSync | undefined;
  #insert: StatementSync | undefined;
  #end: JournalEnd = START;

  /** Locks and opens it and makes the first commit durable. Throws a `JournalError`. */
  constructor({ folder, stateDir, first, after }: ThreadStart) {
    this.#file = journalFileOf(folder);
    this.#stateDir = stateDir;
    const made = telling(folder, () => mkdirSync(folder, { recursive: true }));
    this.#lock = lockRun(folder);
    try {
      telling(this.#file, () => {
        if (after === undefined) this.#begin(first, made);
        else this.#resume(first, after);
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The database, for tests of what goes wrong in it. */
  get db(): DatabaseSync {
    return this.#db as DatabaseSync;
  }

  /** Adds a commit; it is durable when this returns. Throws a `JournalError`. */
  commit(parts: CommitParts): void {
    telling(this.#file, () => this.#add(this.#textOf(parts)));
  }

  /** Gives the run free. */
  close(): void {
    try {
      telling(this.#file, () => this.#db?.close());
    } finally {
      this.#lock.release();
    }
  }

  /** A journal comes into being with its first commit in it: who looks sees none or a whole one. */
  #begin(first: CommitParts, made: string | undefined): void {
    const file = this.#file;
    const folder = dirname(file);
    if (existsSync(file))
      throw new JournalError("exists", file, `Run ${basename(folder)} has a journal already: "${file}".`);
    const part = `${file}.part`;
    for (const left of [part, `${part}-wal`, `${part}-shm`]) rmSync(left, { force: true });
    const db = new DatabaseSync(part);
    try {
      db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
      create(db);
      this.#addTo(db.prepare(INSERT), this.#textOf(first));
      db.exec("COMMIT; PRAGMA journal_mode = WAL");
    } finally {
      db.close();
    }
    sync(part);
    renameSync(part, file);
    sync(folder);
    for (let at = folder; made !== undefined && at.length >= made.length; at = dirname(at)) sync(dirname(at));
    this.#open();
  }

  #resume(first: CommitParts, after: JournalEnd): void {
    tornLog(this.#file);
    const db = this.#open();
    migrate(db, this.#file);
    const text = this.#textOf(first);
    db.exec("BEGIN IMMEDIATE");
    // What is torn was told to whoever resumes.
    if (after.torn !== undefined) db.prepare("DELETE FROM commits WHERE position = ?").run(after.torn.position);
    const last = db.prepare("SELECT position, sum FROM commits ORDER BY position DESC LIMIT 1").get() ?? START;
    if (last["position"] !== after.position || last["sum"] !== after.sum)
      throw new JournalError(
        "busy",
        this.#file,
        `"${this.#file}" was changed while it was read; resume the run again.`,
      );
    this.#end = after;
    this.#add(text);
    db.exec("COMMIT");
  }

  #open(): DatabaseSync {
    const db = new DatabaseSync(this.#file);
    this.#db = db;
    db.exec("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL");
    return db;
  }

  #textOf(parts: CommitParts): string {
    return parts.map((part, i) => (i % 2 === 0 ? part : JSON.stringify(writeObject(this.#stateDir, part)))).join("");
  }

  #add(text: string): void {
    this.#insert ??= this.db.prepare(INSERT);
    this.#addTo(this.#insert, text);
  }

  #addTo(insert: StatementSync, text: string): void {
    const position = this.#end.position + 1;
    const sum = sumOf(this.#end.sum, position, text);
    insert.run(position, text, sum);
    this.#end = { position, sum };
  }
}

const INSERT = "INSERT INTO commits (position, records, sum) VALUES (?, ?, ?)";
