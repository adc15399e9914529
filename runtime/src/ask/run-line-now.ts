import { askRun } from "../control/ask-run.ts";
import { runLine, type RunLine } from "../journal/run-line.ts";
import { runFolderOf } from "../journal/run-files.ts";

/** ms. A list waits no longer for a run that says nothing. */
const patience = 1_000;

/**
 * What a run has come to, in a line: of one that goes on as the process tells that has it. That knows what the journal does not: which
 * failures are tried again, how uses of workflows stand, and whether the run is paused. `now`: ms since the epoch. `undefined` where the run
 * is not there, or not any more.
 */
export async function runLineNow(stateDir: string, run: string, now: number): Promise<RunLine | undefined> {
  const line = runLine(stateDir, run, now);
  if (line === undefined || line.kind === "unreadable" || line.state !== "running") return line;
  const answer = await askRun(runFolderOf(stateDir, run), { kind: "standing", nodes: true }, patience);
  if (answer?.ok !== true) return line;
  const { isPaused = false, nodes = line.nodes } = answer;
  return { ...line, state: isPaused ? "paused" : "running", nodes };
}
