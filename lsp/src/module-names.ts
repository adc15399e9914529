import { readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { ModuleExports } from "@adg/compiler/checking";
import { contentOf, readModuleExports, systemErrorText } from "@adg/host";

interface Known {
  readonly exports: ModuleExports;
  /** What each file looked like that the answer was read from. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** What the modules beside the programs export, read again only where a file has changed. */
export class ModuleNames {
  readonly #known = new Map<string, Known>();
  readonly #trusted: boolean;

  /** Of what is not trusted, only that it is there is looked at. */
  constructor({ trusted }: { readonly trusted: boolean }) {
    this.#trusted = trusted;
  }

  /** Every file that is looked into is noted in `asked`. */
  exportsOf(path: string, asked: Set<string>): ModuleExports {
    asked.add(path);
    if (!this.#trusted) return stampOf(path) === "missing" ? { kind: "missing" } : { kind: "unknown" };
    let known = this.#known.get(path);
    if (known === undefined || [...known.stamps].some(([file, stamp]) => stampOf(file) !== stamp)) {
      const stamps = new Map<string, string>();
      const exports = readModuleExports(path, (file) => {
        stamps.set(file, stampOf(file));
        return contentOf(file);
      });
      this.#known.set(path, (known = { exports, stamps }));
    }
    for (const file of known.stamps.keys()) asked.add(file);
    return known.exports;
  }

  filesBeside(path: string): readonly string[] {
    try {
      return readdirSync(dirname(path), { withFileTypes: true }).flatMap((each) => (each.isFile() ? [each.name] : []));
    } catch {
      return [];
    }
  }
}

/** What changes when a file does. */
export function stampOf(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? "missing" : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  } catch (error) {
    // No file can have such a name, or the folder must not be looked into.
    return systemErrorText(error);
  }
}
