import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Workflow } from "@adg/runtime";
import { fingerprintOf, systemErrorText, writeWhole } from "@adg/host";
import { Refusal } from "./refusal.ts";
import { stateFolderOf } from "./state-folder.ts";
import { placeOf, thrownText } from "./thrown-text.ts";
import { runtimeUrl, toolVersion } from "./tool-version.ts";
import type { Rejected, Translated } from "./translate.ts";

/** A program that is ready to run. */
export interface Loaded {
  readonly kind: "loaded";
  readonly workflow: Workflow;
  /** Where the files of its runs are kept. */
  readonly stateFolder: string;
  /** How many warnings the program got. */
  readonly warnings: number;
}

/** Beside the compiled code: what it was made from. */
interface Manifest {
  readonly version: string;
  /** Absolute path of the program. */
  readonly source: string;
  /** Fingerprints of the files that the compiler looked into. */
  readonly seen: Readonly<Record<string, string>>;
  readonly warnings: number;
  /** Name of the compiled code, which follows from its content: a run never finds another run's code under its name. */
  readonly script: string;
}

/** Compiled code that is neither current nor this young (ms) is removed when more is stored. */
const young = 24 * 60 * 60 * 1000;

/**
 * Compiles a program, unless its compiled code lies beside it and is current, and loads it. The code is current while the text, adg
 * itself and every file that the compiler looked into are what they were.
 */
export async function loadCompiled(file: string): Promise<Loaded | Rejected> {
  const path = resolve(file);
  const current = findCurrent(path, join(dirname(path), ".adg", "compiled"));
  if (current !== undefined) return load({ ...current, stateFolder: stateFolderOf(path) });

  const { translate } = await import("./translate.ts");
  const translation = await translate(file, { runtime: runtimeUrl, url: (each) => pathToFileURL(each).href });
  if (translation.kind === "rejected") return translation;
  const stateFolder = stateFolderOf(path);
  const folder = join(stateFolder, "compiled");
  try {
    const script = store(path, folder, translation);
    return load({ script, stateFolder, warnings: translation.warnings });
  } catch (error) {
    if (error instanceof Error && "syscall" in error)
      throw new Refusal(`The compiled program cannot be written to "${folder}": ${systemErrorText(error)}.`);
    throw error;
  }
}

interface Compiled extends Pick<Loaded, "stateFolder" | "warnings"> {
  /** Path of the code. */
  readonly script: string;
}

async function load({ script, stateFolder, warnings }: Compiled): Promise<Loaded> {
  try {
    const { workflow } = (await import(pathToFileURL(script).href)) as { readonly workflow: Workflow };
    return { kind: "loaded", workflow, stateFolder, warnings };
  } catch (error) {
    if (placeOf(error)?.startsWith(pathToFileURL(script).href) === true) throw error;
    throw new Refusal(`A module that the program imports cannot be loaded: ${thrownText(error)}`);
  }
}

function findCurrent(path: string, folder: string): Omit<Compiled, "stateFolder"> | undefined {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(manifestOf(path, folder), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
  const script = join(folder, manifest.script);
  const isCurrent =
    manifest.version === toolVersion() &&
    manifest.source === path &&
    Object.entries(manifest.seen).every(([file, fingerprint]) => fingerprintOf(file) === fingerprint) &&
    existsSync(script);
  return isCurrent ? { script, warnings: manifest.warnings } : undefined;
}

/** Writes the compiled code; answers its path. */
function store(path: string, folder: string, { javascript, map, seen, warnings }: Translated): string {
  const name = basename(path, ".adg");
  const script = `${name}-${hash("sha256", javascript + map).slice(0, 16)}.adg.mjs`;
  const manifest: Manifest = { version: toolVersion(), source: path, seen: Object.fromEntries(seen), warnings, script };
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, `${script}.map`), map);
  writeWhole(join(folder, script), `${javascript}//# sourceMappingURL=${encodeURIComponent(`${script}.map`)}\n`);
  writeWhole(manifestOf(path, folder), JSON.stringify(manifest));
  removeOld(folder, name, script);
  return join(folder, script);
}

function manifestOf(path: string, folder: string): string {
  return join(folder, `${basename(path, ".adg")}.json`);
}

function removeOld(folder: string, name: string, current: string): void {
  for (const file of readdirSync(folder)) {
    const isScript = file.startsWith(`${name}-`) && /-[0-9a-f]{16}\.adg\.mjs(\.map)?$/.test(file);
    if (!isScript || file.startsWith(current)) continue;
    if (Date.now() - statSync(join(folder, file)).mtimeMs > young) rmSync(join(folder, file), { force: true });
  }
}
