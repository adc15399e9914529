/** What decides whether failures kept nodes away from a set, where that is not clear yet. */
import { pushTo, type NodeSet, type Tuple } from "../state.ts";
import { nodesReasons } from "./node-reason.ts";
import type { Reason } from "./answer.ts";
import type { Walk } from "./growth.ts";
import type { ScopePlan } from "../scope-plan.ts";
import type { Condition, RuleId } from "../workflow.ts";

/** Nodes that have not settled and rules that wait, as far as what they lead to can matter to the set. */
export function unsureReasons(walk: Walk, set: NodeSet, own: Tuple, depth: number): readonly Reason[] {
  const { scope } = set;
  const matters = placesBefore(set);
  const unsettled = [...scope.sets.values()].flatMap(({ task, members }) =>
    matters?.has(scope.plan.acting(task)) === false ? [] : members,
  );
  const reasons: Reason[] = [...nodesReasons(walk.asking, unsettled, depth - 1)];
  for (const [rule, tuples] of walk.asking.waitingIn(scope)) {
    const others = tuples.filter((tuple) => tuple !== own);
    if (others.length > 0 && matters?.has(scope.plan.firing(rule)) !== false)
      reasons.push(walk.tellTuples(rule, others, walk, 1));
  }
  return reasons.length === 0 ? [{ kind: "soon" }] : reasons;
}

/**
 * Places of the scope with a path to where the set's nodes are added, whether open or closed; `undefined` where all may matter: under a
 * node, where a rule that adds nothing there may stand in for what failed, and with lists, which may hold nodes of any task.
 */
function placesBefore({ scope, region, task }: NodeSet): ReadonlySet<number> | undefined {
  if (region !== undefined) return undefined;
  const { plan } = scope;
  const into = new Map<number, number[]>();
  for (const [from, to] of plan.arrows) pushTo(into, to, from);
  for (const rule of plan.rules) for (const place of placesAwaited(plan, rule)) pushTo(into, plan.firing(rule), place);
  const found = new Set<number>();
  const todo = [plan.added(task)];
  for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    todo.push(...(into.get(place) ?? []));
  }
  const hasLists = plan.rules.some((rule) => found.has(plan.firing(rule)) && plan.rule(rule).conditions.some(isOfList));
  return hasLists ? undefined : found;
}

const isOfList = (condition: Condition): boolean =>
  condition.kind === "all-held" || ("of" in condition && condition.of.kind === "held");

/** Where there happens what decides whether a tuple of the rule, that failures may have decided already, would wait again. */
function placesAwaited(plan: ScopePlan, rule: RuleId): readonly number[] {
  return plan.rule(rule).conditions.flatMap((condition) => {
    const of = "of" in condition ? condition.of : condition;
    return "task" in of ? [plan.acting(of.task), plan.added(of.task)] : [];
  });
}
