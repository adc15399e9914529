/** What lies in the folder with the runs. */
import { randomUUID } from "node:crypto";
import { statSync, type Stats } from "node:fs";
import { basename, join } from "node:path";
import { holderFileOf, journalFileOf, lockFileOf, runsFolderOf } from "../journal/run-files.ts";
import { telling } from "../journal/trouble.ts";
import { queueMarkOf } from "../serve/queue-mark.ts";
import { allNamesIn, isAbsence } from "./disk-use.ts";

/** Names in it, by what they are of. */
export interface RunFolders {
  /** Runs with a journal. */
  readonly runs: readonly string[];
  /** Runs that were submitted to a queue: their journals lie there. */
  readonly queued: readonly string[];
  /** Runs without one, which were to keep none or have not begun it. Those that go on have a lock. */
  readonly bare: readonly string[];
  /** The same without a lock. */
  readonly unknown: readonly string[];
  /** Runs of which it cannot be told whether they have one: their folders may not be looked into. */
  readonly closed: readonly string[];
  /** Runs that were removed, but for their files. */
  readonly removed: readonly string[];
  /** What is half imported. */
  readonly parts: readonly string[];
}

/** ms after which nothing can be just about to happen. */
export const abandoned = 24 * 60 * 60 * 1000;

const removedEnd = ".removed";

/** Where a run goes that is removed: who lists runs passes over it. */
export const removedNameOf = (run: string): string => `.${run}.${randomUUID()}${removedEnd}`;

/** All that is there. `now`: ms since the epoch. Throws a `JournalError` where that cannot be told. */
export function runFolders(stateDir: string, now: number): RunFolders {
  const folder = runsFolderOf(stateDir);
  const found = { runs: [], queued: [], bare: [], unknown: [], closed: [], removed: [], parts: [] } as {
    [kind in keyof RunFolders]: string[];
  };
  for (const name of telling(folder, () => allNamesIn(folder))) {
    const path = join(folder, name);
    const kind = telling(path, () => kindOf(name, path, now));
    if (kind !== undefined) found[kind].push(name);
  }
  return found;
}

function kindOf(name: string, path: string, now: number): keyof RunFolders | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return undefined;
  if (name.startsWith(".")) return name.endsWith(removedEnd) ? "removed" : name.endsWith(".part") ? "parts" : undefined;
  return runKindOf(path, now - found.mtimeMs);
}

/** How files are looked at. */
export interface Looking {
  stat(path: string): Stats | undefined;
  names(folder: string): readonly string[];
}

const ofSystem: Looking = {
  stat: (path) => statSync(path, { throwIfNoEntry: false }),
  names: allNamesIn,
};

/** `unchanged`: ms since the folder has changed. */
export function runKindOf(path: string, unchanged: number, { stat, names }: Looking = ofSystem): keyof RunFolders {
  const isThere = (file: string): boolean => {
    try {
      return stat(file) !== undefined;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  };
  try {
    if (isThere(journalFileOf(path))) return "runs";
    if (isThere(queueMarkOf(path))) return "queued";
    if (isThere(holderFileOf(path))) return "bare";
    // A run that is about to begin, or was cut off then.
    const isEmpty = names(path).every((each) => each === basename(lockFileOf(path)));
    return isEmpty && unchanged > abandoned ? "bare" : "unknown";
  } catch {
    return "closed";
  }
}
