/** A run as those who listen to it see it. */
import { argsByName } from "./args-by-name.ts";
import { nodeId } from "./identity.ts";
import type { RunState } from "./state.ts";
import { tallyOf } from "./tally.ts";
import type { RunView } from "./event.ts";

/** Looks things up in the state of a run, changing nothing. */
export function viewOf(state: RunState): RunView {
  return {
    idOf: (node) => nodeId(state, node),
    argsOf: (node) => argsByName(state, node),
    failureOf: (node) => state.graph.failure(node),
    ruleOf(rule) {
      const { fired, blocked } = tallyOf(state, rule);
      return { fired, blocked, open: isOpen(state, rule) };
    },
  };
}

function isOpen(state: RunState, rule: number): boolean {
  const root = state.scopes[0];
  if (state.finished) return false;
  // There may be thousands of uses of any other scope.
  if (root === undefined || state.workflow.rules[rule]?.scope !== root.scope) return true;
  return root.stopped === undefined && !root.closure.isClosed(root.plan.firing(rule));
}
