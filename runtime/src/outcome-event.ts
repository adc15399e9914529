/** What came of an attempt, as the rules hear of it. */
import type { AttemptResult } from "./attempt.ts";
import type { Event } from "./event.ts";

export type OutcomeEvent = Extract<Event, { readonly kind: "succeeded" | "failed" }>;

export function outcomeEvent(node: number, result: AttemptResult): OutcomeEvent {
  if (!result.ok) {
    const { failure, final } = result;
    return final === true ? { kind: "failed", node, failure, final } : { kind: "failed", node, failure };
  }
  const { value, spawned } = result;
  return spawned === undefined
    ? { kind: "succeeded", node, result: value }
    : { kind: "succeeded", node, result: value, spawned };
}
