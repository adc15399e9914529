/**
 * Whether failures may have kept members away from a set that is closed (language.md §4, "Failures").
 *
 * The set of t is whole if it would still be closed were all failed and skipped nodes without a stand-in for t unsettled again,
 * taken together, and were every blocked rule still waiting. That is asked only where something failed or is blocked, when the set
 * has closed: a least fixpoint over the places of the program, not over the graph.
 *
 * What still runs must have no say in the answer, or it would depend on which node ends first. So the set is whole once it could not
 * grow whatever the rest does, and it is not once it could grow by what has failed alone; in between it waits (`undefined`).
 */
import { canonical } from "./library/canonical.ts";
import { heldNodes, isFailureEvent } from "./held.ts";
import { involvedNodes, anchorsAround, outsideMatters, type Region } from "./region.ts";
import {
  tallyOf,
  type ClosedByFailure,
  type Instance,
  type NodeSet,
  type RunState,
  type ScopeRun,
  type Tuple,
} from "./state.ts";
import type { ScopePlan } from "./scope-plan.ts";
import type { Bindings, Condition, NodeEvent, Rule, RuleId, TaskId } from "./workflow.ts";

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

/** What a question assumes: which nodes are unsettled again, and whether what really is unsettled or waits counts, too. */
interface World {
  readonly back: ReadonlySet<number>;
  readonly rest: "acts" | "rests";
}

/** Whether the set could still grow if the nodes that `isBack` names were unsettled again. */
function couldGrow(state: RunState, set: NodeSet, isBack: (node: number) => boolean, rest: World["rest"]): boolean {
  const { scope, region } = set;
  const { plan } = scope;
  const world: World = { back: new Set(scope.unsuccessful.filter(isBack)), rest };
  const waiting = rest === "rests" ? [] : [...scope.waiting].filter(({ holds }) => holds);
  const holders = rest === "rests" ? [] : [...scope.holders.values()];
  const tuples = [...waiting, ...holders, ...scope.blocked, ...revived(scope, world)];
  const inScope = scopeReach(state, scope, world, tuples);
  for (const tuple of scope.grouped) if (inScope.has(plan.firing(tuple.instance.rule))) tuples.push(tuple);
  if (region === undefined) return inScope.has(plan.added(set.task));
  const place = region.plan.added(set.task);
  return place !== undefined && regionReach(state, region, world, tuples, inScope).has(place);
}

/** Whether a node has yet to end, in a world. */
const isPending = (state: RunState, { back, rest }: World, node: number): boolean =>
  back.has(node) || (rest === "acts" && !state.graph.isSettled(node));

type LiveTuple = Pick<Tuple, "instance" | "nodes">;

/** What would wait again if the nodes that are back were unsettled. */
function revived(scope: ScopeRun, { back, rest }: World): readonly LiveTuple[] {
  /** Of a set that is not settled, another member may yet fail for which something stands in: then it would be closed all the same. */
  const isSure = ({ closed, settled, members }: NodeSet): boolean =>
    rest === "acts" || (closed && settled === members.length);
  const listening = scope.armedByFailure
    .filter((instance) => heldNodes(instance).some((node) => back.has(node)))
    .map((instance) => ({ instance, nodes: [] }));
  const closed = scope.closedByFailure
    .filter(({ tuple, by }) =>
      "members" in by
        ? by.unsuccessful.every((node) => back.has(node)) && isSure(by) && wouldBeEnough(scope, tuple, by)
        : by.every((node) => back.has(node)),
    )
    .map(({ tuple }) => tuple);
  // A list that a name holds has the members that it has.
  const grouped = [...scope.grouped].filter(({ instance, sets }) =>
    sets.some(
      (waited) =>
        waited.kind === "set" &&
        scope.plan.rule(instance.rule).conditions[waited.condition]?.kind === "every" &&
        waited.set.unsuccessful.some((node) => back.has(node)),
    ),
  );
  return [...listening, ...closed, ...grouped];
}

/** Places of the scope at which something could happen. */
function scopeReach(state: RunState, scope: ScopeRun, world: World, tuples: readonly LiveTuple[]): ReadonlySet<number> {
  const { plan } = scope;
  const reached = new Set<number>(tuples.map(({ instance }) => plan.firing(instance.rule)));
  for (const [task, nodes] of scope.sets) {
    const acts = world.rest === "acts" && nodes.settled < nodes.members.length;
    if (acts || nodes.unsuccessful.some((node) => world.back.has(node))) reached.add(plan.acting(task));
  }
  const ruleAt = new Map(plan.rules.map((rule) => [plan.firing(rule), rule]));
  const grouping = [...scope.grouped].flatMap((tuple) => groupingArrows(plan, tuple));
  spread([...plan.arrows, ...grouping], reached, (from, place) => {
    const rule = ruleAt.get(place);
    if (rule === undefined) return true;
    return (
      listens(scope, rule, reached) &&
      isPossible(state, scope, plan.rule(rule), reached, world) &&
      mayTrigger(state, scope, rule, from, reached, world)
    );
  });
  return reached;
}

/** Whether the set has as many as the tuple's `at least` wants, were all its failed members to succeed. */
function wouldBeEnough(scope: ScopeRun, { instance, sets = [] }: ClosedByFailure["tuple"], set: NodeSet): boolean {
  const { conditions } = scope.plan.rule(instance.rule);
  return sets.every(
    (waited) =>
      waited.kind !== "set" ||
      waited.set !== set ||
      conditions[waited.condition]?.kind !== "at-least" ||
      waited.count <= set.members.length,
  );
}

/** What would make an `every` that has taken all its groups take another one. */
function groupingArrows(plan: ScopePlan, { instance }: Tuple): readonly (readonly [number, number])[] {
  return plan
    .rule(instance.rule)
    .conditions.flatMap((condition) =>
      condition.kind === "every" && condition.of.kind === "task"
        ? [[plan.acting(condition.of.task), plan.firing(instance.rule)] as const]
        : [],
    );
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
  world: World,
): boolean {
  const { plan } = scope;
  const watching = plan
    .rule(id)
    .conditions.filter(
      (condition) =>
        (condition.kind === "each" || condition.kind === "keyed") &&
        from === (condition.event === "added" ? plan.added(condition.task) : plan.acting(condition.task)),
    );
  if (watching.length === 0) return true;
  return watching.some((condition) => {
    if (condition.kind !== "keyed" || condition.uses.length > 0) return true;
    const node = keyedNode(scope, condition);
    if (node === "unknown") return true;
    return node === undefined ? inScope.has(plan.added(condition.task)) : isPending(state, world, node);
  });
}

/** The node with the key; "unknown" where the key depends on what a firing of the rule, or of one around it, binds. */
function keyedNode(
  { keys, names }: ScopeRun,
  { task, key }: Extract<Condition, { kind: "keyed" }>,
): number | undefined | "unknown" {
  try {
    return keys.get(`${task}:${canonical(key(onlyNames(names)))}`);
  } catch {
    return "unknown";
  }
}

/** The names of a scope; to read any other throws. */
const onlyNames = (names: Bindings): Bindings =>
  new Proxy(names, {
    get(known, name) {
      if (typeof name === "string" && Object.hasOwn(known, name)) return known[name];
      throw new Error("not known here");
    },
  });

/** Places of the region at which something could happen. */
function regionReach(
  state: RunState,
  region: Region,
  world: World,
  tuples: readonly LiveTuple[],
  inScope: ReadonlySet<number>,
): ReadonlySet<number> {
  const { plan, scope } = region;
  const { graph } = state;
  // What comes from another node of the anchor's task is under that one.
  const isInside = (node: number): boolean =>
    node === region.anchor || (region.members.has(node) && graph.task(node) !== plan.anchor);
  const reached = new Set<number>();
  for (const tuple of tuples) {
    const place = plan.firing(tuple.instance.rule);
    if (place !== undefined && involvedNodes(plan, tuple).some(isInside)) reached.add(place);
  }
  if (isPending(state, world, region.anchor)) reached.add(plan.root);
  for (const node of region.members) {
    const place = graph.task(node) === plan.anchor ? undefined : plan.acting(graph.task(node));
    if (place !== undefined && isPending(state, world, node)) reached.add(place);
  }
  const ruleAt = new Map(
    scope.plan.rules.flatMap((rule) => {
      const place = plan.firing(rule);
      return place === undefined ? [] : [[place, rule] as const];
    }),
  );
  /** Whether a key may be met here, so that what rules have added elsewhere comes along. */
  const mayMeet = (): boolean =>
    scope.plan.rules.some(
      (rule) => reached.has(plan.firing(rule) ?? -1) && scope.plan.rule(rule).sites.some(({ keyed }) => keyed),
    );
  const mayFire = (rule: RuleId): boolean =>
    (inScope.has(scope.plan.firing(rule)) || (plan.bringsAlong(rule) && mayMeet())) &&
    listens(scope, rule, inScope) &&
    isPossible(state, scope, scope.plan.rule(rule), inScope, world);
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
              isPending(state, world, node) ||
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
function isPossible(state: RunState, scope: ScopeRun, rule: Rule, inScope: ReadonlySet<number>, world: World): boolean {
  return rule.conditions.every((condition: Condition) => {
    if (condition.kind === "at-least") return mayReach(state, scope, condition, inScope, world);
    if (condition.kind !== "each" && condition.kind !== "keyed") return true;
    const { task, event } = condition;
    if (condition.kind === "keyed" && !scope.plan.keyed.has(task)) return false;
    const mayYet = event === "added" ? scope.plan.added(task) : scope.plan.acting(task);
    return inScope.has(mayYet) || hasHappenedToOne(state, scope.sets.get(task) as NodeSet, event);
  });
}

/** Whether there may yet be as many nodes as `at least` wants. */
function mayReach(
  state: RunState,
  scope: ScopeRun,
  { of, event, count }: Extract<Condition, { kind: "at-least" }>,
  inScope: ReadonlySet<number>,
  world: World,
): boolean {
  if (of.kind !== "task" || inScope.has(scope.plan.added(of.task))) return true;
  const { members, done } = scope.sets.get(of.task) as NodeSet;
  const most =
    event === "added" ? members.length : done.length + members.filter((node) => isPending(state, world, node)).length;
  try {
    const wanted = count(onlyNames(scope.names));
    return typeof wanted !== "number" || most >= wanted;
  } catch {
    // It depends on names that only the rule itself has.
    return true;
  }
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
