import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Refusal } from "./refusal.ts";

/**
 * Makes a folder and those around it. Refuses where that cannot be. One step at a time: where the file system makes no folders at all
 * (`/proc`), the recursive one of Node never comes to an end.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  let at = resolve(folder);
  for (let kind = kindOf(at); kind !== "folder"; kind = kindOf(at)) {
    if (kind === "other") throw new Refusal(`The folder "${folder}" cannot be made: "${at}" is not a folder.`);
    missing.push(at);
    at = dirname(at);
  }
  for (const each of missing.toReversed()) {
    try {
      mkdirSync(each);
    } catch (error) {
      if (kindOf(each) === "folder") continue;
      throw new Refusal(
        `The folder "${folder}" cannot be made: "${dirname(each)}" takes no folder (${codeOf(error)}).`,
      );
    }
  }
}

function kindOf(path: string): "folder" | "other" | "nothing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "other";
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return dirname(path) === path ? "other" : "nothing";
    throw new Refusal(`"${path}" cannot be read (${code}).`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
