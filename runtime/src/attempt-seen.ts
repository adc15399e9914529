/** How an attempt looks to who asks why its node has not ended. */
import type { Attempt } from "./engine-attempt.ts";
import type { AttemptSeen, Turn } from "./why/answer.ts";

/** `otherwise`: of one of which nothing is known but that it waits. */
export function attemptSeen(
  attempt: Attempt | undefined,
  otherwise: { readonly number: number; readonly turn: Turn },
): AttemptSeen {
  if (attempt === undefined) return { kind: "not-begun", attempt: otherwise.number, turn: otherwise.turn };
  const { attempt: number, begun: since, due } = attempt;
  if (attempt.isRunning) return { kind: "running", attempt: number, since };
  if (due > 0)
    return { kind: "not-begun", attempt: number, turn: { kind: "retry", startsIn: Math.max(0, due - Date.now()) } };
  return { kind: "not-begun", attempt: number, turn: attempt.isLookedUp ? { kind: "cache" } : otherwise.turn };
}
