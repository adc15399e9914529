/** Whether two machines see the same files. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import type { Call } from "../executor.ts";
import { pause } from "../timer.ts";

/** A file that a run wrote into its folder, and what is in it. */
export interface SharedFolder {
  readonly file: string;
  readonly token: string;
}

/** Marks the folder of each run that has calls to send. */
export class SharedFolders {
  readonly #executor: string;
  readonly #within: string | undefined;
  readonly #known = new Map<string, SharedFolder>();

  /** `within`: folder that must hold all that workers read and write; anywhere when left out. */
  constructor(executor: string, within: string | undefined) {
    this.#executor = executor;
    this.#within = within === undefined ? undefined : resolve(within);
  }

  /** Throws with a sentence for the user where the call's files do not lie in the folder that is shared. */
  of({ folder, workdir }: Call): SharedFolder {
    const runFolder = dirname(dirname(workdir));
    for (const each of [folder, runFolder]) this.#checkWithin(each);
    const known = this.#known.get(runFolder);
    if (known !== undefined) return known;
    const made = { file: join(runFolder, `shared-${this.#executor}`), token: randomUUID() };
    mkdirSync(runFolder, { recursive: true });
    writeFileSync(made.file, made.token);
    this.#known.set(runFolder, made);
    return made;
  }

  #checkWithin(folder: string): void {
    if (this.#within === undefined || `${folder}${sep}`.startsWith(this.#within + sep)) return;
    throw new Error(
      `"${folder}" does not lie in "${this.#within}", the folder that "${this.#executor}" shares with its workers`,
    );
  }
}

/** ms for which what was seen counts as there. */
const seenFor = 1_000;

/** Looks for the files of calls, as `unseen`, and not again for each of many. To be kept no longer than an executor. */
export class FolderWatch {
  readonly #seen = new Map<string, number>();

  async unseen(shared: SharedFolder, folder: string): Promise<string | undefined> {
    const key = `${shared.token} ${folder}`;
    if (performance.now() - (this.#seen.get(key) ?? -Infinity) < seenFor) return undefined;
    const problem = await unseen(shared, folder);
    if (problem === undefined) this.#seen.set(key, performance.now());
    return problem;
  }
}

/** ms that a file system of several machines may take to show what another has written. */
export const patience = 3_000;

/** Who looks for the files, and whose they are. */
const callWords = { who: "the worker", owner: "the machine that the run is on" };

/** Why this machine does not have the files of a call, if so. */
export async function unseen(
  { file, token }: SharedFolder,
  folder: string,
  within = patience,
  { who, owner } = callWords,
): Promise<string | undefined> {
  const runFolder = dirname(file);
  const must = `it must be shared with ${owner}, at the same path`;
  for (const end = performance.now() + within; read(file) !== token; await pause(100))
    if (performance.now() > end)
      return `${who} on "${hostname()}" does not see the run's folder "${runFolder}"; ${must}`;
  if (existsSync(folder)) return undefined;
  return `${who} on "${hostname()}" does not see the program's folder "${folder}"; ${must}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
