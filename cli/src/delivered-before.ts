/** What earlier runs delivered to a folder: all that a later one may remove there. */
import { lstatSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";

/** By output: the files that were made for it, relative to the folder. */
export type DeliveredBefore = ReadonlyMap<string, readonly string[]>;

/** The list lies with what it speaks of, so that it moves and goes with it. */
const listName = ".adg-delivered.json";

/** Reads the list of a folder; an empty one where there is none, or none that can be read. */
export function deliveredBefore(folder: string): DeliveredBefore {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, listName), "utf8"));
  } catch {
    return new Map();
  }
  const outputs = typeof json === "object" && json !== null ? (json as { outputs?: unknown }).outputs : undefined;
  if (typeof outputs !== "object" || outputs === null) return new Map();
  return new Map(
    Object.entries(outputs).map(([name, files]) => [name, Array.isArray(files) ? files.filter(isInside) : []]),
  );
}

/** Whether it is a path that leads nowhere but into the folder. */
function isInside(path: unknown): path is string {
  return (
    typeof path === "string" && path !== "" && !isAbsolute(path) && normalize(path) === path && !path.startsWith("..")
  );
}

/** Writes the list of a folder. Whoever reads it sees the old one or the whole new one. */
export function listDelivered(folder: string, delivered: DeliveredBefore): void {
  const half = join(folder, `${listName}.${process.pid}.part`);
  writeFileSync(half, `${JSON.stringify({ outputs: Object.fromEntries(delivered) }, undefined, 2)}\n`);
  renameSync(half, join(folder, listName));
}

/** Removes files that the list names, and the folders that become empty by it. */
export function removeDelivered(folder: string, files: readonly string[]): void {
  for (const file of files) {
    // A link on the way leads to what somebody else has put there.
    if (!foldersAbove(file).every((each) => kindAt(join(folder, each)) === "folder")) continue;
    if (kindAt(join(folder, file)) !== "file") continue;
    rmSync(join(folder, file));
    for (const each of foldersAbove(file).toReversed()) {
      if (readdirSync(join(folder, each)).length > 0) break;
      rmdirSync(join(folder, each));
    }
  }
}

/** `a/b/c.txt` → `a`, `a/b`. */
export function foldersAbove(file: string): readonly string[] {
  const parts = dirname(file).split(sep);
  return parts[0] === "." ? [] : parts.map((_, i) => parts.slice(0, i + 1).join(sep));
}

/** What is at a path; a link is a file. */
export function kindAt(path: string): "folder" | "file" | "nothing" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found === undefined ? "nothing" : found.isDirectory() ? "folder" : "file";
}
