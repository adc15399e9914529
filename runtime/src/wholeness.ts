/**
 * Whether failures may have kept members away from a set that is closed (language.md §4, "Failures").
 *
 * The set of t is whole if it would still be closed were all failed and skipped nodes without a stand-in for t unsettled again,
 * taken together, and were every blocked rule still waiting. That is asked only where something failed or is blocked, when the set
 * has closed (`could-grow.ts`).
 *
 * What still runs must have no say in the answer, or it would depend on which node ends first. So the set is whole once it could not
 * grow whatever the rest does, and it is not once it could grow by what has failed alone; in between it waits (`undefined`).
 */
import { couldGrow } from "./could-grow.ts";
import { isFailureEvent } from "./held.ts";
import { tallyOf, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import type { TaskId } from "./workflow.ts";

/** Whether every node that could have been in a closed set had its chance; `undefined` while it cannot be called whole. */
export function isWhole(state: RunState, set: NodeSet): boolean | undefined {
  if (set.whole === undefined && (hadNoFailures(set) || !couldGrow(state, set, lacksStandIn(state, set.task), "acts")))
    set.whole = true;
  return set.whole;
}

/** The same when nothing is about to fire; `undefined` only where that depends on what still runs or waits. */
export function isWholeByNow(state: RunState, set: NodeSet): boolean | undefined {
  if (isWhole(state, set) !== undefined) return set.whole;
  const lacking = lacksStandIn(state, set.task);
  if (couldGrow(state, set, lacking, "rests") && !mayBeStoodInFor(state, set, lacking)) set.whole = false;
  return set.whole;
}

/**
 * Whether a rule may yet fire on one of the failures and so stand in for it. Under a node only: in a scope such a rule keeps the set
 * itself open.
 */
function mayBeStoodInFor(state: RunState, set: NodeSet, isLacking: (node: number) => boolean): boolean {
  const { scope, region } = set;
  if (region === undefined || (scope.unsettled === 0 && scope.waiting.size === 0 && scope.holders.size === 0))
    return false;
  const tasks = new Set(scope.unsuccessful.filter(isLacking).map((node) => state.graph.task(node)));
  const { plan } = scope;
  return plan.rules.some((id) => {
    const rule = plan.rule(id);
    // What waits for nothing but the failure has fired already.
    if (rule.parent === undefined && rule.conditions.length === 1 && rule.conditions[0]?.kind === "each") return false;
    const takesIn = rule.conditions.some(
      (condition) =>
        "event" in condition &&
        isFailureEvent(condition.event) &&
        (!("task" in condition) || tasks.has(condition.task)),
    );
    return takesIn && plan.leadsTo(id, set.task);
  });
}

/** Nothing failed that could matter: in the whole scope, or in a region that nothing outside can add to. */
function hadNoFailures({ scope, region }: NodeSet): boolean {
  if (scope.blocked.size > 0 || scope.closedByFailure.length > 0) return false;
  if (scope.unsuccessful.length === 0) return true;
  return (
    region !== undefined && region.plan.isSelfContained && region.unsuccessful.length === 0 && !region.anchorFailed
  );
}

/**
 * The failed nodes that block a set which is not whole: those that alone could have led to more of it; where it takes several
 * together, all of them.
 */
export function blockersOf(state: RunState, set: NodeSet): readonly number[] {
  const lacking = set.scope.unsuccessful.filter(lacksStandIn(state, set.task));
  const roots = new Set(lacking.flatMap((node) => state.roots.get(node) ?? [node]));
  const alone = [...roots].filter((root) =>
    couldGrow(state, set, (node) => node === root || (state.roots.get(node)?.includes(root) ?? false), "rests"),
  );
  const behind = [...set.scope.blocked].flatMap((tuple) => [...tallyOf(state, tuple.instance.rule).by]);
  if (alone.length > 0) return alone;
  return [...new Set(behind.length > 0 ? behind : roots)];
}

/** A rule fired on the node's failure that can itself lead to a `task` (for a skipped node: or one for each of its failures). */
const lacksStandIn =
  (state: RunState, task: TaskId) =>
  (node: number): boolean => {
    const { plan } = state.scopes[state.graph.scope(node)] as ScopeRun;
    if (state.standIns.get(node)?.some((rule) => plan.leadsTo(rule, task))) return false;
    const roots = state.roots.get(node);
    return roots === undefined || !roots.every((root) => !lacksStandIn(state, task)(root));
  };
