import type { NodeCounts } from "./event.ts";

/** How many nodes of all tasks together are in each state. */
export function totalCounts(counts: readonly NodeCounts[]): NodeCounts {
  const total = { done: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { done, failed, skipped, cancelled = 0 } of counts) {
    total.done += done;
    total.failed += failed;
    total.skipped += skipped;
    total.cancelled += cancelled;
  }
  return total;
}
