/** Where a run keeps what its journal is made of. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder with the folders of the runs. */
export const runsFolderOf = (stateDir: string): string => join(stateDir, "runs");

/** The folder of a run. */
export const runFolderOf = (stateDir: string, run: string): string => join(runsFolderOf(stateDir), run);

export const journalFileOf = (runFolder: string): string => join(runFolder, "journal.db");

/** Locked by whoever writes the run. Nobody but SQLite may open it: to close it any other way would undo the process's locks. */
export const lockFileOf = (runFolder: string): string => join(runFolder, "lock.db");

/** Who has the lock, for people. */
export const holderFileOf = (runFolder: string): string => join(runFolder, "lock.json");

/** The results that have files of their own, of all runs. */
export const objectsFolderOf = (stateDir: string): string => join(stateDir, "objects");

/** A result of its own file. */
export const objectFileOf = (stateDir: string, digest: string): string =>
  join(objectsFolderOf(stateDir), digest.slice(0, 2), digest.slice(2));

/** Locked by those who write such results until they are named, and by who removes those that nothing names. */
export const objectsLockFileOf = (stateDir: string): string => join(objectsFolderOf(stateDir), "lock.db");

/** Makes what a file or folder holds durable; for a folder, the names in it. */
export function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes folders durable that were made for `folder`, of which `made` is the outermost: their names stand in those around them. */
export function syncMade(folder: string, made: string | undefined): void {
  for (let at = folder; made !== undefined && at.length >= made.length; at = dirname(at)) sync(dirname(at));
}
