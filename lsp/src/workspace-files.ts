import { type Dirent, opendirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "./workspace.ts";

/** Where no program of the user's lies. */
const left = new Set(["node_modules", "dist", "build", "coverage"]);
const mostFolders = 20_000;
const mostEntries = 500_000;

/** So many folders are looked into before others have their turn. */
const atOnce = 20;
/** So long who must not be kept waiting waits for the rest, in milliseconds. */
const patience = 50;

/** The `.adg` files of the folders that are open in the editor. They are looked for when somebody first asks for them. */
export class WorkspaceFiles {
  readonly #workspace: Workspace;
  #roots: readonly string[] = [];
  /** What was found last, perhaps before files came or went. */
  #found: readonly string[] = [];
  #search: Promise<void> | undefined;
  #isWhole = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
    this.forget();
  }

  /** Files came or went. */
  forget(): void {
    this.#search = undefined;
    this.#isWhole = false;
  }

  /** Paths of all: on the disk below the roots, and open. */
  async all(): Promise<readonly string[]> {
    while (!this.#isWhole) await this.#look();
    return this.#known();
  }

  /** Paths of those that are known by now, or very soon, and whether these are all. */
  async soon(): Promise<{ readonly files: readonly string[]; readonly isWhole: boolean }> {
    if (!this.#isWhole) await Promise.race([this.#look(), sleep(patience)]);
    return { files: this.#known(), isWhole: this.#isWhole };
  }

  #known(): readonly string[] {
    const open = this.#workspace.documents.map(({ file }) => file);
    return [...new Set([...open, ...this.#found])];
  }

  #look(): Promise<void> {
    if (this.#search === undefined) {
      const search: Promise<void> = findPrograms(this.#roots).then((found) => {
        // What was found before files came or went is not all there is.
        if (this.#search !== search) return;
        this.#found = found;
        this.#isWhole = true;
      });
      this.#search = search;
    }
    return this.#search;
  }
}

async function findPrograms(roots: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const root of roots) for (const file of await programsBelow(root)) found.add(file);
  return [...found];
}

async function programsBelow(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [root];
  let entries = 0;
  for (const [count, folder] of folders.entries()) {
    if (count >= mostFolders || entries >= mostEntries) break;
    if (count % atOnce === atOnce - 1) await nextTurn();
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
