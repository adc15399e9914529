/** Where a run keeps what its journal is made of. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";

/** The folder of a run. */
export const runFolderOf = (stateDir: string, run: string): string => join(stateDir, "runs", run);

export const journalFileOf = (runFolder: string): string => join(runFolder, "journal.db");

/** Locked by whoever writes the run. Nobody but SQLite may open it: to close it any other way would undo the process's locks. */
export const lockFileOf = (runFolder: string): string => join(runFolder, "lock.db");

/** Who has the lock, for people. */
export const holderFileOf = (runFolder: string): string => join(runFolder, "lock.json");

/** A result of its own file. */
export const objectFileOf = (stateDir: string, digest: string): string =>
  join(stateDir, "objects", digest.slice(0, 2), digest.slice(2));

/** Makes what a file or folder holds durable; for a folder, the names in it. */
export function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
