/** The folders of declared outputs: `out "plots/a.png"` may be written to at once. */
import { mkdir } from "node:fs/promises";
import { dirname, relative } from "node:path";
import type { Value } from "../workflow.ts";

/** Makes the work directory and the folders in it that outputs are declared to lie in. */
export async function makeOutFolders(out: Value, workdir: string): Promise<void> {
  await mkdir(workdir, { recursive: true });
  if (typeof out === "object" && out !== null) {
    for (const path of Object.values(out)) await makeOutFolders(path, workdir);
  } else if (typeof out === "string" && out !== "") {
    const folder = dirname(out);
    const isPattern = /[*?[{]/.test(relative(workdir, folder));
    if (!isPattern) await mkdir(folder, { recursive: true });
  }
}
