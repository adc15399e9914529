import { rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { objectsFolderOf } from "../journal/run-files.ts";
import { diskUse, namesIn } from "./disk-use.ts";

/** How many results, and what else was left of writing some, and the bytes of all. */
export interface Collected {
  readonly removed: number;
  readonly freed: number;
}

/** The results with files of their own that are not among these, by their digests. Nobody may write any meanwhile. */
export function uncollected(stateDir: string, named: ReadonlySet<string>): readonly string[] {
  const folder = objectsFolderOf(stateDir);
  return namesIn(folder)
    .filter((start) => /^[0-9a-f]{2}$/.test(start))
    .flatMap((start) =>
      namesIn(join(folder, start))
        .filter((rest) => (/^[0-9a-f]{62}$/.test(rest) ? !named.has(start + rest) : rest.endsWith(".part")))
        .map((rest) => join(folder, start, rest)),
    );
}

/** So many are removed between two looks whether that is still right. */
const few = 50;

/** Removes such files, until it is to stop. */
export function collectObjects(stateDir: string, files: readonly string[], isOver: () => boolean): Collected {
  let freed = 0;
  let removed = 0;
  for (const file of files) {
    if (removed % few === 0 && isOver()) break;
    freed += diskUse(file);
    rmSync(file, { force: true });
    removed += 1;
  }
  const folder = objectsFolderOf(stateDir);
  for (const start of namesIn(folder).filter((name) => /^[0-9a-f]{2}$/.test(name)))
    if (namesIn(join(folder, start)).length === 0) rmdirSync(join(folder, start));
  return { removed, freed };
}
