/** Which configuration a program has. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const names = ["adg.config.ts", "adg.config.mts", "adg.config.js", "adg.config.mjs"];

/** What marks the folder in which a project begins. */
const marks = [".git", "package.json"];

/**
 * The configuration nearest to a folder, within its project: a file that lies above the folder in which a project begins may be anybody's,
 * and is not run. Where no project begins, only the folder itself is looked into.
 */
export function findConfig(folder: string): string | undefined {
  for (const each of projectFolders(folder)) {
    const name = names.find((candidate) => existsSync(join(each, candidate)));
    if (name !== undefined) return join(each, name);
  }
  return undefined;
}

/** The folder and those above it, up to the one in which its project begins. */
function projectFolders(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let each = folder; ; each = dirname(each)) {
    folders.push(each);
    if (marks.some((mark) => existsSync(join(each, mark)))) return folders;
    if (dirname(each) === each) return [folder];
  }
}
