/** A run that keeps no journal has a lock, all the same: nobody must take what it works with for what was left behind. */
import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { lockRun, type RunLock } from "./journal/lock.ts";
import { JournalError } from "./journal/journal-error.ts";
import { holderFileOf, lockFileOf } from "./journal/run-files.ts";

/**
 * Takes the lock of a run's folder, which is made where it is missing, and is gone with the lock where nothing came to be in it.
 * `undefined` where nothing can be written: then nobody can remove anything either.
 */
export function lockBareRun(runFolder: string): RunLock | undefined {
  try {
    const made = mkdirSync(runFolder, { recursive: true });
    const lock = lockRun(runFolder);
    return {
      release() {
        lock.release();
        leave(runFolder, made);
      },
    };
  } catch (error) {
    if (error instanceof JournalError || (error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  }
}

/** `made`: the outermost folder that was made for it. */
function leave(runFolder: string, made: string | undefined): void {
  try {
    const own = [lockFileOf(runFolder), holderFileOf(runFolder)];
    if (readdirSync(runFolder).some((name) => !own.some((file) => basename(file) === name))) return;
    for (const file of own) rmSync(file, { force: true });
    // One in which others have put something stays, and with it those around it.
    for (let at = runFolder; made !== undefined && at.length >= made.length; at = dirname(at)) rmdirSync(at);
  } catch {
    // What is left is an empty folder.
  }
}
