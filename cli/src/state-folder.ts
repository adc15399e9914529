import { accessSync, constants, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Where compiled code and the files of runs are kept: `.adg` beside the program or, where nothing can be written there, a new
 * folder among the temporary ones.
 */
export function stateFolderOf(program: string): string {
  const folder = join(dirname(program), ".adg");
  try {
    // Fails for a file in its place, too.
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch {
    return mkdtempSync(join(tmpdir(), "adg-"));
  }
}
