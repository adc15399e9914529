/** Why a rule or node of a run was as it was where its journal ends. */
import { nodeId } from "../identity.ts";
import type { History } from "../journal/history.ts";
import { ask, type Asked, type AttemptSeen } from "../why/why.ts";
import type { Rebuilt } from "./rebuilt.ts";

/** See `ask`. `now`: ms since the epoch; `isLive`: whether a process goes on with it. */
export function askPast(
  { state, open }: Rebuilt,
  { begun }: History,
  what: string | undefined,
  { now, isLive }: { readonly now: number; readonly isLive: boolean },
): Asked {
  return ask(state, what, {
    now,
    attemptOf(node): AttemptSeen | undefined {
      const submitted = open.get(node);
      if (submitted === undefined) return undefined;
      const started = begun.get(nodeId(state, node));
      if (!isLive) return { kind: "not-begun", attempt: submitted.attempt, turn: { kind: "cut-off" } };
      if (started !== undefined) return { kind: "running", attempt: started.attempt, since: started.time };
      return { kind: "not-begun", attempt: submitted.attempt, turn: { kind: "queued" } };
    },
  });
}
