/** Takes runs out of the list of runs, each at once and whole. Their files are removed later. */
import { existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { forgetAddress } from "../control/address.ts";
import { JournalError } from "../journal/journal-error.ts";
import { lockToRemove } from "../journal/lock.ts";
import { journalFileOf, runFolderOf, runsFolderOf, sync } from "../journal/run-files.ts";
import { telling } from "../journal/trouble.ts";
import type { Stay } from "./choose.ts";
import { abandoned, removedNameOf } from "./folders.ts";
import type { Survey } from "./survey.ts";

export interface Moved {
  /** Names of the folders that runs have now, by the runs' ids. */
  readonly names: ReadonlyMap<string, string>;
  /** Runs that have stayed against expectation. */
  readonly staying: ReadonlyMap<string, Stay>;
}

/** Which runs go. */
export interface Going {
  /** Ids, the oldest first. */
  readonly runs: readonly string[];
  /** Whether each was named by who asked: then they go, also where another may need them. */
  readonly isNamed: boolean;
}

/** Throws a `JournalError` where what was done is not durable. */
export function moveAway(stateDir: string, survey: Survey, { runs, isNamed }: Going): Moved {
  const names = new Map<string, string>();
  const staying = new Map<string, Stay>();
  // The newest first: a run that stays needs files of earlier ones.
  for (const run of runs.toReversed()) {
    const name = removedNameOf(run);
    const stay = staying.get(run) ?? moveRun(stateDir, survey, run, name);
    if (stay === undefined) names.set(run, name);
    else {
      staying.set(run, stay);
      for (const used of survey.usesOf(run)) if (!staying.has(used)) staying.set(used, { why: "used", by: run });
      if (isNamed || !survey.isUnsure(run)) continue;
      for (const other of runs)
        if (!names.has(other) && !staying.has(other)) staying.set(other, { why: "perhaps-used", by: run });
    }
  }
  for (const run of names.keys()) survey.runs.delete(run);
  const folder = runsFolderOf(stateDir);
  // The power may fail: no run must come back after its results are gone.
  telling(folder, () => sync(folder));
  const meant = new Set(runs);
  return { names, staying: new Map([...staying].filter(([run]) => meant.has(run))) };
}

/** Answers why it stays, if so. */
function moveRun(stateDir: string, survey: Survey, run: string, name: string): Stay | undefined {
  const folder = runFolderOf(stateDir, run);
  try {
    const lock = lockToRemove(folder);
    try {
      if (hasGoneOn(survey, run, folder)) return { why: "changed" };
      forgetAddress(folder);
      telling(folder, () => renameSync(folder, join(runsFolderOf(stateDir), name)));
      return undefined;
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    if (error.trouble !== "held") return { why: "unreadable", problem: error.message };
    // Who goes on with it may have given it other inputs.
    hasGoneOn(survey, run, folder);
    return { why: "running" };
  }
}

/** Whether a run's journal has more in it than was read, or is there only now. What is new is known then. */
function hasGoneOn(survey: Survey, run: string, folder: string): boolean {
  const known = survey.runs.get(run);
  if (known !== undefined) return known.readOn();
  if (!existsSync(journalFileOf(folder))) return false;
  survey.lookAt(run);
  return true;
}

/**
 * Takes away what was half imported by processes that are gone. An import that goes on takes the lock of the large results only at its
 * end, so that to have that lock says nothing of it. `now`: ms since the epoch.
 */
export function clearParts(stateDir: string, parts: readonly string[], now: number): void {
  const folder = runsFolderOf(stateDir);
  for (const part of parts) {
    try {
      if (now - statSync(join(folder, part)).mtimeMs <= abandoned && !isOfGoneProcess(part)) continue;
      renameSync(join(folder, part), join(folder, removedNameOf(part.slice(1))));
    } catch {
      // Nobody sees it, and nobody needs it.
    }
  }
}

/** Whether no process has the number in the name of what it makes. */
function isOfGoneProcess(part: string): boolean {
  const [, number] = /\.(\d+)\.part$/.exec(part) ?? [];
  if (number === undefined) return false;
  try {
    process.kill(Number(number), 0);
    return false;
  } catch (error) {
    // It may be there, and be another user's.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
