import { join, relative } from "node:path";
import type { StoredEntry } from "@adg/runtime/asked";
import { columns } from "./columns.ts";
import { paintFor } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { stateDirOf } from "./state-dir.ts";
import { clockText, counted, numberText, sizeText } from "./words.ts";

/** Where a cache is, and how to tell of it. */
export interface CacheOptions {
  readonly in: string;
  readonly json: boolean;
}

/** Which entries go: those that meet all that is said here. */
export interface PruneOptions extends CacheOptions {
  /** ms. */
  readonly olderThan?: number;
  /** Bytes. */
  readonly largerThan?: number;
  readonly all: boolean;
}

/** Lists the results that are kept, the newest first; answers the exit code. */
export async function listCache({ in: place, json }: CacheOptions): Promise<number> {
  const { entries, folder } = await cacheIn(place);
  if (json) await print(JSON.stringify(entries.toReversed(), undefined, 2));
  else if (entries.length === 0) await print(`There is nothing in "${folder}".`);
  else await print(listText(entries).join("\n"));
  return 0;
}

function listText(entries: readonly StoredEntry[]): readonly string[] {
  const now = Date.now();
  const rows = entries
    .toReversed()
    .map(({ task, kept, size, files, key }) => [
      plainText(task ?? "not readable"),
      clockText(Math.max(0, now - kept)),
      sizeText(size),
      files === 0 ? "" : numberText(files),
      key.slice(0, 12),
    ]);
  const [head = "", ...lines] = columns([["task", "age", "size", "files", "key"], ...rows], "lrrrl");
  return [
    paintFor(process.stdout)("dim", head),
    ...lines,
    `${counted(entries.length, "result")}, ${sizeText(sizeOf(entries))}`,
  ];
}

/** Removes results; answers the exit code. */
export async function pruneCache({ in: place, json, ...which }: PruneOptions): Promise<number> {
  const { olderThan, largerThan, all } = which;
  if (!all && olderThan === undefined && largerThan === undefined)
    throw new Refusal("Say which results shall go: --older-than 30d, --larger-than 1GB or --all.");
  const { removeEntry, sweepCache } = await import("@adg/runtime/asked");
  const { entries, path, folder } = await cacheIn(place);
  const now = Date.now();
  const pruned = entries.filter(
    ({ kept, size }) => (olderThan === undefined || now - kept > olderThan) && size > (largerThan ?? -1),
  );
  acting(folder, () => pruned.forEach((entry) => removeEntry(entry)));
  const freed = sizeOf(pruned) + acting(folder, () => sweepCache(path, now));
  const removed = pruned.length;
  if (json) await print(JSON.stringify({ removed, freed, kept: entries.length - removed }));
  else
    await print(
      `${counted(removed, "result")} removed, ${sizeText(freed)} freed; ${counted(entries.length - removed, "result")} kept.`,
    );
  return 0;
}

/** Says which results are damaged, and removes them with `fix`. Answers the exit code: 1 where damaged ones are left. */
export async function verifyCache({ in: place, json, fix }: CacheOptions & { readonly fix: boolean }): Promise<number> {
  const { damageOf, removeEntry } = await import("@adg/runtime/asked");
  const { entries, folder } = await cacheIn(place);
  const damaged: { readonly key: string; readonly task: string | undefined; readonly damage: string }[] = [];
  for (const entry of entries) {
    const damage = await damageOf(entry);
    if (damage === undefined) continue;
    damaged.push({ key: entry.key, task: entry.task, damage });
    if (fix) acting(folder, () => removeEntry(entry));
  }
  if (json)
    await print(
      JSON.stringify(
        { whole: entries.length - damaged.length, damaged, removed: fix ? damaged.length : 0 },
        undefined,
        2,
      ),
    );
  else await print(verifyText(entries.length, damaged, fix).join("\n"));
  return damaged.length === 0 || fix ? 0 : 1;
}

function verifyText(
  count: number,
  damaged: readonly { readonly key: string; readonly task: string | undefined; readonly damage: string }[],
  isFixed: boolean,
): readonly string[] {
  if (damaged.length === 0) return [count === 0 ? "Nothing is kept." : `${counted(count, "result")} kept, all whole.`];
  const end = isFixed ? "removed: their tasks run again" : "--fix removes them, and their tasks run again";
  return [
    ...damaged.map(({ key, task, damage }) => plainText(`${task ?? "not readable"} (${key.slice(0, 12)}): ${damage}`)),
    `${numberText(damaged.length)} of ${counted(count, "result")} damaged; ${end}.`,
  ];
}

async function cacheIn(
  place: string,
): Promise<{ readonly entries: readonly StoredEntry[]; readonly path: string; readonly folder: string }> {
  const { storedEntries } = await import("@adg/runtime/asked");
  const path = join(stateDirOf(place), "cache");
  const folder = relative(process.cwd(), path) || path;
  return { path, folder, entries: acting(folder, () => storedEntries(path)) };
}

/** What the system does not allow is told in a sentence. */
function acting<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    throw new Refusal(`The cache "${folder}" cannot be used: ${error.message}.`);
  }
}

function sizeOf(entries: readonly StoredEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
