/** The runs of a state folder. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { JournalError } from "./journal-error.ts";
import { isHeld } from "./lock.ts";
import { readJournal } from "./reader.ts";
import type { CreatedRecord } from "./record.ts";
import { journalFileOf, runFolderOf, runsFolderOf } from "./run-files.ts";

/** A run that has a journal, by how that begins. */
export interface KnownRun {
  readonly run: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Whether some process writes it now. */
  readonly isLive: boolean;
  /** How it began, or why its journal cannot be read. */
  readonly created: CreatedRecord | JournalError;
}

/** All runs of a state folder that have a journal, the oldest first. */
export function listRuns(stateDir: string): readonly KnownRun[] {
  return runIds(stateDir).map((run) => knownRun(stateDir, run));
}

/** Their ids. Nothing is opened. */
export function runIds(stateDir: string): readonly string[] {
  const runs = runsFolderOf(stateDir);
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((run) => !run.startsWith(".") && existsSync(journalFileOf(join(runs, run))))
    .sort();
}

/** A run that is there. */
export function knownRun(stateDir: string, run: string): KnownRun {
  const folder = runFolderOf(stateDir, run);
  return { run, folder, isLive: isHeld(folder), created: createdIn(folder) };
}

function createdIn(folder: string): CreatedRecord | JournalError {
  const file = journalFileOf(folder);
  try {
    for (const { records } of readJournal(file)) {
      const [first] = records;
      if (first?.kind === "created") return first;
      break;
    }
    return new JournalError("damaged", file, `"${file}" does not say how its run began.`);
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
}
