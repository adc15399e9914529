/**
 * What could grow in a world in which some failed nodes are unsettled again: a least fixpoint over the places of the program, as
 * `closure.ts` draws them. Arrows into a rule count only where the rule could fire there.
 */
import { couldBeMet, couldFire, couldTrigger, isPending, type Ground, type World } from "./could-fire.ts";
import { heldNodes } from "./held.ts";
import { involvedNodes, anchorsAround, outsideMatters, type Region } from "./region.ts";
import type { ScopePlan } from "./scope-plan.ts";
import type { ClosedByFailure, NodeSet, RunState, ScopeRun, Tuple } from "./state.ts";
import type { RuleId } from "./workflow.ts";

/** Whether the set could still grow if the nodes that `isBack` names were unsettled again. */
export function couldGrow(
  state: RunState,
  set: NodeSet,
  isBack: (node: number) => boolean,
  rest: World["rest"],
): boolean {
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
  const whole = tuples.filter(({ nodes }) => nodes.length > 0);
  const listening = new Set(tuples.filter(({ nodes }) => nodes.length === 0).map(({ instance }) => instance.rule));
  const reached = new Set<number>(whole.map(({ instance }) => plan.firing(instance.rule)));
  for (const [task, nodes] of scope.sets) {
    const acts = world.rest === "acts" && nodes.settled < nodes.members.length;
    if (acts || nodes.unsuccessful.some((node) => world.back.has(node))) reached.add(plan.acting(task));
  }
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
    const isLive = tuple.nodes.length > 0 || inScope.has(scope.plan.firing(tuple.instance.rule));
    if (place !== undefined && isLive && involvedNodes(plan, tuple).some(isInside)) reached.add(place);
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
    couldFire({ state, scope, world, reached: inScope }, rule);
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
