import { join } from "node:path";
import type { ComparedRun, History } from "@adg/runtime/asked";
import { diffText } from "./diff-text.ts";
import { findRun } from "./find-run.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { asRefusal, replayed, runWithHistory } from "./replayed-run.ts";
import { sameFile } from "./same-file.ts";
import { stateDirOf } from "./state-dir.ts";

/** Options of `adg diff`. */
export interface DiffOptions {
  readonly in: string;
  readonly json: boolean;
}

/** Says in what two runs differ. Answers the exit code: 0 where they do not, 1 where they do. */
export async function diff(first: string, second: string, { in: place, json }: DiffOptions): Promise<number> {
  const { compareRuns, valueOf } = await import("@adg/runtime/asked");
  const stateDir = stateDirOf(place);
  const ids = [(await findRun(stateDir, first)).run, (await findRun(stateDir, second)).run] as const;
  const a = await comparedRun(stateDir, ids[0]);
  const b = await comparedRun(stateDir, ids[1]);
  const comparison = await asRefusal(() =>
    compareRuns(a, b, { valueOf: (stored) => valueOf(stored, stateDir), isSameFile: sameFile() }),
  );
  const runs = { a: ids[0], b: ids[1] };
  await print(json ? JSON.stringify({ ...runs, ...comparison }, undefined, 2) : diffText(runs, comparison));
  return comparison.isEqual ? 0 : 1;
}

async function comparedRun(stateDir: string, run: string): Promise<ComparedRun> {
  const known = await runWithHistory(stateDir, run);
  const { history, isLive } = known;
  return { ...known, folder: join(stateDir, "runs", run), args: await longArgs(stateDir, history, isLive) };
}

/** Arguments that are too long for the journal, as the program makes them again. */
async function longArgs(stateDir: string, history: History, isLive: boolean): Promise<ReadonlyMap<string, string>> {
  if (!history.outcomes.some(({ record }) => record.args.startsWith("sha256:"))) return new Map();
  const { graphNodes } = await import("@adg/runtime/asked");
  try {
    const { state, isSame } = await replayed(stateDir, history, isLive);
    if (!isSame) return new Map();
    return new Map(graphNodes(state).flatMap(({ node, args }) => (args === undefined ? [] : [[node, args] as const])));
  } catch (error) {
    if (error instanceof Refusal) return new Map();
    throw error;
  }
}
