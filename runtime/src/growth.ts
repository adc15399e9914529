/** `at most N`: a guard against growth without end. It is asked before nodes enter the graph, so none too many ever does. */
import { ScopeFailure, failScope } from "./failing.ts";
import type { RunState } from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

/** Whether the graph may take these further nodes. Where it may not, the whole run has failed, on account of the rule. */
export function mayGrow(state: RunState, rule: RuleId | undefined, added: readonly TaskId[]): boolean {
  const more = new Map<TaskId, number>();
  for (const task of added) more.set(task, (more.get(task) ?? 0) + 1);
  for (const [task, count] of more) {
    const most = mostOf(state, rule, task);
    if (most === "failed") return false;
    if (most === undefined || (state.grown.get(task) ?? 0) + count <= most) continue;
    const name = state.workflow.tasks[task]?.name ?? "";
    const there = state.grown.get(task) ?? 0;
    const failure = new ScopeFailure(
      "ADG7006",
      `"${name}" may have at most ${most} ${most === 1 ? "node" : "nodes"} in a run; there ${there === 1 ? "is" : "are"} ${there}, and ${count} more would be added`,
    );
    failRun(state, rule, failure);
    return false;
  }
  for (const [task, count] of more) state.grown.set(task, (state.grown.get(task) ?? 0) + count);
  return true;
}

/** What was to guard the run speaks for the run: no rule around a workflow can take it for a failure inside. */
function failRun(state: RunState, rule: RuleId | undefined, cause: unknown): void {
  const root = state.scopes[0];
  if (root !== undefined) failScope(state, root, rule, cause);
}

/** What `at most` says of the task. Where that cannot be computed nothing guards the run, so it has failed. */
function mostOf(state: RunState, rule: RuleId | undefined, task: TaskId): number | undefined | "failed" {
  const most = state.workflow.tasks[task]?.atMost;
  if (typeof most !== "function") return most;
  try {
    // It may read the inputs, and no single node's arguments.
    return most({ args: {}, inputs: state.inputs, attempt: 1, out: "" });
  } catch (cause) {
    failRun(state, rule, cause);
    return "failed";
  }
}
