/** What files and folders hold, as a short text that is equal only where they are. */
import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Digests of files and folders. A file that has not changed since it was read is not read again. */
export class Contents {
  readonly #known = new Map<string, { readonly state: string; readonly digest: string }>();

  /** Rejects where something cannot be read. Links count as what they lead to. */
  async of(path: string, depth = 0): Promise<string> {
    // A folder that links to itself has no end.
    if (depth > 100) throw new Error(`"${path}" is nested too deep`);
    const found = await stat(path);
    if (!found.isDirectory()) {
      const state = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
      const known = this.#known.get(path);
      if (known?.state === state) return known.digest;
      const digest = await digestOf(path);
      this.#known.set(path, { state, digest });
      return digest;
    }
    const names = (await readdir(path)).sort();
    const parts: string[] = ["dir"];
    for (const name of names) parts.push(name, await this.of(join(path, name), depth + 1));
    return hash("sha256", JSON.stringify(parts));
  }
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) digest.update(chunk as Buffer);
  return digest.digest("hex");
}
