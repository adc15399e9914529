/** The folders of declared outputs: `out "plots/a.png"` may be written to at once. */
import { mkdirSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Value } from "../workflow.ts";

/**
 * Makes the work directory and the folders in it that outputs are declared to lie in. At once: to have a thread do it and to wait for
 * that takes longer than it takes.
 */
export function makeOutFolders(out: Value, workdir: string): void {
  mkdirSync(workdir, { recursive: true });
  if (typeof out === "object" && out !== null) {
    for (const path of Object.values(out)) makeOutFolders(path, workdir);
  } else if (typeof out === "string" && out !== "") {
    const folder = dirname(out);
    const isPattern = /[*?[{]/.test(relative(workdir, folder));
    if (!isPattern) mkdirSync(folder, { recursive: true });
  }
}
