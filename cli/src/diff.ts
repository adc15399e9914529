import type { ComparedRun, History } from "@adg/runtime/asked";
import { diffText } from "./diff-text.ts";
import { findTold, type PlaceOfRuns, type Told } from "./find-told.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { asRefusal, replayed } from "./replayed-run.ts";
import { sameFile } from "./same-file.ts";

/** Options of `adg diff`. */
export interface DiffOptions extends PlaceOfRuns {
  readonly json: boolean;
}

/** Says in what two runs differ. Answers the exit code: 0 where they do not, 1 where they do. */
export async function diff(first: string, second: string, { json, ...place }: DiffOptions): Promise<number> {
  const { compareRuns, valueOf } = await import("@adg/runtime/asked");
  const told = [await findTold(first, place), await findTold(second, place)] as const;
  const [a, b] = [await comparedRun(told[0]), await comparedRun(told[1])];
  const { stateDir } = told[0];
  if (stateDir !== told[1].stateDir)
    throw new Refusal(`The runs keep what is large in different folders, "${stateDir}" and "${told[1].stateDir}".`);
  const comparison = await asRefusal(() =>
    compareRuns(a, b, { valueOf: (stored) => valueOf(stored, stateDir), isSameFile: sameFile() }),
  );
  const runs = { a: told[0].run, b: told[1].run };
  await print(json ? JSON.stringify({ ...runs, ...comparison }, undefined, 2) : diffText(runs, comparison));
  return comparison.isEqual ? 0 : 1;
}

async function comparedRun({ stateDir, folder, history, isLive }: Told): Promise<ComparedRun> {
  return { history, isLive, folder, args: await longArgs(stateDir, history, isLive) };
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
