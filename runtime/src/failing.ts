/** How a scope ends before its time: an error in a rule, `fail`, or the user. */
import { ExpressionError } from "./library/expression-error.ts";
import { messageOf } from "./thrown.ts";
import type { Failure } from "./event.ts";
import type { RunState, ScopeRun } from "./state.ts";
import type { RuleId } from "./workflow.ts";

/** What ends a scope, as an exception that a body, a guard or a key throws through compiled code. */
export class ScopeFailure extends ExpressionError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A rule's own code failed: the scope ends as failed. Whatever was thrown that is no `ScopeFailure` is ADG7007. */
export function failScope(state: RunState, scope: ScopeRun, rule: RuleId | undefined, cause: unknown): void {
  if (scope.ended || scope.stopped !== undefined) return;
  const code = cause instanceof ScopeFailure ? cause.code : "ADG7007";
  const failure: Failure = { code, message: messageOf(cause), cause };
  scope.errors.push({ failure, rule });
  stopScope(state, scope, failure);
}

/** Starts nothing new in a scope and cancels what runs there. */
export function stopScope(state: RunState, scope: ScopeRun, failure: Failure): void {
  if (scope.ended || scope.stopped !== undefined) return;
  scope.stopped = failure;
  state.quiet.add(scope);
  for (const { members } of scope.sets.values())
    for (const node of members) {
      if (state.graph.isSettled(node)) continue;
      const inner = state.inside.get(node);
      if (inner !== undefined) {
        stopScope(state, inner, failure);
        inner.ended = true;
      } else if (state.graph.state(node) === "running") state.commands.push({ kind: "cancel", node });
      state.graph.setState(node, "cancelled");
      state.attempts.delete(node);
      if (state.onChange === undefined) continue;
      const task = state.workflow.tasks[state.graph.task(node)]?.name ?? "";
      state.onChange({ kind: "node-settled", node, task, state: "cancelled" });
    }
  scope.unsettled = 0;
}
