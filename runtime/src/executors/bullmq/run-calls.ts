/** Runs the calls of a job, and tells early what is over where others take longer. */
import type { CallOutcome } from "../../executor.ts";

/** What has come of each call so far; `null` for those that are not over. */
export type OutcomesSoFar = readonly (CallOutcome | null)[];

/** ms after which nobody waits for those that take longer. */
const late = 50;

/** `runs`: begin the calls. `tell`: what it throws is ignored, since all is told in the end. */
export async function runCalls(
  runs: readonly (() => Promise<CallOutcome>)[],
  tell: (outcomes: OutcomesSoFar) => Promise<unknown>,
): Promise<readonly CallOutcome[]> {
  const outcomes: (CallOutcome | null)[] = runs.map(() => null);
  let told = 0;
  let over = 0;
  const telling = setInterval(() => {
    if (over === told) return;
    told = over;
    void tell([...outcomes]).catch(() => {});
  }, late);
  try {
    return await Promise.all(
      runs.map(async (run, at) => {
        const outcome = await run();
        outcomes[at] = outcome;
        over++;
        return outcome;
      }),
    );
  } finally {
    clearInterval(telling);
  }
}
