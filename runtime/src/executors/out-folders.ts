/** The folders of declared outputs: `out "plots/a.png"` may be written to at once. */
import { mkdirSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Value } from "../workflow.ts";

/** The work directory and the folders in it that outputs are declared to lie in. */
export function outFoldersOf(out: Value, workdir: string): readonly string[] {
  if (typeof out === "object" && out !== null)
    return [workdir, ...Object.values(out).flatMap((path) => outFoldersOf(path, workdir).slice(1))];
  if (typeof out !== "string" || out === "") return [workdir];
  const folder = dirname(out);
  const isPattern = /[*?[{]/.test(relative(workdir, folder));
  return isPattern || folder === workdir ? [workdir] : [workdir, folder];
}

/** Makes them. At once: to have a thread do it and to wait for that takes longer than it takes. */
export function makeOutFolders(out: Value, workdir: string): void {
  for (const folder of outFoldersOf(out, workdir)) mkdirSync(folder, { recursive: true });
}
