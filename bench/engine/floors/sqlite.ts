import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { numbers, same, sum } from "../programs/tasks.ts";
import type { Floor } from "../workload.ts";

/** SQLite used as it comes: one row for what came of each task, so many rows a commit, each commit safe from a crash of the machine. */
export function sqlite(group: number): Floor {
  return {
    name: `SQLite, ${group} a commit`,
    async run(n, folder) {
      const results = numbers(n).map(same);
      const own = mkdtempSync(join(folder, "sqlite-"));
      const db = new DatabaseSync(join(own, "records.db"));
      try {
        writeRecords(
          db,
          results.map((value, k) => JSON.stringify(record(k, value))),
          group,
        );
      } finally {
        db.close();
        rmSync(own, { recursive: true });
      }
      return sum(results);
    },
  };
}

/** Writes rows into a new table, `group` a commit. */
export function writeRecords(db: DatabaseSync, texts: readonly string[], group: number): void {
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  db.exec("CREATE TABLE records (position INTEGER PRIMARY KEY, record TEXT NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO records (record) VALUES (?)");
  for (let at = 0; at < texts.length; at += group) {
    db.exec("BEGIN");
    for (const text of texts.slice(at, at + group)) insert.run(text);
    db.exec("COMMIT");
  }
}

/** As a journal has it. */
function record(k: number, value: number): object {
  return {
    kind: "succeeded",
    node: `work-${(0xabcdef000000 + k).toString(16)}`,
    number: k,
    task: "work",
    attempt: 1,
    begun: 1_790_000_000_000 + k,
    ended: 1_790_000_000_001 + k,
    args: `[${k}]`,
    result: { value },
  };
}
