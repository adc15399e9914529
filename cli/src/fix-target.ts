import { realpathSync } from "node:fs";
import { dirname, join, relative, basename, isAbsolute } from "node:path";
import type { Edit } from "@adg/compiler";
import { contentOf, mistakesIn } from "@adg/host";

/** What fixes may change: programs and modules in the user's own folders. */
export class FixTarget {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders.map(realPath);
  }

  /**
   * Whether an edit may be made. `after`: the whole file as it would be. Nothing that was installed, or lies outside, is the user's to
   * change here; a module is only added to, and can be parsed as before.
   */
  allows({ file, span }: Edit, after: string): boolean {
    const path = realPath(file);
    const inside = this.#folders.map((folder) => relative(folder, path)).filter((way) => !isOutside(way));
    if (inside.length === 0 || path.split(/[\\/]/).includes("node_modules")) return false;
    const content = contentOf(file);
    if (content.kind !== "text" && content.kind !== "missing") return false;
    if (file.endsWith(".adg")) return content.kind === "text";
    const before = content.kind === "text" ? content.text : "";
    return span.start === span.end && mistakesIn(file, after) <= mistakesIn(file, before);
  }
}

function isOutside(way: string): boolean {
  return isAbsolute(way) || /^\.\.(?:[\\/]|$)/.test(way);
}

/** Where a file really lies, or would lie. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}
