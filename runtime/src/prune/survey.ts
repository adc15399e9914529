/** What is known of the runs of a folder, and what in it names files of others. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isHeld } from "../journal/lock.ts";
import { objectFileOf, runFolderOf } from "../journal/run-files.ts";
import { keysIn, readEntryFile } from "../cache/stored.ts";
import type { Candidate, CandidateState } from "./choose.ts";
import { diskUse, namesIn } from "./disk-use.ts";
import { runFolders, type RunFolders } from "./folders.ts";
import { mentionedRuns } from "./mentions.ts";
import { RunFacts } from "./run-facts.ts";

/** The first look takes as long as the journals are; further ones only read what is new. */
export class Survey {
  readonly runs = new Map<string, RunFacts>();
  folders: RunFolders;
  readonly #stateDir: string;
  readonly #now: number;
  #bare: readonly Candidate[] = [];
  readonly #sizes = new Map<string, number>();
  readonly #namedByObjects = new Map<string, readonly string[]>();

  /** `now`: ms since the epoch. */
  constructor(stateDir: string, now: number) {
    this.#stateDir = stateDir;
    this.#now = now;
    this.folders = this.look();
  }

  look(): RunFolders {
    const folders = runFolders(this.#stateDir, this.#now);
    const there = new Set(folders.runs);
    for (const run of this.runs.keys()) if (!there.has(run)) this.runs.delete(run);
    for (const run of there) this.lookAt(run);
    this.#bare = [
      ...folders.bare.map((run) => this.#bareRun(run)),
      ...folders.closed.map((run) => closedRun(run, this.#folderOf(run))),
    ];
    return (this.folders = folders);
  }

  /** Looks at a run that has a journal. */
  lookAt(run: string): void {
    const known = this.runs.get(run) ?? new RunFacts(run, this.#folderOf(run));
    known.look();
    // Somebody else has removed it.
    if (known.trouble?.trouble === "missing") this.runs.delete(run);
    else this.runs.set(run, known);
  }

  candidates(): readonly Candidate[] {
    return [...Array.from(this.runs.values(), candidateOf), ...this.#bare];
  }

  sizeOf(run: string): number {
    const known = this.#sizes.get(run) ?? diskUse(this.#folderOf(run));
    this.#sizes.set(run, known);
    return known;
  }

  usesOf(run: string): Iterable<string> {
    const facts = this.runs.get(run);
    if (facts === undefined) return [];
    return new Set([...facts.uses, ...Array.from(facts.objects, (digest) => this.#namedBy(digest) ?? []).flat()]);
  }

  /** See `Circumstances`. */
  isUnsure(run: string): boolean {
    const facts = this.runs.get(run);
    if (facts === undefined) return this.folders.closed.includes(run);
    return facts.trouble !== undefined || [...facts.objects].some((digest) => this.#namedBy(digest) === undefined);
  }

  /** See `Circumstances`. */
  cached(): ReadonlyMap<string, string> {
    const cache = join(this.#stateDir, "cache");
    const found = new Map<string, string>();
    for (const key of keysIn(cache)) {
      const entry = readEntryFile(join(cache, key.slice(0, 2), key.slice(2)));
      if (entry === undefined) continue;
      const { task } = entry.parts;
      for (const run of mentionedRuns(JSON.stringify(Object.keys(entry.files))))
        found.set(run, typeof task === "string" ? task : key);
    }
    return found;
  }

  /** `undefined` where that cannot be told. */
  #namedBy(digest: string): readonly string[] | undefined {
    const known = this.#namedByObjects.get(digest);
    if (known !== undefined) return known;
    const text = this.#objectText(digest);
    if (text === undefined) return undefined;
    const found = mentionedRuns(text);
    this.#namedByObjects.set(digest, found);
    return found;
  }

  /** One character for each byte: the texts may be as long as texts can be. `undefined` where it cannot be read. */
  #objectText(digest: string): string | undefined {
    try {
      return readFileSync(objectFileOf(this.#stateDir, digest), "latin1");
    } catch {
      return undefined;
    }
  }

  #bareRun(run: string): Candidate {
    const folder = this.#folderOf(run);
    const inside = namesIn(folder).flatMap((name) => [join(folder, name), join(folder, name, "work")]);
    const last = Math.max(...[folder, ...inside].map(changed));
    return { run, state: isHeld(folder) ? "running" : "no journal", isBare: true, started: last, last };
  }

  #folderOf(run: string): string {
    return runFolderOf(this.#stateDir, run);
  }
}

/** ms since the epoch. */
function changed(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  } catch {
    // It may not be looked at.
    return 0;
  }
}

/** Whether it has a journal, nobody can tell: it is in no list. */
function closedRun(run: string, folder: string): Candidate {
  const last = changed(folder);
  const problem = `"${folder}" may not be looked into by this user.`;
  return { run, state: "unreadable", isBare: true, started: last, last, problem };
}

function candidateOf(facts: RunFacts): Candidate {
  const { run, folder, started, last, state, trouble } = facts;
  if (state !== undefined && trouble === undefined) return { run, state, isBare: false, started, last };
  const read = started === 0 ? changed(folder) : started;
  return {
    ...{ run, isBare: false, started: read, last: Math.max(last, read), problem: trouble?.message ?? "" },
    state: state ?? stateOf(trouble?.trouble),
  };
}

/** What may pass is no damage. */
function stateOf(trouble: string | undefined): CandidateState {
  return ["busy", "io", "full", "read-only", "version"].includes(trouble ?? "") ? "unreadable" : "damaged";
}
