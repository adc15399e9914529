/** One result in the cache folder: `entry.json`, and the files that the task made, as they lay in its work directory. */
import { constants } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import type { AttemptOrder } from "../attempt-call.ts";
import { mapPaths, pathsIn } from "../paths.ts";
import { conform } from "../values.ts";
import type { Value } from "../workflow.ts";
import type { Contents } from "./contents.ts";
import type { CacheKey } from "./key.ts";

/** The run and the node that a result is of. */
export interface Origin {
  readonly run: string;
  readonly node: string;
}

/** A result that was kept. */
export interface Kept {
  readonly value: Value;
  readonly made?: Origin;
}

/** What `entry.json` holds. */
export interface Entry {
  readonly version: 1;
  readonly parts: CacheKey["parts"];
  readonly code?: CacheKey["code"];
  /** What made it; earlier versions did not say. */
  readonly made?: Origin;
  /** Paths in the work directory are relative to it. */
  readonly value: Value;
  /** Digest of each path in the value. */
  readonly files: Readonly<Record<string, string>>;
}

const workdirOf = (order: AttemptOrder): string => join(order.nodeFolder, "work");

/** A copy has blocks of its own at the latest when it is written to. */
const copying = { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE } as const;

/**
 * The result, with its files copied into the node's work directory. `undefined` where there is none or it is not whole: whatever
 * is wrong with it, the task can run instead.
 */
export async function readEntry(folder: string, order: AttemptOrder, contents: Contents): Promise<Kept | undefined> {
  const workdir = workdirOf(order);
  try {
    const entry = JSON.parse(await readFile(join(folder, "entry.json"), "utf8")) as Entry;
    if (entry.version !== 1) return undefined;
    for (const [path, digest] of Object.entries(entry.files)) {
      const copied = isAbsolute(path) ? path : join(workdir, path);
      if (!isAbsolute(path)) {
        if (relative(workdir, copied).startsWith("..")) throw new Error("leads out of the work directory");
        await cp(join(folder, "files", path), copied, copying);
      }
      if ((await contents.of(copied)) !== digest) throw new Error("the file is not what it was");
    }
    const { result } = order.task;
    const checked = conform(entry.value, result, { types: order.types, base: workdir });
    if (!checked.ok) throw new Error(checked.message);
    const known = new Set(Object.keys(entry.files).map((path) => join(isAbsolute(path) ? "" : workdir, path)));
    if (pathsIn(checked.value, result, order).some(({ path }) => !known.has(path)))
      throw new Error("a file is missing");
    return entry.made === undefined ? { value: checked.value } : { value: checked.value, made: entry.made };
  } catch {
    await rm(workdir, { recursive: true, force: true });
    return undefined;
  }
}

let parts = 0;

/** Keeps a result. Whoever looks sees the old entry, none, or the whole new one. */
export async function writeEntry(
  folder: string,
  { parts: keyParts, code }: CacheKey,
  value: Value,
  order: AttemptOrder,
  contents: Contents,
): Promise<void> {
  const workdir = workdirOf(order);
  const half = `${folder}.${process.pid}-${parts++}.part`;
  const { result } = order.task;
  const files: Record<string, string> = {};
  const kept = (path: string): string => {
    const inside = relative(workdir, path);
    return inside.startsWith("..") || isAbsolute(inside) ? path : inside === "" ? "." : inside;
  };
  try {
    await mkdir(half, { recursive: true });
    for (const { path } of pathsIn(value, result, order)) {
      const name = kept(path);
      if (Object.hasOwn(files, name)) continue;
      if (name !== path) await cp(path, join(half, "files", name), copying);
      files[name] = await contents.of(name === path ? path : join(half, "files", name));
    }
    const stored = mapPaths(value, result, order, ({ path }) => kept(path));
    const entry: Entry = {
      version: 1,
      parts: keyParts,
      ...(code === undefined ? {} : { code }),
      made: { run: order.run, node: order.nodeId },
      value: stored,
      files,
    };
    await writeFile(join(half, "entry.json"), JSON.stringify(entry));
    await rm(folder, { recursive: true, force: true });
    await rename(half, folder);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
