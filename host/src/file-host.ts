import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { FileContent, Host, ModuleExports } from "@adg/compiler/checking";
import { readModuleExports } from "./module-exports.ts";
import { systemErrorText } from "./system-error-text.ts";

/** A Host that reads the disk, and remembers what it saw there. */
export interface FileHost extends Host {
  /** Absolute paths of the files that were asked for. */
  files(): Iterable<string>;
  /** The fingerprint of a file, which is read for it unless it was read before. */
  fingerprint(path: string): string;
  /** The modules that were asked for. */
  modules(): Iterable<string>;
}

/** No program is larger by intention. */
const largest = 64 * 1024 * 1024;

type Read = { readonly bytes: Buffer } | { readonly missing: true } | { readonly reason: string };

/** A Host for the files of this machine. Reads each file once. `main`: the file that the user named, which may also be a pipe. */
export function fileHost(main?: string): FileHost {
  const reads = new Map<string, Read>();
  const exportsOf = new Map<string, ModuleExports>();

  function read(path: string): Read {
    let found = reads.get(path);
    if (found === undefined) {
      found = path === main ? readAny(path) : readBytes(path);
      reads.set(path, found);
    }
    return found;
  }

  const host: FileHost = {
    files: () => reads.keys(),
    fingerprint: (path) => fingerprint(read(path)),
    modules: () => exportsOf.keys(),
    readFile: (path) => decoded(read(path)),
    resolve: (fromFile, path) => resolve(dirname(fromFile), path),
    filesBeside,
    moduleExports(path) {
      let found = exportsOf.get(path);
      if (found === undefined) {
        found = readModuleExports(path, (each) => decoded(read(each)));
        exportsOf.set(path, found);
      }
      return found;
    },
  };
  return host;
}

/** What changes when the content of the file does. */
export function fingerprintOf(path: string): string {
  return fingerprint(readBytes(path));
}

function fingerprint(found: Read): string {
  // To load it takes longer than many a check, which needs no fingerprint.
  if ("bytes" in found) return process.getBuiltinModule("node:crypto").hash("sha256", found.bytes, "hex");
  return "missing" in found ? "missing" : `unreadable: ${found.reason}`;
}

/** What a file of this machine has in it. A byte order mark is no part of the text. */
export function contentOf(path: string): FileContent {
  return decoded(readBytes(path));
}

function filesBeside(path: string): readonly string[] {
  try {
    return readdirSync(dirname(path), { withFileTypes: true }).flatMap((each) => (each.isFile() ? [each.name] : []));
  } catch {
    return [];
  }
}

function decoded(found: Read): FileContent {
  if ("missing" in found) return { kind: "missing" };
  if ("reason" in found) return { kind: "unreadable", reason: found.reason };
  try {
    // A byte order mark is taken off; a byte that is no UTF-8 throws.
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(found.bytes) };
  } catch {
    return { kind: "not-utf8" };
  }
}

/** A pipe or a device may have no end, or may be what others read from. */
function readBytes(path: string): Read {
  return reading(path, (stat) => (stat.isFile() ? undefined : "it is a pipe or a device"));
}

/** Reads whatever the user named. */
function readAny(path: string): Read {
  return reading(path, () => undefined);
}

/** `refused`: why something that is no folder is not read. */
function reading(path: string, refused: (stat: Stats) => string | undefined): Read {
  try {
    const stat = statSync(path);
    const reason = stat.isDirectory() ? "it is a folder" : refused(stat);
    if (reason !== undefined) return { reason };
    if (stat.size > largest) return { reason: `it is larger than ${largest / 1024 / 1024} MB` };
    return { bytes: readFileSync(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { missing: true };
    return { reason: systemErrorText(error) };
  }
}
