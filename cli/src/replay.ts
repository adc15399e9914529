import { writeFile } from "node:fs/promises";
import type { GraphStory } from "@adg/runtime/asked";
import { checkFile } from "./check-writable.ts";
import { findTold, type PlaceOfRuns } from "./find-told.ts";
import { partingText } from "./parting-text.ts";
import { print } from "./print.ts";
import { replayed, type ReplayedRun } from "./replayed-run.ts";
import { replayText } from "./replay-text.ts";

/** Options of `adg replay`. */
export interface ReplayVerbOptions extends PlaceOfRuns {
  readonly json: boolean;
  /** Take in so many outcomes only. */
  readonly until?: number;
  /** Where to write the graph. */
  readonly graph?: string;
  /** Say whether the program makes the graph that the run had. */
  readonly check: boolean;
  /** The program, where it is not where it was. */
  readonly program?: string;
}

/** What is told of a replay. */
export interface ReplayTold extends GraphStory {
  readonly run: string;
  /** Outcomes that were taken in, and how many the journal has. */
  readonly taken: number;
  readonly of: number;
  readonly isSame: boolean;
}

/** Makes the graph of a run again without running anything; answers the exit code, 1 where a check finds another graph. */
export async function replay(named: string, options: ReplayVerbOptions): Promise<number> {
  const { until, program, json, graph: file } = options;
  const { finalGraph, graphStory, ReplayCheck } = await import("@adg/runtime/asked");
  if (file !== undefined) checkFile(file);
  const { run, stateDir, history, isLive } = await findTold(named, options);
  const check = options.check ? new ReplayCheck(history) : undefined;
  const made: ReplayedRun = await replayed(stateDir, history, isLive, {
    codeMatters: true,
    ...(program === undefined ? {} : { program }),
    ...(until === undefined ? {} : { until }),
    ...(check === undefined ? {} : { onTaken: (recorded) => check.see(recorded) }),
  });
  const { state, open, recorded, isSame } = made;
  if (file !== undefined) await writeFile(file, `${JSON.stringify(finalGraph(state), undefined, 2)}\n`);
  const story = graphStory(state, { open, begun: until === undefined ? history.begun : new Map(), isLive });
  const told: ReplayTold = { run, taken: recorded.recalled, of: history.outcomes.length, isSame, ...story };
  const partings = check?.partings(made) ?? [];
  if (json) await print(JSON.stringify(check === undefined ? told : { ...told, partings }, undefined, 2));
  else if (check === undefined) await print(replayText(told));
  else await print(partingText(told, partings));
  return partings.length === 0 ? 0 : 1;
}
