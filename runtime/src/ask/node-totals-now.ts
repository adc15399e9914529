import type { RunState } from "../state.ts";
import { stateCounts } from "./mirrored.ts";
import type { NodeTotals } from "./nodes.ts";

const states = ["done", "failed", "running", "skipped", "cancelled"] as const;

/** How many nodes of a run that goes on are in which state: of those that could run, so many attempts do. Looks at each. */
export function nodeTotalsNow(state: RunState, attempts: number): NodeTotals {
  const total = { done: 0, failed: 0, running: attempts, skipped: 0, cancelled: 0 };
  stateCounts(state, states).forEach((counts, task) => {
    // A use of a workflow has no attempts: it runs as long as something in it may come.
    const isUse = state.workflow.tasks[task]?.implementation.kind === "scope";
    states.forEach((name, place) => {
      if (name !== "running" || isUse) total[name] += counts[place] ?? 0;
    });
  });
  return total;
}
