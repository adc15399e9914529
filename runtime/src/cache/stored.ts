/** What lies in a cache folder, for those who look after it. */
import { hash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { canonical } from "../library/canonical.ts";
import { Contents } from "./contents.ts";
import type { Entry } from "./entry.ts";

/** A result that is kept. */
export interface StoredEntry {
  /** Its name: 64 hexadecimal digits. */
  readonly key: string;
  /** Absolute path. */
  readonly folder: string;
  /** `undefined` where its description cannot be read. */
  readonly task: string | undefined;
  /** When it was kept, in ms since the epoch. */
  readonly kept: number;
  /** Bytes, of all that belongs to it. */
  readonly size: number;
  /** How many files it has. */
  readonly files: number;
}

/** The entries of a cache folder, the oldest first. */
export function storedEntries(cacheFolder: string): readonly StoredEntry[] {
  return keysIn(cacheFolder)
    .flatMap((key) => storedEntry(cacheFolder, key) ?? [])
    .sort((a, b) => a.kept - b.kept || (a.key < b.key ? -1 : 1));
}

/** Names of the entries, in no order that means anything. */
export function keysIn(cacheFolder: string): readonly string[] {
  return namesIn(cacheFolder)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((start) => namesIn(join(cacheFolder, start)).map((rest) => start + rest))
    .filter((key) => /^[0-9a-f]{64}$/.test(key));
}

/** `undefined` where it has gone meanwhile. */
function storedEntry(cacheFolder: string, key: string): StoredEntry | undefined {
  const folder = join(cacheFolder, key.slice(0, 2), key.slice(2));
  const found =
    statSync(join(folder, "entry.json"), { throwIfNoEntry: false }) ?? statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const { size, files } = measured(join(folder, "files"));
  const task = readEntryFile(folder)?.parts["task"];
  return {
    ...{ key, folder, kept: Math.round(found.mtimeMs), files },
    task: typeof task === "string" ? task : undefined,
    size: size + (found.isFile() ? found.size : 0),
  };
}

function measured(path: string): { readonly size: number; readonly files: number } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { size: 0, files: 0 };
  if (!found.isDirectory()) return { size: found.size, files: 1 };
  const parts = namesIn(path).map((name) => measured(join(path, name)));
  return {
    size: parts.reduce((sum, each) => sum + each.size, 0),
    files: parts.reduce((sum, each) => sum + each.files, 0),
  };
}

/** `undefined` where it cannot be read. */
export function readEntryFile(folder: string): Entry | undefined {
  try {
    const entry = JSON.parse(readFileSync(join(folder, "entry.json"), "utf8")) as Entry;
    const isEntry = [entry, entry.parts, entry.files].every((each) => typeof each === "object" && each !== null);
    return isEntry ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with an entry, a clause; `undefined` where nothing is. */
export async function damageOf({ folder, key }: StoredEntry, contents = new Contents()): Promise<string | undefined> {
  const entry = readEntryFile(folder);
  if (entry === undefined) return "its description is missing or not whole";
  if (entry.version !== 1) return `it is of version ${JSON.stringify(entry.version)}, which this adg does not know`;
  if (hash("sha256", canonical(entry.parts)) !== key) return "its description is not what was written";
  for (const [path, digest] of Object.entries(entry.files)) {
    const isOutside = isAbsolute(path);
    const found = await contents.of(isOutside ? path : join(folder, "files", path)).catch(() => undefined);
    const which = `${isOutside ? "the file outside of it" : "its file"} "${path}"`;
    if (found === undefined) return `${which} is missing or cannot be read`;
    if (found !== digest) return `${which} is not what it was`;
  }
  return undefined;
}

let removed = 0;

/** Removes an entry. A run that looks at the same moment sees it whole or not at all. */
export function removeEntry({ folder }: StoredEntry): void {
  const half = `${folder}.${process.pid}-removed-${removed++}.part`;
  try {
    renameSync(folder, half);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  rmSync(half, { recursive: true, force: true });
}

/** ms. What is only half written after so long was left by a process that was cut off. */
const abandoned = 24 * 60 * 60 * 1000;

/** Removes what processes that were cut off have left, and folders in which nothing is any more. Answers how many bytes that freed. */
export function sweepCache(cacheFolder: string, now: number): number {
  let freed = 0;
  for (const start of namesIn(cacheFolder)) {
    const folder = join(cacheFolder, start);
    for (const name of namesIn(folder).filter((each) => each.endsWith(".part"))) {
      const half = join(folder, name);
      const found = statSync(half, { throwIfNoEntry: false });
      if (found === undefined || now - found.mtimeMs < abandoned) continue;
      freed += measured(half).size;
      rmSync(half, { recursive: true, force: true });
    }
    if (namesIn(folder).length === 0) rmEmpty(folder);
  }
  return freed;
}

function rmEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // A run has put something there meanwhile.
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
