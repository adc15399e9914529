/** What a run has come to, in a line: of a long journal only its ends are read, where they tell. */
import { statSync } from "node:fs";
import { nodeTotals, type NodeTotals } from "../ask/nodes.ts";
import { programOf, standingOf, type RunStanding } from "../ask/standing.ts";
import { readEnds } from "./ends.ts";
import { readHistory, workedTime, type History } from "./history.ts";
import { JournalError } from "./journal-error.ts";
import { isHeld } from "./lock.ts";
import type { CreatedRecord, EndedRecord } from "./record.ts";
import { journalFileOf, runFolderOf } from "./run-files.ts";

export type RunLine =
  | {
      readonly kind: "whole";
      readonly run: string;
      readonly state: RunStanding;
      /** Name of the workflow. */
      readonly workflow: string;
      /** Absolute path. */
      readonly program: string;
      /** ms since the epoch. */
      readonly started: number;
      /** ms that processes have been at work on it. */
      readonly worked: number;
      readonly nodes: NodeTotals;
    }
  | {
      readonly kind: "unreadable";
      readonly run: string;
      /** Why, in a sentence that names the file. */
      readonly problem: string;
    };

/** Journals of so many bytes are read whole. */
const short = 256 * 1024;

/** `now`: ms since the epoch. `undefined` where the run is not there, or not any more. */
export function runLine(stateDir: string, run: string, now: number): RunLine | undefined {
  const folder = runFolderOf(stateDir, run);
  try {
    const isLive = isHeld(folder);
    const file = journalFileOf(folder);
    if (!isLive && sizeOf(file) + sizeOf(`${file}-wal`) > short) {
      const line = lineOfEnds(file);
      if (line !== undefined) return line;
    }
    return lineOf(readHistory(folder), isLive, now);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    if (error.trouble === "missing") return undefined;
    return { kind: "unreadable", run, problem: error.message };
  }
}

function lineOf(history: History, isLive: boolean, now: number): RunLine {
  const { ended, sessions, created } = history;
  const known = nodeTotals(history, isLive);
  return {
    ...headOf(created),
    state: standingOf(history, isLive),
    worked: workedTime(sessions, isLive ? now : undefined),
    nodes: isLive || ended?.nodes === undefined ? known : endTotals(ended.nodes),
  };
}

/** `undefined` where the ends do not tell it all. */
function lineOfEnds(file: string): RunLine | undefined {
  const { first, last } = readEnds(file);
  const [created] = first;
  const ended = last.at(-1);
  if (created?.kind !== "created" || ended?.kind !== "ended") return undefined;
  const { status, nodes, worked } = ended;
  if (nodes === undefined || worked === undefined) return undefined;
  return { ...headOf(created), state: status, worked, nodes: endTotals(nodes) };
}

function endTotals({ done, failed, skipped, cancelled = 0 }: NonNullable<EndedRecord["nodes"]>): NodeTotals {
  return { done, failed, skipped, cancelled };
}

function headOf({
  run,
  workflow,
  source,
  time,
}: CreatedRecord): Pick<
  Extract<RunLine, { readonly kind: "whole" }>,
  "kind" | "run" | "workflow" | "program" | "started"
> {
  return { kind: "whole", run, workflow, program: programOf(source), started: time };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
