import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Choice, PrunableState, Pruned, PrunedRun, Stay } from "@adg/runtime/asked";
import { columns } from "./columns.ts";
import { findRun } from "./find-run.ts";
import { paintFor } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { stateDirOf } from "./state-dir.ts";
import { counted, numberText, sizeText, timeText } from "./words.ts";

/** Which runs go: those that meet all that is said here. */
export interface PruneRunsOptions {
  readonly in: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** ms. */
  readonly olderThan?: number;
  /** Bytes. */
  readonly largerThan?: number;
  readonly keep?: number;
  readonly state?: readonly PrunableState[];
  readonly all?: boolean;
}

/** Removes runs; answers the exit code: 1 where one stays that was named, or not all could be removed of one. */
export async function pruneRuns(named: readonly string[], options: PruneRunsOptions): Promise<number> {
  const { in: place, json, dryRun } = options;
  const stateDir = stateDirOf(place);
  const choice = await choiceOf(named, options, stateDir);
  const { JournalError, pruneRuns: prune } = await import("@adg/runtime/asked");
  let pruned: Pruned;
  try {
    pruned = prune(stateDir, { choice, dryRun, now: Date.now() });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    throw new Refusal(`The runs in "${shown(stateDir)}" cannot be removed: ${error.message}`);
  }
  if (!json && !existsSync(join(stateDir, "runs"))) await print(`There are no runs in "${shown(stateDir)}" yet.`);
  else await print(json ? JSON.stringify(plainOf(pruned, dryRun), undefined, 2) : textOf(pruned, dryRun).join("\n"));
  return pruned.rest.size > 0 || (named.length > 0 && pruned.staying.size > 0) ? 1 : 0;
}

async function choiceOf(named: readonly string[], options: PruneRunsOptions, stateDir: string): Promise<Choice> {
  const { olderThan, largerThan, keep, state, all = false } = options;
  const isChosen = [olderThan, largerThan, keep, state].some((each) => each !== undefined);
  if (named.length > 0) {
    if (isChosen || all)
      throw new Refusal("Name runs, or say which shall go by options; a run that is named goes whatever else is said.");
    const found: string[] = [];
    for (const each of named) found.push((await findRun(stateDir, each)).run);
    return { named: found };
  }
  if (all && isChosen)
    throw new Refusal(
      "--all means all that are over; leave it out, or --older-than, --larger-than, --keep and --state.",
    );
  if (!all && !isChosen)
    throw new Refusal(
      "Say which runs shall go: --older-than 30d, --larger-than 1GB, --keep 10, --state failed, --all, or their ids.",
    );
  return {
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(largerThan === undefined ? {} : { largerThan }),
    ...(keep === undefined ? {} : { keep }),
    ...(state === undefined ? {} : { states: state }),
  };
}

function plainOf({ removed, staying, kept, freed, objects, unknown, silent, rest }: Pruned, dryRun: boolean): object {
  return {
    ...(dryRun ? { dryRun } : {}),
    ...{ removed: removed.length, freed, kept },
    runs: removed.map(({ run, state, last: ended, program, size }) => ({ run, state, ended, program, size })),
    left: [
      ...Array.from(staying, ([run, stay]) => ({ run, ...stay })),
      ...unknown.map((run) => ({ run, why: "unknown" })),
    ],
    results: objects,
    ...(silent.length === 0 ? {} : { silent }),
    ...(rest.size === 0 ? {} : { rest: Array.from(rest, ([folder, problem]) => ({ folder, problem })) }),
  };
}

function textOf(pruned: Pruned, dryRun: boolean): readonly string[] {
  const { removed, staying, kept, freed, objects, unknown, silent, rest } = pruned;
  const results = "removed" in objects ? objects.removed : 0;
  const would = dryRun ? " would be" : "";
  const also = results === 0 ? "" : ` and ${counted(results, "large result")} that no run names any more`;
  return [
    ...removedTable(removed),
    ...Array.from(staying, ([run, stay]) => plainText(`${run} stays: ${stayText(stay)}.`)),
    ...unknownLine(unknown),
    ...(removed.length === 0 ? [] : silentLine(silent)),
    ...objectsLine(objects),
    ...Array.from(rest, ([folder, problem]) => plainText(`"${shown(folder)}" is left of a removed run: ${problem}`)),
    `${counted(removed.length, "run")}${would} removed${also}, ${sizeText(freed)} freed; ${counted(kept, "run")} kept.`,
  ];
}

function removedTable(removed: readonly PrunedRun[]): readonly string[] {
  if (removed.length === 0) return [];
  const rows = removed.map(({ run, state, last, program, size }) => [
    run,
    state,
    last === 0 ? "" : timeText(last),
    sizeText(size),
    plainText(program === undefined ? "" : shown(program)),
  ]);
  const [head = "", ...lines] = columns([["run", "state", "ended", "size", "program"], ...rows], "lllrl");
  return [paintFor(process.stdout)("dim", head), ...lines];
}

/** A clause. */
function stayText(stay: Stay): string {
  switch (stay.why) {
    case "running":
      return "it goes on";
    case "resumable":
      return `it is ${stay.state} and can be resumed; its id, or --state "${stay.state}", removes it`;
    case "damaged":
      return "its journal is damaged; its id, or --state damaged, removes it";
    case "unreadable":
      return stay.problem.replace(/\.$/, "");
    case "used":
      return `run ${stay.by} uses its files`;
    case "perhaps-used":
      return `run ${stay.by}, of which not all can be read, may use its files; its id removes it all the same`;
    case "cached":
      return `a result of ${stay.task} in the cache uses its files; "adg cache prune" removes such results`;
    case "changed":
      return "another process has gone on with it just now";
  }
}

function unknownLine(unknown: readonly string[]): readonly string[] {
  if (unknown.length === 0) return [];
  const it = unknown.length === 1 ? "it goes on" : "they go on";
  return [`${namesOf(unknown)} ${stay(unknown)}: there is no journal, and nothing by which to tell whether ${it}.`];
}

function silentLine(silent: readonly string[]): readonly string[] {
  if (silent.length === 0) return [];
  return [
    `What files ${namesOf(silent)} may have been given of removed runs is not known: there is no journal of it here.`,
  ];
}

function objectsLine(objects: Pruned["objects"]): readonly string[] {
  if ("removed" in objects) return [];
  const { because, runs } = objects;
  const why =
    because === "queued"
      ? `the journal of ${namesOf(runs)}, which may name them, is that of a queue`
      : `the journal of ${namesOf(runs)}, which may name them, cannot be read`;
  return [`Large results of removed runs stay: ${why}.`];
}

const stay = (runs: readonly string[]): string => (runs.length === 1 ? "stays" : "stay");

/** The first few. */
function namesOf(runs: readonly string[]): string {
  const names = runs.slice(0, 3).join(", ");
  return plainText(runs.length > 3 ? `${names} and ${numberText(runs.length - 3)} more` : names);
}

const shown = (path: string): string => relative(process.cwd(), path) || path;
