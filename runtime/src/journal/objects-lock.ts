/**
 * Between a result that lies in a file of its own and the commit that names it nobody may take it for one that no run needs. So whoever
 * writes such results shares a lock until they are named, and who removes those that nothing names has it alone. It is one of the system,
 * as that of a run, and is gone with its process.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { takeAlone } from "./lock.ts";
import { objectsLockFileOf, syncMade } from "./run-files.ts";
import { telling } from "./trouble.ts";

/** ms. Who removes has it for as long as it takes to look through what the journals have to tell anew; a run must not fail for that. */
const writersPatience = 600_000;

/** ms. A commit has it for as long as the disk takes. */
const removersPatience = 30_000;

/** The lock as a process has it that writes results. */
export class ObjectsLock {
  readonly #file: string;
  #db: DatabaseSync | undefined;
  #share: StatementSync | undefined;

  constructor(stateDir: string) {
    this.#file = objectsLockFileOf(stateDir);
  }

  /** Acts while nobody removes results. Throws a `JournalError` where the lock cannot be had. */
  sharing<T>(act: () => T): T {
    const db = (this.#db ??= opened(this.#file, writersPatience));
    // A transaction has the lock as soon as it has read.
    const share = (this.#share ??= telling(this.#file, () => db.prepare("SELECT count(*) FROM sqlite_schema")));
    telling(this.#file, () => {
      db.exec("BEGIN");
      try {
        share.get();
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    });
    try {
      return act();
    } finally {
      telling(this.#file, () => db.exec("ROLLBACK"));
    }
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
    this.#share = undefined;
  }
}

/** Acts while nobody writes results. Throws a `JournalError` where others do not let go of the lock. */
export function alone<T>(stateDir: string, act: () => T): T {
  const file = objectsLockFileOf(stateDir);
  const db = opened(file, removersPatience);
  try {
    telling(file, () => takeAlone(db));
    return act();
  } finally {
    db.close();
  }
}

function opened(file: string, timeout: number): DatabaseSync {
  return telling(file, () => {
    const folder = dirname(file);
    syncMade(folder, mkdirSync(folder, { recursive: true }));
    return new DatabaseSync(file, { timeout });
  });
}
