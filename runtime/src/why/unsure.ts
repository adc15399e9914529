/** What decides whether failures kept nodes away from a set, where that is not clear yet. */
import { pushTo, type NodeSet, type ScopeRun, type Tuple } from "../state.ts";
import { nodesReasons } from "./node-reason.ts";
import type { Reason } from "./answer.ts";
import type { Walk } from "./growth.ts";

/** Nodes that have not settled and rules that wait, as far as what they lead to can matter to the set. */
export function unsureReasons(walk: Walk, set: NodeSet, own: Tuple, depth: number): readonly Reason[] {
  const { state } = walk.asking;
  const { scope } = set;
  const matters = placesBefore(set);
  const unsettled = [...scope.sets.values()].flatMap(({ task, members }) =>
    matters === undefined || matters.has(scope.plan.acting(task))
      ? members.filter((node) => !state.graph.isSettled(node))
      : [],
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
 * node, a rule that adds nothing there may stand in for what failed.
 */
function placesBefore({ scope, region, task }: NodeSet): ReadonlySet<number> | undefined {
  if (region !== undefined) return undefined;
  const { plan } = scope;
  const into = new Map<number, number[]>();
  for (const [from, to] of [...plan.arrows, ...groupings(scope)]) pushTo(into, to, from);
  const found = new Set<number>();
  const todo = [plan.added(task)];
  for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    todo.push(...(into.get(place) ?? []));
  }
  return found;
}

/** What would make an `every` that has taken all its groups take another. */
function groupings({ plan }: ScopeRun): readonly (readonly [number, number])[] {
  return plan.rules.flatMap((rule) =>
    plan
      .rule(rule)
      .conditions.flatMap((condition) =>
        condition.kind === "every" && condition.of.kind === "task"
          ? [[plan.added(condition.of.task), plan.firing(rule)] as const]
          : [],
      ),
  );
}
