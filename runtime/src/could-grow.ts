/**
 * What could grow in a world in which some failed nodes are unsettled again: a least fixpoint over the places of the program, as
 * `closure.ts` draws them. Arrows into a rule count only where the rule could fire there.
 */
import { couldBeMet, couldFire, couldTrigger, isPending, type Ground, type World } from "./could-fire.ts";
import { hasMet, heldNodes } from "./held.ts";
import { involvedNodes, anchorsAround, outsideMatters, type Region } from "./region.ts";
import type { Outside, RegionPlan } from "./region-plan.ts";
import type { ScopePlan } from "./scope-plan.ts";
import {
  type ClosedByFailure,
  type Instance,
  type NodeSet,
  type PastTuple,
  type RunState,
  type ScopeRun,
  type Tuple,
} from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

/** A scope in such a world: what would wait again there, and the places at which something could happen. */
export interface Outlook {
  readonly state: RunState;
  readonly scope: ScopeRun;
  readonly world: World;
  /** Tasks of the nodes that are back. */
  readonly lacking: ReadonlySet<TaskId>;
  readonly revived: ReadonlySet<PastTuple>;
  readonly reached: ReadonlySet<number>;
  /** What that comes to for all regions of a plan, as far as it has been asked. */
  readonly regions: Map<RegionPlan, RegionOutlook>;
}

interface RegionOutlook {
  /** Place of the region → rule, for rules that could fire in the scope. */
  readonly ruleAt: ReadonlyMap<number, RuleId>;
  /** Places of all other rules. */
  readonly barred: ReadonlySet<number>;
}

/** What could happen in the scope if the nodes in `back` were unsettled again. Good until the next change. */
export function outlookOn(state: RunState, scope: ScopeRun, back: ReadonlySet<number>, rest: World["rest"]): Outlook {
  const { plan } = scope;
  const world: World = { back, rest };
  const again = revived(state, scope, world);
  const reached = scopeReach(state, scope, world, again);
  for (const tuple of scope.grouped)
    if (groupingArrows(plan, tuple).some(([from]) => reached.has(from))) again.add(tuple);
  const lacking = new Set([...back].map((node) => state.graph.task(node)));
  return { state, scope, world, lacking, revived: again, reached, regions: new Map() };
}

/** Whether the set could still grow. */
export function couldGrow(outlook: Outlook, { scope, task, region }: NodeSet): boolean {
  if (region === undefined) return outlook.reached.has(scope.plan.added(task));
  const place = region.plan.added(task);
  return place !== undefined && regionReach(outlook, region).has(place);
}

/** What would wait again if the nodes that are back were unsettled. */
function revived(state: RunState, scope: ScopeRun, world: World): Set<PastTuple> {
  const { back, rest } = world;
  /** Of a set that is not settled, another member may yet fail for which something stands in: then it would be closed all the same. */
  const isSure = ({ closed, settled, members }: NodeSet): boolean =>
    rest === "acts" || (closed && settled === members.length);
  // Many tuples may have closed for one and the same set.
  const reopened = new Map<NodeSet, boolean>();
  const isReopened = (set: NodeSet): boolean => {
    let answer = reopened.get(set);
    if (answer === undefined) {
      answer = isSure(set) && set.unsuccessful.every((node) => back.has(node));
      reopened.set(set, answer);
    }
    return answer;
  };
  const listening = scope.armedByFailure.filter(({ instance }) => heldNodes(instance).some((node) => back.has(node)));
  const closed = scope.closedByFailure
    .filter(({ tuple, by }) =>
      "members" in by
        ? isReopened(by) && wouldBeEnough(scope, tuple, by)
        : by.every((node) => back.has(node)) && mayStillListen(state, world, tuple.instance),
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
  return new Set([...listening, ...closed, ...grouped]);
}

/** Whether each node that a nested rule holds has done what it waits for, or may yet: others may have failed after the first. */
const mayStillListen = (state: RunState, world: World, instance: Instance): boolean =>
  heldNodes(instance).every((node) => isPending(state, world, node) || hasMet(state, instance, node));

/** Places of the scope at which something could happen. */
function scopeReach(state: RunState, scope: ScopeRun, world: World, again: Iterable<PastTuple>): ReadonlySet<number> {
  const { plan } = scope;
  const reached = new Set<number>();
  const listening = new Set<RuleId>();
  const wait = ({ instance, nodes }: PastTuple): void => {
    if (nodes.length === 0) listening.add(instance.rule);
    else reached.add(plan.firing(instance.rule));
  };
  for (const tuple of again) wait(tuple);
  if (world.rest !== "alone") scope.blocked.forEach(wait);
  if (world.rest === "acts") {
    for (const tuple of scope.waiting) if (tuple.holds) wait(tuple);
    scope.holders.forEach(wait);
  }
  for (const node of world.back) reached.add(plan.acting(state.graph.task(node)));
  if (world.rest === "acts")
    for (const [task, { settled, members }] of scope.sets) if (settled < members.length) reached.add(plan.acting(task));
  const ground: Ground = { state, scope, world, reached };
  const ruleAt = new Map(plan.rules.map((rule) => [plan.firing(rule), rule]));
  const grouping = [...scope.grouped].flatMap((tuple) => groupingArrows(plan, tuple));
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    // A rule that listens, and has no tuple yet, needs what it has not met.
    for (const rule of listening) if (couldBeMet(ground, rule)) reached.add(plan.firing(rule));
    spread([...plan.arrows, ...grouping], reached, (from, place) => {
      const rule = ruleAt.get(place);
      if (rule === undefined) return true;
      return couldFire(ground, rule) && couldTrigger(ground, rule, from);
    });
  }
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

/** What waits, or would wait, and puts what it adds under what the node is under. */
function liveOn({ state, world: { rest }, revived: again }: Outlook, node: number): readonly PastTuple[] {
  const past = state.pastOf.get(node) ?? [];
  const live = past.filter((tuple) => (tuple.state === "blocked" ? rest !== "alone" : again.has(tuple)));
  return rest === "acts" ? [...(state.tuplesOf.get(node) ?? []), ...live] : live;
}

/** What would make an `every` that has taken all its groups take another one, beside members that failed. */
function groupingArrows(plan: ScopePlan, { instance }: Tuple): readonly (readonly [number, number])[] {
  return plan
    .rule(instance.rule)
    .conditions.flatMap((condition) =>
      condition.kind === "every" && condition.of.kind === "task"
        ? [[plan.added(condition.of.task), plan.firing(instance.rule)] as const]
        : [],
    );
}

/** Places of the region at which something could happen. */
function regionReach(outlook: Outlook, region: Region): ReadonlySet<number> {
  const { plan, scope } = region;
  const { state, world, reached: inScope } = outlook;
  const { graph } = state;
  const { ruleAt, barred } = regionOutlook(outlook, plan);
  const reached = new Set<number>();
  const live = (node: number): void => {
    for (const tuple of liveOn(outlook, node)) {
      const { rule } = tuple.instance;
      const places = plan.standing(rule);
      if (places.length === 0 || !involvedNodes(plan, tuple).includes(node)) continue;
      if (tuple.nodes.length > 0 || inScope.has(scope.plan.firing(rule)))
        for (const place of places) reached.add(place);
    }
  };
  live(region.anchor);
  if (isPending(state, world, region.anchor)) reached.add(plan.root);
  for (const node of region.members) {
    // What comes from another node of the anchor's task is under that one.
    if (graph.task(node) === plan.anchor) continue;
    live(node);
    const place = plan.acting(graph.task(node));
    if (place !== undefined && isPending(state, world, node)) reached.add(place);
  }
  /** Whether a key may be met here, so that what rules have added elsewhere comes along. */
  const mayMeet = (): boolean =>
    scope.plan.rules.some(
      (rule) => reached.has(plan.firing(rule) ?? -1) && scope.plan.rule(rule).sites.some(({ keyed }) => keyed),
    );
  const mayFire = (rule: RuleId): boolean =>
    inScope.has(scope.plan.firing(rule)) || (plan.bringsAlong(rule) && mayMeet());
  const opens = ({ place, reason }: Outside): boolean => {
    if (reason.kind === "gathered" && reason.position !== undefined) {
      const { rule, position } = reason;
      return [...anchorsAround(region, reason)].some(
        (node) =>
          isPending(state, world, node) ||
          liveOn(outlook, node).some(({ instance, nodes }) => instance.rule === rule && nodes[position] === node),
      );
    }
    if (!inScope.has(place)) return false;
    const mayCome = reason.kind === "members" && reached.has(plan.added(reason.task) ?? -1);
    return mayCome || outsideMatters(region, reason);
  };
  const gate = (_from: number, place: number): boolean => {
    const rule = ruleAt.get(place);
    return rule === undefined ? !barred.has(place) : mayFire(rule);
  };
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const [place, rule] of ruleAt) if (plan.outsidesAt(place).some(opens) && mayFire(rule)) reached.add(place);
    spread(plan.arrows, reached, gate);
  }
  return reached;
}

function regionOutlook({ state, scope, world, reached, regions }: Outlook, plan: RegionPlan): RegionOutlook {
  const known = regions.get(plan);
  if (known !== undefined) return known;
  const ground: Ground = { state, scope, world, reached };
  const ruleAt = new Map<number, RuleId>();
  const barred = new Set<number>();
  for (const rule of scope.plan.rules) {
    const places = plan.standing(rule);
    if (places.length === 0) continue;
    if (couldFire(ground, rule)) for (const place of places) ruleAt.set(place, rule);
    else for (const place of places) barred.add(place);
  }
  const outlook: RegionOutlook = { ruleAt, barred };
  regions.set(plan, outlook);
  return outlook;
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
