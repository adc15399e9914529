/** What is counted for each rule of the text, over all uses of its scope. */
import type { RunState } from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

export interface RuleTally {
  fired: number;
  blocked: number;
  rejected: number;
  /** Nodes of the first few that were. */
  readonly rejectedNodes: (readonly number[])[];
  readonly unmatched: Map<TaskId, number>;
  /** A node that closed it: one it held, or a member of a set that should have succeeded. */
  closedBy: { readonly kind: "held" | "member"; readonly node: number } | undefined;
  /** Of the first `at least` that never came to its number. */
  tooFew: { readonly condition: number; readonly have: number; readonly want: number } | undefined;
  readonly by: Set<number>;
}

export function newTally(): RuleTally {
  return {
    fired: 0,
    blocked: 0,
    rejected: 0,
    rejectedNodes: [],
    unmatched: new Map(),
    closedBy: undefined,
    tooFew: undefined,
    by: new Set(),
  };
}

export function tallyOf(state: RunState, rule: RuleId): RuleTally {
  return state.tallies[rule] as RuleTally;
}

const mostRejected = 3;

/** The guard of a rule has turned down these nodes. */
export function reject(state: RunState, rule: RuleId, nodes: readonly number[]): void {
  const tally = tallyOf(state, rule);
  tally.rejected += 1;
  if (tally.rejectedNodes.length < mostRejected) tally.rejectedNodes.push(nodes);
}
