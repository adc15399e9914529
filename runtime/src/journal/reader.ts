/** Reads a journal, whole or as far as it is whole. */
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { START, type JournalEnd, type Torn } from "./journal-end.ts";
import { isHeld } from "./lock.ts";
import { tornLog } from "./log-state.ts";
import { openForReading } from "./open-for-reading.ts";
import { isRecord, type JournalRecord } from "./record.ts";
import type { Migrations } from "./schema.ts";
import { sumOf } from "./sum.ts";
import { damaged, troubleOf } from "./trouble.ts";

/** One group of records that became durable together. */
export interface Commit {
  /** 1, 2, … without gaps. */
  readonly position: number;
  readonly records: readonly JournalRecord[];
}

export interface ReadOptions {
  /** Begin behind what was read before. */
  readonly after?: JournalEnd;
  /** How to bring older versions up, where that is not as usual. */
  readonly migrations?: Migrations;
}

/**
 * The journal of a run, read beside a writer, too: each commit that is durable by then, in order. It is opened when it is gone through
 * and closed when that ends; to go through it again goes on behind `end`. Throws a `JournalError`, perhaps behind whole commits: there
 * is no journal, it is damaged or another than was read before, or of a version that this adg does not know.
 */
export function readJournal(file: string, options: ReadOptions = {}): JournalReading {
  return new JournalReading(file, options);
}

export class JournalReading implements Iterable<Commit> {
  readonly #file: string;
  readonly #migrations: Migrations | undefined;
  #end: JournalEnd;
  #isChecked = false;

  constructor(file: string, { after = START, migrations }: ReadOptions) {
    this.#file = file;
    this.#end = after;
    this.#migrations = migrations;
  }

  /** As far as has been read; when all has, it tells what is torn. */
  get end(): JournalEnd {
    return this.#end;
  }

  *[Symbol.iterator](): Generator<Commit, void> {
    const file = this.#file;
    const { position, sum } = this.#end;
    this.#end = { position, sum };
    const log = tornLogOf(file);
    try {
      const journal = openForReading(file, this.#migrations);
      try {
        if (!this.#isChecked) checkPages(journal.db, file);
        this.#isChecked = true;
        yield* this.#commits(journal.db);
      } finally {
        journal.close();
      }
    } catch (error) {
      throw troubleOf(error, file);
    }
    const { position: last, sum: lastSum, torn } = this.#end;
    if (torn === undefined && log !== undefined)
      this.#end = { position: last, sum: lastSum, torn: { kind: "torn", position: last + 1, reason: log } };
  }

  *#commits(db: DatabaseSync): Generator<Commit, void> {
    this.#checkEnd(db);
    // As bytes: text that is not UTF-8 any more must not be mended before it is proved.
    const select = db.prepare(
      "SELECT position, CAST(records AS BLOB), sum FROM commits WHERE position > ? ORDER BY position",
    );
    select.setReturnArrays(true);
    const rows = select.iterate(this.#end.position) as unknown as Iterable<readonly [number, Uint8Array, number]>;
    let torn: Torn | undefined;
    for (const [position, bytes, sum] of rows) {
      if (torn !== undefined) throw damaged(this.#file, `its commit ${torn.position} is not whole, and others follow`);
      const expected = this.#end.position + 1;
      if (position !== expected) throw damaged(this.#file, `its commit ${expected} is missing, and others follow`);
      if (sumOf(this.#end.sum, position, bytes) === sum) {
        const records = recordsOf(bytes);
        if (records === undefined) throw damaged(this.#file, `its commit ${position} holds what no adg wrote`);
        this.#end = { position, sum };
        yield { position, records };
      } else torn = { kind: "torn", position, reason: "the last commit is not what was written" };
    }
    if (torn !== undefined) this.#end = { ...this.#end, torn };
  }

  /** What was read before must still be there, or what follows would not follow on it. */
  #checkEnd(db: DatabaseSync): void {
    const { position, sum } = this.#end;
    if (position === 0) return;
    const found = db.prepare("SELECT sum FROM commits WHERE position = ?").get(position);
    if (found?.["sum"] === sum) return;
    throw damaged(this.#file, `its commit ${position} is not the one that was read before`);
  }
}

/** Rows that are gone from the end leave no gap between checksums, but one in their page. */
function checkPages(db: DatabaseSync, file: string): void {
  const [said] = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {});
  if (said !== "ok") throw damaged(file, "its pages contradict each other");
}

/** While a run is written, the end of its log is always in the making. */
function tornLogOf(file: string): string | undefined {
  const folder = dirname(file);
  if (isHeld(folder)) return undefined;
  try {
    const torn = tornLog(file);
    return torn === undefined || isHeld(folder) ? undefined : torn;
  } catch (error) {
    if (isHeld(folder)) return undefined;
    throw error;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What a commit holds; `undefined` where that is none of what this adg knows. */
export function recordsOf(bytes: Uint8Array): readonly JournalRecord[] | undefined {
  try {
    const records: unknown = JSON.parse(decoder.decode(bytes));
    return Array.isArray(records) && records.every(isRecord) ? records : undefined;
  } catch {
    return undefined;
  }
}
