/**
 * Whether failures may have kept members away from a set that is closed (language.md §4, "Failures").
 *
 * The set of t is whole if it would still be closed were all failed and skipped nodes without a stand-in for t unsettled again,
 * taken together, and were every blocked rule still waiting. That is asked only where something failed or is blocked, once for a
 * set, when it closes: a least fixpoint over the places of the program, not over the graph.
 */
import { canonical } from "./library/canonical.ts";
import { heldNodes } from "./held.ts";
import { involvedNodes, anchorsAround, outsideMatters, type Region } from "./region.ts";
import { tallyOf, type Instance, type NodeSet, type RunState, type ScopeRun, type Tuple } from "./state.ts";
import type { Condition, NodeEvent, Rule, RuleId, TaskId } from "./workflow.ts";

/** Whether every node that could have been in a closed set had its chance. */
export function isWhole(state: RunState, set: NodeSet): boolean {
  set.whole ??= hadNoFailures(set) || !couldGrow(state, set, lacksStandIn(state, set.task));
  return set.whole;
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
    couldGrow(state, set, (node) => node === root || (state.roots.get(node)?.includes(root) ?? false)),
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

/** Whether the set could still grow if the nodes that `isBack` names were unsettled again. */
function couldGrow(state: RunState, set: NodeSet, isBack: (node: number) => boolean): boolean {
  const { scope, region } = set;
  const { plan } = scope;
  const back = new Set(scope.unsuccessful.filter(isBack));
  const waiting = [...scope.waiting].filter(({ holds }) => holds);
  const tuples = [...waiting, ...scope.blocked, ...scope.holders.values(), ...revived(scope, back)];
  const inScope = scopeReach(state, scope, back, tuples);
  if (region === undefined) return inScope.has(plan.added(set.task));
  const place = region.plan.added(set.task);
  return place !== undefined && regionReach(state, region, back, tuples, inScope).has(place);
}

type LiveTuple = Pick<Tuple, "instance" | "nodes">;

/** What would wait again if the nodes that are back were unsettled. */
function revived(scope: ScopeRun, back: ReadonlySet<number>): readonly LiveTuple[] {
  const listening = scope.armedByFailure
    .filter((instance) => heldNodes(instance).some((node) => back.has(node)))
    .map((instance) => ({ instance, nodes: [] }));
  const closed = scope.closedByFailure
    .filter(({ by }) => ("members" in by ? by.unsuccessful : by).every((node) => back.has(node)))
    .map(({ tuple }) => tuple);
  return [...listening, ...closed];
}

/** Places of the scope at which something could happen. */
function scopeReach(
  state: RunState,
  scope: ScopeRun,
  back: ReadonlySet<number>,
  tuples: readonly LiveTuple[],
): ReadonlySet<number> {
  const { plan } = scope;
  const reached = new Set<number>(tuples.map(({ instance }) => plan.firing(instance.rule)));
  for (const [task, nodes] of scope.sets)
    if (nodes.settled < nodes.members.length || nodes.unsuccessful.some((node) => back.has(node)))
      reached.add(plan.acting(task));
  const ruleAt = new Map(plan.rules.map((rule) => [plan.firing(rule), rule]));
  spread(plan.arrows, reached, (from, place) => {
    const rule = ruleAt.get(place);
    if (rule === undefined) return true;
    return (
      listens(scope, rule, reached) &&
      isPossible(state, scope, plan.rule(rule), reached) &&
      mayTrigger(state, scope, rule, from, reached, back)
    );
  });
  return reached;
}

/** Whether the rule listens, or may be made by one around it. */
function listens(scope: ScopeRun, id: RuleId, inScope: ReadonlySet<number>): boolean {
  const { parent } = scope.plan.rule(id);
  // A tuple that waits, or would wait again, stands at the rule's own place.
  const places = parent === undefined ? [] : [scope.plan.firing(parent), scope.plan.firing(id)];
  return parent === undefined || places.some((place) => inScope.has(place)) || (scope.armed.get(id) ?? 0) > 0;
}

/**
 * Whether what may happen at a place can make a rule fire. A condition with a key looks at one node only: where that is known, no
 * other node of the task matters to it.
 */
function mayTrigger(
  state: RunState,
  scope: ScopeRun,
  id: RuleId,
  from: number,
  inScope: ReadonlySet<number>,
  back: ReadonlySet<number>,
): boolean {
  const { plan } = scope;
  const instance = scope.instances.get(id);
  const watching = plan
    .rule(id)
    .conditions.filter(
      (condition) =>
        (condition.kind === "each" || condition.kind === "keyed") &&
        from === (condition.event === "added" ? plan.added(condition.task) : plan.acting(condition.task)),
    );
  if (watching.length === 0 || instance === undefined) return true;
  return watching.some((condition) => {
    if (condition.kind !== "keyed" || condition.uses.length > 0) return true;
    const node = keyedNode(scope, instance, condition);
    if (node === "unknown") return true;
    return node === undefined
      ? inScope.has(plan.added(condition.task))
      : !state.graph.isSettled(node) || back.has(node);
  });
}

function keyedNode(
  scope: ScopeRun,
  instance: Instance,
  condition: Extract<Condition, { kind: "keyed" }>,
): number | undefined | "unknown" {
  try {
    return scope.keys.get(`${condition.task}:${canonical(condition.key(instance.names))}`);
  } catch {
    return "unknown";
  }
}

/** Places of the region at which something could happen. */
function regionReach(
  state: RunState,
  region: Region,
  back: ReadonlySet<number>,
  tuples: readonly LiveTuple[],
  inScope: ReadonlySet<number>,
): ReadonlySet<number> {
  const { plan, scope } = region;
  const { graph } = state;
  const isInside = (node: number): boolean => node === region.anchor || region.members.has(node);
  const reached = new Set<number>();
  for (const tuple of tuples) {
    const place = plan.firing(tuple.instance.rule);
    if (place !== undefined && involvedNodes(plan, tuple).some(isInside)) reached.add(place);
  }
  const isPending = (node: number): boolean => !graph.isSettled(node) || back.has(node);
  if (isPending(region.anchor)) reached.add(plan.root);
  for (const node of region.members) {
    const place = graph.task(node) === plan.anchor ? undefined : plan.acting(graph.task(node));
    if (place !== undefined && isPending(node)) reached.add(place);
  }
  const ruleAt = new Map(
    scope.plan.rules.flatMap((rule) => {
      const place = plan.firing(rule);
      return place === undefined ? [] : [[place, rule] as const];
    }),
  );
  const mayFire = (rule: RuleId): boolean =>
    listens(scope, rule, inScope) && isPossible(state, scope, scope.plan.rule(rule), inScope);
  const gate = (_from: number, place: number): boolean => {
    const rule = ruleAt.get(place);
    return rule === undefined || mayFire(rule);
  };
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const [place, rule] of ruleAt) {
      const opens = plan.outsidesOf(rule).some(({ place: outside, reason }) => {
        if (reason.kind === "gathered" && reason.position !== undefined) {
          const { rule: gatherer, position } = reason;
          return [...anchorsAround(region, reason)].some(
            (node) =>
              isPending(node) ||
              tuples.some(({ instance, nodes }) => instance.rule === gatherer && nodes[position] === node),
          );
        }
        if (!inScope.has(outside)) return false;
        const mayCome = reason.kind === "members" && reached.has(plan.added(reason.task) ?? -1);
        return mayCome || outsideMatters(region, reason);
      });
      if (opens && mayFire(rule)) reached.add(place);
    }
    spread(plan.arrows, reached, gate);
  }
  return reached;
}

/** Follows arrows until nothing is added. */
function spread(
  arrows: readonly (readonly [number, number])[],
  reached: Set<number>,
  gate: (from: number, to: number) => boolean,
): void {
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const [from, to] of arrows) if (reached.has(from) && !reached.has(to) && gate(from, to)) reached.add(to);
  }
}

/** Whether each of the rule's conditions on nodes of any kind has been met or may yet be met. */
function isPossible(state: RunState, scope: ScopeRun, rule: Rule, inScope: ReadonlySet<number>): boolean {
  return rule.conditions.every((condition: Condition) => {
    if (condition.kind !== "each" && condition.kind !== "keyed") return true;
    const { task, event } = condition;
    const mayYet = event === "added" ? scope.plan.added(task) : scope.plan.acting(task);
    return inScope.has(mayYet) || hasHappenedToOne(state, scope.sets.get(task) as NodeSet, event);
  });
}

function hasHappenedToOne(state: RunState, set: NodeSet, event: NodeEvent): boolean {
  switch (event) {
    case "added":
      return set.members.length > 0;
    case "done":
      return set.settled > set.unsuccessful.length;
    case "failed":
      return set.unsuccessful.some((node) => state.graph.state(node) === "failed");
    case "settled":
      return set.settled > 0;
  }
}
