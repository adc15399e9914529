/** How much room files take. */
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Bytes that are free again when a file or folder is gone. Links count as themselves: what they lead to stays. So does what has a second
 * name somewhere.
 */
export function diskUse(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.nlink > 1 ? 0 : found.size;
  return namesIn(path).reduce((sum, name) => sum + diskUse(join(path, name)), 0);
}

/** What lies in a folder, in order; nothing where it is none, or may not be looked into. */
export function namesIn(folder: string): readonly string[] {
  try {
    return allNamesIn(folder);
  } catch (error) {
    if (["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

/** The same; throws where it may not be looked into. */
export function allNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Whether an error says that there is nothing. Any other, as of what may not be looked into, says nothing of what is there. */
export function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}
