/** The two ends of a journal, read without what lies between them. */
import type { DatabaseSync } from "node:sqlite";
import { openForReading } from "./open-for-reading.ts";
import { recordsOf } from "./reader.ts";
import type { JournalRecord } from "./record.ts";
import { sumOf } from "./sum.ts";
import { damaged, telling } from "./trouble.ts";

/** The records of the first commit and of the last one. */
export interface JournalEnds {
  readonly first: readonly JournalRecord[];
  readonly last: readonly JournalRecord[];
}

/** Takes the same time for every length of journal. Throws a `JournalError` where one of the two commits is not whole. */
export function readEnds(file: string): JournalEnds {
  const journal = openForReading(file);
  try {
    return telling(file, () => ({
      first: provenCommit(journal.db, file, "1"),
      last: provenCommit(journal.db, file, "(SELECT max(position) FROM commits)"),
    }));
  } finally {
    journal.close();
  }
}

/** `where`: an expression of SQL. */
function provenCommit(db: DatabaseSync, file: string, where: string): readonly JournalRecord[] {
  const commit = db
    .prepare(
      `SELECT position, CAST(records AS BLOB) AS bytes, sum,
         (SELECT sum FROM commits AS before WHERE before.position = here.position - 1) AS before
       FROM commits AS here WHERE position = ${where}`,
    )
    .get();
  const { position, bytes, sum, before } = commit ?? {};
  const isWhole =
    typeof position === "number" &&
    bytes instanceof Uint8Array &&
    sumOf(position === 1 ? 0 : Number(before), position, bytes) === sum;
  const records = isWhole ? recordsOf(bytes) : undefined;
  if (records === undefined)
    throw damaged(file, `its commit ${typeof position === "number" ? position : 1} is not whole`);
  return records;
}
