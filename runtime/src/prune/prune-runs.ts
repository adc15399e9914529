/** Removes runs that are over, and what only they needed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { JournalError } from "../journal/journal-error.ts";
import { alone } from "../journal/objects-lock.ts";
import { objectsFolderOf, runsFolderOf } from "../journal/run-files.ts";
import { telling } from "../journal/trouble.ts";
import { choose, type Candidate, type Choice, type Chosen, type Stay } from "./choose.ts";
import { collectObjects, uncollected, type Collected } from "./collect-objects.ts";
import { diskUse } from "./disk-use.ts";
import { runFolders } from "./folders.ts";
import { clearParts, moveAway } from "./move-away.ts";
import { removeTree } from "./remove-tree.ts";
import { Survey } from "./survey.ts";

export interface PruneOptions {
  readonly choice: Choice;
  /** Remove nothing; say what would be. */
  readonly dryRun: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

/** A run that is gone, or would be. */
export interface PrunedRun extends Pick<Candidate, "run" | "state" | "last"> {
  /** Absolute path, where it is known. */
  readonly program?: string;
  /** Bytes of its folder. */
  readonly size: number;
}

export interface Pruned {
  /** The oldest first. */
  readonly removed: readonly PrunedRun[];
  /** By id, those that were meant. */
  readonly staying: ReadonlyMap<string, Stay>;
  /** How many runs are left that have a journal. */
  readonly kept: number;
  /** Bytes, of all that is gone. */
  readonly freed: number;
  readonly objects: Objects;
  /** Runs of which it cannot be told whether they go on: they have no journal. */
  readonly unknown: readonly string[];
  /** Runs that may go on and of which it is not known what files they were given: their journals are elsewhere, or nowhere. */
  readonly silent: readonly string[];
  /** What could not be removed of runs that are gone, by the path of the folder: sentences. */
  readonly rest: ReadonlyMap<string, string>;
}

/** Large results that no run names any more are gone, or stay, since these runs may name them. */
export type Objects = Collected | { readonly because: "queued" | "unreadable"; readonly runs: readonly string[] };

/**
 * Whoever is killed in the middle of it leaves runs that are whole, or gone for all who ask; the next one removes what is left of those.
 * Throws a `JournalError` where it cannot begin.
 */
export function pruneRuns(stateDir: string, { choice, dryRun, now }: PruneOptions): Pruned {
  const survey = new Survey(stateDir, now);
  const chosen = chosenOf(survey, choice, now);
  // Their sizes are known from here on: to find those out takes long, and nobody is to wait for it later.
  const removable = prunedRuns(survey, chosen);
  if (dryRun || !existsSync(runsFolderOf(stateDir)))
    return previewed(stateDir, survey, { removed: removable, staying: chosen.staying });
  const taken = (): Taken => {
    // The first look takes a while, and others have gone on.
    survey.look();
    return takeAway(stateDir, survey, { ...chosenOf(survey, choice, now), isNamed: choice.named !== undefined });
  };
  const { removed, staying, objects, sizes } = existsSync(objectsFolderOf(stateDir))
    ? // While it looks and takes away, nobody writes a large result that is not named yet.
      alone(stateDir, () => {
        const runs = taken();
        clearParts(stateDir, survey.folders.parts, now);
        return { ...runs, objects: collected(stateDir, survey, now) };
      })
    : // There are none, and the disk may be too full for the folder of the lock.
      { ...taken(), objects: { removed: 0, freed: 0 } };
  const { freed, rest } = clear(stateDir, sizes, now);
  return {
    ...{ removed, staying, objects, rest, ...leftOf(survey) },
    freed: freed + ("freed" in objects ? objects.freed : 0),
  };
}

function chosenOf(survey: Survey, choice: Choice, now: number): Chosen {
  return choose(survey.candidates(), choice, {
    now,
    sizeOf: (run) => survey.sizeOf(run),
    usesOf: (run) => survey.usesOf(run),
    isUnsure: (run) => survey.isUnsure(run),
    cached: survey.cached(),
  });
}

/** What is told of the runs that go. */
function prunedRuns(survey: Survey, { going }: Chosen): readonly PrunedRun[] {
  const known = new Map(survey.candidates().map((each) => [each.run, each]));
  return going.map((run) => {
    const { state = "damaged", last = 0 } = known.get(run) ?? {};
    const program = survey.runs.get(run)?.program;
    return { run, state, last, ...(program === undefined ? {} : { program }), size: survey.sizeOf(run) };
  });
}

function previewed(
  stateDir: string,
  survey: Survey,
  { removed, staying }: Pick<Pruned, "removed" | "staying">,
): Pruned {
  for (const { run } of removed) survey.runs.delete(run);
  const named = namedObjects(survey);
  const folder = runsFolderOf(stateDir);
  const left = survey.folders.removed.reduce((sum, name) => sum + diskUse(join(folder, name)), 0);
  const files = "because" in named ? [] : uncollected(stateDir, named.digests);
  const size = files.reduce((sum, file) => sum + diskUse(file), 0);
  return {
    ...{ removed, staying, ...leftOf(survey), rest: new Map() },
    freed: removed.reduce((sum, each) => sum + each.size, 0) + left + size,
    objects: "because" in named ? named : { removed: files.length, freed: size },
  };
}

function leftOf(survey: Survey): Pick<Pruned, "kept" | "unknown" | "silent"> {
  const { queued, unknown } = survey.folders;
  const going = survey.candidates().filter(({ isBare, state }) => isBare && state === "running");
  return { kept: survey.runs.size, unknown, silent: [...queued, ...going.map(({ run }) => run)] };
}

interface Taken extends Pick<Pruned, "removed" | "staying"> {
  /** Bytes of folders of runs that are gone, by their names. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** From here on the runs are gone for all who ask. */
function takeAway(stateDir: string, survey: Survey, chosen: Chosen & { readonly isNamed: boolean }): Taken {
  const going = prunedRuns(survey, chosen);
  const { names, staying } = moveAway(stateDir, survey, { runs: chosen.going, isNamed: chosen.isNamed });
  const removed = going.filter(({ run }) => names.has(run));
  return {
    removed,
    staying: new Map([...chosen.staying, ...staying]),
    sizes: new Map(removed.map(({ run, size }) => [names.get(run) ?? "", size])),
  };
}

/** Removes the large results that nothing names. */
function collected(stateDir: string, survey: Survey, now: number): Objects {
  const named = namedObjects(survey);
  if ("because" in named) return named;
  // Runs of a queue do not have the lock. But their folders are there long before they write anything.
  const isOver = (): boolean => runFolders(stateDir, now).queued.length > 0;
  return telling(objectsFolderOf(stateDir), () =>
    collectObjects(stateDir, uncollected(stateDir, named.digests), isOver),
  );
}

/** Digests of the large results that runs name, as far as that can be told. */
function namedObjects({
  runs,
  folders,
}: Survey): Exclude<Objects, Collected> | { readonly digests: ReadonlySet<string> } {
  if (folders.queued.length > 0) return { because: "queued", runs: folders.queued };
  const unreadable = [...runs.values()].filter(({ trouble }) => trouble !== undefined).map(({ run }) => run);
  if (unreadable.length > 0 || folders.closed.length > 0)
    return { because: "unreadable", runs: [...unreadable, ...folders.closed] };
  return { digests: new Set([...runs.values()].flatMap(({ objects }) => [...objects])) };
}

/** Removes what is left of removed runs, also of those that others have left so. */
function clear(stateDir: string, sizes: Taken["sizes"], now: number): Pick<Pruned, "freed" | "rest"> {
  const rest = new Map<string, string>();
  let freed = 0;
  for (const name of runFolders(stateDir, now).removed) {
    const path = join(runsFolderOf(stateDir), name);
    const size = sizes.get(name) ?? diskUse(path);
    try {
      telling(path, () => removeTree(path));
      freed += size;
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      // What another process removes at the same time is no trouble.
      if (error.trouble !== "missing") rest.set(path, error.message);
    }
  }
  return { freed, rest };
}
