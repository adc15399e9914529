/** Which runs go, and why others stay that were meant, too. Pure. */
import type { RunStanding } from "../ask/standing.ts";

/** A run that is there. Times are ms since the epoch. */
export interface Candidate {
  readonly run: string;
  readonly state: CandidateState;
  /** Whether it keeps no journal, and so is in no list. */
  readonly isBare: boolean;
  readonly started: number;
  /** The last that is known of it. */
  readonly last: number;
  /** Why it cannot be read, a sentence. */
  readonly problem?: string;
}

/** `unreadable`: for now, whatever is in it; `no journal`: it kept none, and is over. */
export type CandidateState = RunStanding | "damaged" | "unreadable" | "no journal";

/** A state that can be asked for. */
export type PrunableState = Exclude<RunStanding, "running" | "paused"> | "damaged";

/** Which runs are meant: those that are named, or those that meet all that is said. */
export type Choice =
  | { readonly named: readonly string[] }
  | {
      readonly named?: undefined;
      /** ms since the last that is known of a run. */
      readonly olderThan?: number;
      /** Bytes. */
      readonly largerThan?: number;
      /** So many stay, the newest ones. */
      readonly keep?: number;
      readonly states?: readonly PrunableState[];
    };

export interface Circumstances {
  readonly now: number;
  /** Bytes. */
  sizeOf(run: string): number;
  /** Ids of the runs whose files a run needs. */
  usesOf(run: string): Iterable<string>;
  /** Whether a run may need more than that, as not all of it can be read. */
  isUnsure(run: string): boolean;
  /** By the id of a run whose files results need that are kept in the cache: a task of which one is. */
  readonly cached: ReadonlyMap<string, string>;
}

/** Why a run stays that was meant. */
export type Stay =
  | { readonly why: "running" }
  /** It can be resumed. */
  | { readonly why: "resumable"; readonly state: "interrupted" | "cut off" }
  | { readonly why: "damaged" | "unreadable"; readonly problem: string }
  /** Another run names its files. */
  | { readonly why: "used"; readonly by: string }
  /** Another run may name its files: not all of that can be read. */
  | { readonly why: "perhaps-used"; readonly by: string }
  /** The cache names its files. */
  | { readonly why: "cached"; readonly task: string }
  /** Another process has gone on with it just now. */
  | { readonly why: "changed" };

export interface Chosen {
  /** Ids, the oldest first. */
  readonly going: readonly string[];
  /** By id. */
  readonly staying: ReadonlyMap<string, Stay>;
}

/** Decides of all the runs of a folder. */
export function choose(candidates: readonly Candidate[], choice: Choice, around: Circumstances): Chosen {
  const going = new Set<string>();
  const staying = new Map<string, Stay>();
  for (const candidate of meant(candidates, choice, around)) {
    const stay = stayOf(candidate, choice);
    if (stay === undefined) going.add(candidate.run);
    else staying.set(candidate.run, stay);
  }
  keepUsed(candidates, { going, staying }, around);
  if (choice.named === undefined) keepPerhapsUsed(candidates, { going, staying }, around);
  return { going: [...going], staying };
}

function meant(candidates: readonly Candidate[], choice: Choice, around: Circumstances): readonly Candidate[] {
  const sorted = candidates.toSorted((a, b) => a.started - b.started || (a.run < b.run ? -1 : 1));
  if (choice.named !== undefined) return sorted.filter(({ run }) => choice.named.includes(run));
  const { olderThan, largerThan, keep = 0, states } = choice;
  const listed = sorted.filter(({ isBare }) => !isBare);
  const newest = new Set(listed.slice(Math.max(0, listed.length - keep)).map(({ run }) => run));
  return sorted.filter(
    ({ run, state, isBare, last }) =>
      !newest.has(run) &&
      // Those without a journal are not among the runs that are counted: that so many others stay says nothing of them.
      (!isBare || keep === 0 || olderThan !== undefined || largerThan !== undefined) &&
      (states === undefined || states.some((each) => each === state)) &&
      (olderThan === undefined || around.now - last > olderThan) &&
      (largerThan === undefined || around.sizeOf(run) > largerThan),
  );
}

/** Why a run must stay, whatever others need. */
function stayOf({ state, problem = "" }: Candidate, { named, ...rest }: Choice): Stay | undefined {
  const isAskedFor = named !== undefined || ("states" in rest && rest.states !== undefined);
  switch (state) {
    case "running":
    case "paused":
      return { why: "running" };
    case "interrupted":
    case "cut off":
      return isAskedFor ? undefined : { why: "resumable", state };
    case "damaged":
    case "unreadable":
      return isAskedFor ? undefined : { why: state, problem };
    case "succeeded":
    case "failed":
    case "no journal":
      return undefined;
  }
}

interface Choosing {
  readonly going: Set<string>;
  readonly staying: Map<string, Stay>;
}

/** Takes back those that what stays needs, and those that they need in turn. */
function keepUsed(
  candidates: readonly Candidate[],
  { going, staying }: Choosing,
  { cached, usesOf }: Circumstances,
): void {
  const stays = candidates.map(({ run }) => run).filter((run) => !going.has(run));
  const keep = (run: string, stay: Stay): void => {
    if (!going.delete(run)) return;
    staying.set(run, stay);
    stays.push(run);
  };
  for (const [run, task] of cached) keep(run, { why: "cached", task });
  // It grows while it is gone through.
  for (const by of stays) {
    if (going.size === 0) return;
    for (const run of usesOf(by)) keep(run, { why: "used", by });
  }
}

/** Takes back all, where what a run needs that stays cannot be told. */
function keepPerhapsUsed(candidates: readonly Candidate[], { going, staying }: Choosing, around: Circumstances): void {
  if (going.size === 0) return;
  const by = candidates.find(({ run }) => !going.has(run) && around.isUnsure(run))?.run;
  if (by === undefined) return;
  for (const run of going) staying.set(run, { why: "perhaps-used", by });
  going.clear();
}
