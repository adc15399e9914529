/** Where a run that is going on can be asked. */
import { hash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

export interface ControlAddress {
  /** Path of a socket, or name of a pipe. */
  readonly path: string;
  /** Whoever asks must know it. */
  readonly token: string;
}

/** Many systems allow a socket no longer path. */
const longest = 100;

const fileIn = (runFolder: string): string => join(runFolder, "control.json");

/** A new address for a run. Only its user may reach it. */
export function newAddress(runFolder: string): ControlAddress {
  const token = randomBytes(16).toString("hex");
  if (process.platform === "win32")
    return { path: `\\\\.\\pipe\\adg-${hash("sha256", runFolder + token).slice(0, 24)}`, token };
  const near = join(runFolder, "control.sock");
  if (Buffer.byteLength(near) <= longest) {
    rmSync(near, { force: true });
    return { path: near, token };
  }
  // The folder is its user's alone.
  return { path: join(mkdtempSync(join(tmpdir(), "adg-")), "control.sock"), token };
}

/** Lets the run's user find it. */
export function publish(runFolder: string, address: ControlAddress): void {
  writeFileSync(fileIn(runFolder), JSON.stringify(address), { mode: 0o600 });
}

export function findAddress(runFolder: string): ControlAddress | undefined {
  const file = fileIn(runFolder);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ControlAddress;
  } catch {
    return undefined;
  }
}

export function withdraw(runFolder: string, { path }: ControlAddress): void {
  rmSync(fileIn(runFolder), { force: true });
  if (process.platform === "win32") return;
  rmSync(path, { force: true });
  if (dirname(path) !== runFolder) rmSync(dirname(path), { recursive: true, force: true });
}

/** Removes what a run that was killed has left elsewhere. Its file may have been carried here from another place: it is not believed. */
export function forgetAddress(runFolder: string): void {
  const path = findAddress(runFolder)?.path;
  if (typeof path !== "string" || process.platform === "win32") return;
  const folder = dirname(path);
  const isOurs =
    dirname(folder) === tmpdir() && basename(folder).startsWith("adg-") && basename(path) === "control.sock";
  if (!isOurs) return;
  try {
    rmSync(path, { force: true });
    rmdirSync(folder);
  } catch {
    // It is not there any more, or not what a run has made.
  }
}
