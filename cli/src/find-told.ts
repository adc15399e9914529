import type { History } from "@adg/runtime/asked";
import { findRun } from "./find-run.ts";
import { queueOf, type InQueue } from "./queue-option.ts";
import { runWithHistory } from "./replayed-run.ts";
import { stateDirOf } from "./state-dir.ts";

/** A run with what its journal tells, wherever that is. */
export interface Told {
  readonly run: string;
  readonly stateDir: string;
  /** Absolute path of the run's own folder. */
  readonly folder: string;
  readonly history: History;
  /** Whether some process writes the run now. */
  readonly isLive: boolean;
  /** Why its queue does not go on with it, a clause, where it was refused after it had begun. */
  readonly refused?: string;
}

/** Where runs are looked for. */
export interface PlaceOfRuns extends InQueue {
  /** Program, its folder or that folder's .adg. */
  readonly in: string;
}

/** The run that a user means; `queue`: that it was submitted to. Throws a `Refusal` where its journal cannot be read. */
export async function findTold(named: string | undefined, place: PlaceOfRuns): Promise<Told> {
  const queue = queueOf(place);
  if (queue !== undefined) {
    const { toldRun } = await import("./queue-runs.ts");
    const { runFolderOf } = await import("@adg/runtime/asked");
    const told = await toldRun(named, queue);
    return { ...told, folder: runFolderOf(told.stateDir, told.run) };
  }
  const stateDir = stateDirOf(place.in);
  const { run, folder } = await findRun(stateDir, named);
  return { run, stateDir, folder, ...(await runWithHistory(stateDir, run)) };
}
