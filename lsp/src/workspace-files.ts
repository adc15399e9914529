import { type Dirent, opendirSync } from "node:fs";
import { join } from "node:path";
import type { Workspace } from "./workspace.ts";

/** Where no program of the user's lies. */
const left = new Set(["node_modules", "dist", "build", "coverage"]);
const mostFolders = 20_000;
const mostEntries = 500_000;

/** The `.adg` files of the folders that are open in the editor. They are looked for when somebody first asks for them. */
export class WorkspaceFiles {
  readonly #workspace: Workspace;
  #roots: readonly string[] = [];
  #found: ReadonlySet<string> | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
    this.#found = undefined;
  }

  /** Files came or went. */
  forget(): void {
    this.#found = undefined;
  }

  /** Paths of all that are known: on the disk below the roots, and open. */
  all(): readonly string[] {
    this.#found ??= new Set(this.#roots.flatMap((root) => programsBelow(root)));
    const open = this.#workspace.documents.map(({ file }) => file);
    return [...new Set([...open, ...this.#found])];
  }
}

function programsBelow(root: string): readonly string[] {
  const found: string[] = [];
  const folders = [root];
  let entries = 0;
  for (const [count, folder] of folders.entries()) {
    if (count >= mostFolders || entries >= mostEntries) break;
    for (const entry of entriesOf(folder, mostEntries - entries)) {
      entries += 1;
      if (entry.isFile() && entry.name.endsWith(".adg")) found.push(join(folder, entry.name));
      // A link is no folder: where links lead in a circle nobody goes round.
      else if (entry.isDirectory() && !left.has(entry.name) && !entry.name.startsWith("."))
        folders.push(join(folder, entry.name));
    }
  }
  return found.toSorted();
}

/** What a folder has in it, at most so much of it. One that cannot be read, be it from the middle on, has no programs for us. */
function entriesOf(folder: string, most: number): readonly Dirent[] {
  const found: Dirent[] = [];
  try {
    using opened = opendirSync(folder);
    for (let entry = opened.readSync(); entry !== null && found.length < most; entry = opened.readSync())
      found.push(entry);
  } catch {
    // What was read before counts.
  }
  return found;
}
