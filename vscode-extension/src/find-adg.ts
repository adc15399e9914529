/** The `adg` command that programs are run with: the project's own, so that a run does what it does on every other machine. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";

export type AdgCommand =
  /** A script that Node runs. `version` is that of its package, where that can be told. */
  | { readonly kind: "script"; readonly script: string; readonly version: string | undefined }
  | { readonly kind: "program"; readonly program: string };

export interface Looking {
  /** What the user set as the command; relative to `root`. */
  readonly chosen: string | undefined;
  /** The folder that is open in the editor. */
  readonly root: string;
  /** Folders of the PATH, with the system's delimiter. */
  readonly path: string;
}

/** The command for a program: what the user chose, else the project's, else the one on the PATH, else `undefined`. */
export function findAdg(file: string, { chosen, root, path }: Looking): AdgCommand | undefined {
  if (chosen !== undefined && chosen !== "") return commandAt(isAbsolute(chosen) ? chosen : resolve(root, chosen));
  return findInProject(dirname(file)) ?? findOnPath(path);
}

function findInProject(start: string): AdgCommand | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = installedIn(join(folder, "node_modules", "adg"));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

function installedIn(folder: string): AdgCommand | undefined {
  const manifest = readManifest(folder);
  const bin = manifest?.bin?.["adg"];
  if (typeof bin !== "string") return undefined;
  const script = join(folder, bin);
  return existsSync(script) ? { kind: "script", script, version: manifest?.version } : undefined;
}

function findOnPath(path: string): AdgCommand | undefined {
  const names = process.platform === "win32" ? ["adg.cmd", "adg.exe"] : ["adg"];
  for (const folder of path.split(delimiter))
    for (const name of names)
      if (isAbsolute(folder) && existsSync(join(folder, name))) return commandAt(join(folder, name));
  return undefined;
}

/** A command at a place; a link to a script is that script. */
function commandAt(place: string): AdgCommand | undefined {
  if (!existsSync(place)) return undefined;
  const real = realpathSync(place);
  if (!/\.[cm]?js$/.test(real)) return { kind: "program", program: place };
  return { kind: "script", script: real, version: readManifest(dirname(dirname(real)))?.version };
}

interface Manifest {
  readonly version?: string;
  readonly bin?: Readonly<Record<string, unknown>>;
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
