/** What the key of a node that failed was made of: no result tells it. It lies in the node's folder. */
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CacheKey } from "./key.ts";

const nameOf = (nodeFolder: string): string => join(nodeFolder, "cache-key.json");

/** Rejects where it cannot be written. */
export async function noteKey(nodeFolder: string, key: CacheKey): Promise<void> {
  await mkdir(nodeFolder, { recursive: true });
  await writeFile(nameOf(nodeFolder), JSON.stringify(key));
}

/** `undefined` where there is none that can be read. */
export function notedKey(nodeFolder: string): CacheKey | undefined {
  try {
    const key = JSON.parse(readFileSync(nameOf(nodeFolder), "utf8")) as CacheKey;
    return typeof key.key === "string" && typeof key.parts === "object" ? key : undefined;
  } catch {
    return undefined;
  }
}
