import { chmodSync, lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { namesIn } from "./disk-use.ts";

/** Removes a file or a folder with all in it. Folders in which a task has allowed no change are no obstacle. Throws where something stays. */
export function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    open(path);
    rmSync(path, { recursive: true, force: true });
  }
}

/** Links are not followed. */
function open(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  chmodSync(path, 0o700);
  for (const name of namesIn(path)) open(join(path, name));
}
