import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Refusal } from "./refusal.ts";

/** Refuses a file that could not be written later. */
export function checkFile(file: string): void {
  const folder = dirname(resolve(file));
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder(folder)) throw new Refusal(`"${file}" cannot be written: there is no folder "${folder}".`);
  if (isFolder(file)) throw new Refusal(`"${file}" cannot be written: it is a folder.`);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Refusal(`"${file}" cannot be written: the folder "${folder}" is not yours to write to.`);
  }
}
