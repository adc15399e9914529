import { hash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionFacts, NoFacts, TypeFacts, TypeScriptReader } from "@adg/compiler/checking";
import type { FileHost } from "../file-host.ts";
import { writeWhole } from "../write-whole.ts";
import { analyser, type Analysis } from "./analysis.ts";

/** What is kept of a module in which nothing is wrong: it holds while its files are what they were. */
interface Kept {
  readonly version: string;
  /** Fingerprints of the files that the answers depend on. */
  readonly files: Readonly<Record<string, string>>;
  readonly functions: Record<string, FunctionFacts | NoFacts>;
  readonly types: Record<string, TypeFacts | NoFacts>;
}

/** A module that was asked for. */
interface Entry {
  readonly kept: Kept;
  readonly errors: Analysis["errors"];
  changed: boolean;
}

/** A reader that keeps its answers in a folder (`undefined`: nowhere). */
export interface KeepingReader extends TypeScriptReader {
  /** Writes what it has learnt. */
  save(): void;
}

/**
 * Reads modules with TypeScript, which is loaded only where an answer is not kept already. Every file that an answer depends on
 * is read through the host, which so knows that the program depends on it. `version`: of whoever reads; what another kept is
 * read again.
 */
export function typescriptReader(host: FileHost, folder: string, version: string): KeepingReader {
  const entries = new Map<string, Entry>();
  const analyses = new Map<string, Analysis>();
  const analyse = analyser();

  function analysisOf(module: string): Analysis {
    let analysis = analyses.get(module);
    if (analysis === undefined) {
      analysis = analyse(module, host.modules());
      analyses.set(module, analysis);
    }
    return analysis;
  }

  function entryOf(module: string): Entry {
    let entry = entries.get(module);
    if (entry === undefined) {
      const kept = findKept(pathOf(folder, module));
      const isCurrent =
        kept?.version === version &&
        Object.entries(kept.files).every(([file, fingerprint]) => host.fingerprint(file) === fingerprint);
      entry = isCurrent ? { kept, errors: [], changed: false } : newEntry(module);
      entries.set(module, entry);
    }
    return entry;
  }

  function newEntry(module: string): Entry {
    const { errors, files } = analysisOf(module);
    const fingerprints = Object.fromEntries(files.map((file) => [file, host.fingerprint(file)]));
    return { kept: { version, files: fingerprints, functions: {}, types: {} }, errors, changed: true };
  }

  function learn<T>(known: Record<string, T>, name: string, entry: Entry, ask: () => T): T {
    if (Object.hasOwn(known, name)) return known[name] as T;
    entry.changed = true;
    return (known[name] = ask());
  }

  return {
    signatureOf(module, name) {
      const entry = entryOf(module);
      return learn(entry.kept.functions, name, entry, () => analysisOf(module).functionOf(name));
    },
    typeOf(module, name) {
      const entry = entryOf(module);
      return learn(entry.kept.types, name, entry, () => analysisOf(module).typeOf(name));
    },
    errorsOf: (module) => entryOf(module).errors,
    save() {
      for (const [module, { kept, errors, changed }] of entries) {
        // What is wrong with a module may be mended elsewhere: by installing a package, or a file that is missing.
        if (!changed || errors.length > 0 || Object.keys(kept.files).length === 0) continue;
        try {
          mkdirSync(folder, { recursive: true });
          writeWhole(pathOf(folder, module), JSON.stringify(kept));
        } catch {
          // Where nothing can be kept, it is read again.
          return;
        }
      }
    },
  };
}

function pathOf(folder: string, module: string): string {
  return join(folder, `${hash("sha256", module).slice(0, 16)}.json`);
}

function findKept(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Kept;
  } catch {
    return undefined;
  }
}
