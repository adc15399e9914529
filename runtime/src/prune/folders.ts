/** What lies in the folder with the runs. */
import { randomUUID } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { holderFileOf, journalFileOf, lockFileOf, runsFolderOf } from "../journal/run-files.ts";
import { isQueued } from "../serve/queue-mark.ts";
import { namesIn } from "./disk-use.ts";

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
  /** Runs that were removed, but for their files. */
  readonly removed: readonly string[];
  /** What is half imported. */
  readonly parts: readonly string[];
}

/** ms after which nothing can be just about to happen. */
const abandoned = 24 * 60 * 60 * 1000;

const removedEnd = ".removed";

/** Where a run goes that is removed: who lists runs passes over it. */
export const removedNameOf = (run: string): string => `.${run}.${randomUUID()}${removedEnd}`;

/** All that is there. `now`: ms since the epoch. */
export function runFolders(stateDir: string, now: number): RunFolders {
  const folder = runsFolderOf(stateDir);
  const found = { runs: [], queued: [], bare: [], unknown: [], removed: [], parts: [] } as {
    [kind in keyof RunFolders]: string[];
  };
  for (const name of namesIn(folder)) {
    const kind = kindOf(name, join(folder, name), now);
    if (kind !== undefined) found[kind].push(name);
  }
  return found;
}

function kindOf(name: string, path: string, now: number): keyof RunFolders | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return undefined;
  if (name.startsWith(".")) return name.endsWith(removedEnd) ? "removed" : name.endsWith(".part") ? "parts" : undefined;
  if (existsSync(journalFileOf(path))) return "runs";
  if (isQueued(path)) return "queued";
  if (existsSync(holderFileOf(path))) return "bare";
  // A run that is about to begin, or was cut off then.
  const isEmpty = namesIn(path).every((each) => each === basename(lockFileOf(path)));
  return isEmpty && now - found.mtimeMs > abandoned ? "bare" : "unknown";
}
