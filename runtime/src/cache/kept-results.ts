/** What is kept of one task. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Entry, Origin } from "./entry.ts";
import { keysIn, readEntryFile } from "./stored.ts";

/** A result as it is kept; `kept` in ms since the epoch. */
export interface KeptResult {
  readonly key: string;
  readonly kept: number;
  /** The run and node that made it; earlier versions of adg did not note that. */
  readonly made?: Origin;
}

/** With what was written of it. */
export interface KeptEntry extends KeptResult {
  readonly entry: Entry;
}

/** In no order that means anything. What cannot be read is left out. */
export function keptResults(cacheFolder: string, task: string): readonly KeptEntry[] {
  return keysIn(cacheFolder).flatMap((key) => {
    const folder = join(cacheFolder, key.slice(0, 2), key.slice(2));
    const entry = readEntryFile(folder);
    const kept = Math.round(statSync(join(folder, "entry.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (entry === undefined || kept === 0 || entry.parts["task"] !== task) return [];
    const { made } = entry;
    return [{ key, kept, entry, ...(made === undefined ? {} : { made }) }];
  });
}
