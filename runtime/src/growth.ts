/** `at most N`: a guard against growth without end. It is asked before nodes enter the graph, so none too many ever does. */
import { ScopeFailure, failScope } from "./failing.ts";
import type { RunState } from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

/** Whether the graph may take these further nodes. Where it may not, the whole run has failed, on account of the rule. */
export function mayGrow(state: RunState, rule: RuleId | undefined, added: readonly TaskId[]): boolean {
  const more = counted(added);
  const against = whatSpeaksAgainst(state, more);
  if (against !== undefined) {
    failRun(state, rule, against.cause);
    return false;
  }
  for (const [task, count] of more) state.grown.set(task, (state.grown.get(task) ?? 0) + count);
  return true;
}

/** Why the graph may not take these further nodes; `undefined` where it may. Changes nothing. */
export function whyNotGrow(state: RunState, added: readonly TaskId[]): { readonly cause: unknown } | undefined {
  return whatSpeaksAgainst(state, counted(added));
}

function counted(added: readonly TaskId[]): ReadonlyMap<TaskId, number> {
  const more = new Map<TaskId, number>();
  for (const task of added) more.set(task, (more.get(task) ?? 0) + 1);
  return more;
}

function whatSpeaksAgainst(
  state: RunState,
  more: ReadonlyMap<TaskId, number>,
): { readonly cause: unknown } | undefined {
  for (const [task, count] of more) {
    const there = state.grown.get(task) ?? 0;
    let most: number | undefined;
    try {
      most = mostOf(state, task);
    } catch (cause) {
      return { cause };
    }
    if (most === undefined || there + count <= most) continue;
    const name = state.workflow.tasks[task]?.name ?? "";
    const message = `"${name}" may have at most ${most} ${most === 1 ? "node" : "nodes"} in a run; there ${there === 1 ? "is" : "are"} ${there}, and ${count} more would be added`;
    return { cause: new ScopeFailure("ADG7006", message) };
  }
  return undefined;
}

/** What was to guard the run speaks for the run: no rule around a workflow can take it for a failure inside. */
function failRun(state: RunState, rule: RuleId | undefined, cause: unknown): void {
  const root = state.scopes[0];
  if (root !== undefined) failScope(state, root, rule, cause);
}

/** What `at most` says of the task. Throws where that cannot be computed: then nothing guards the run. */
function mostOf(state: RunState, task: TaskId): number | undefined {
  const most = state.workflow.tasks[task]?.atMost;
  if (typeof most !== "function") return most;
  // It may read the inputs, and no single node's arguments.
  return most({ args: {}, inputs: state.inputs, attempt: 1, out: "" });
}
