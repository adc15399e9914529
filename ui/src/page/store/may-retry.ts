import type { RunFacts, RunStanding } from "../../contract.ts";

/** Whether a failed node may run again: where somebody has the run, or it can be taken up again. */
export function mayRetry(state: RunStanding | undefined, facts: Pick<RunFacts, "canResume"> | undefined): boolean {
  return state === "running" || state === "paused" || (state !== undefined && facts?.canResume === true);
}
