/** The region of one node: what is under it, and the counters that say whether more can come. See `region-plan.ts`. */
import { Closure } from "./closure.ts";
import { newSet, pushTo, scopeOf, type NodeSet, type RunState, type ScopeRun, type Tuple } from "./state.ts";
import type { OutsideReason, RegionPlan } from "./region-plan.ts";
import type { RuleId, TaskId } from "./workflow.ts";

export interface Region {
  readonly scope: ScopeRun;
  readonly plan: RegionPlan;
  readonly anchor: number;
  /** Whether the anchor has a key, by which it may come under other nodes later. */
  readonly keyed: boolean;
  readonly closure: Closure;
  /** Everything under the anchor that can matter to a query. */
  readonly members: Set<number>;
  readonly sets: ReadonlyMap<TaskId, NodeSet>;
  /** Nested rules that listen and hold a node of the region. */
  readonly armed: Map<RuleId, number>;
  readonly unsuccessful: number[];
}

/** Opens the region of a node that has just been added, if anything asks for it. */
export function openRegion(state: RunState, scope: ScopeRun, node: number): void {
  const plan = scope.plan.regions.get(state.graph.task(node));
  if (plan === undefined) return;
  const sets = new Map<TaskId, NodeSet>();
  const region: Region = {
    scope,
    plan,
    anchor: node,
    keyed: state.graph.key(node) !== undefined,
    closure: new Closure(plan.places),
    members: new Set(),
    sets,
    armed: new Map(),
    unsuccessful: [],
  };
  for (const task of plan.listed) sets.set(task, newSet(scope, task, region));
  region.closure.hold(plan.root);
  scope.regions.set(node, region);
  scope.touched.add(region);
}

/** Regions that what comes from `node` is under: its own if it anchors one, else those it is under itself. */
export function regionsBelow(state: RunState, node: number): Iterable<Region> {
  const scope = scopeOf(state, node);
  if (scope.plan.regions.size === 0) return [];
  const task = state.graph.task(node);
  const own = scope.regions.get(node);
  const around = [...(scope.regionsOf.get(node) ?? [])].filter((region) => region.plan.anchor !== task);
  return own === undefined ? around : [own, ...around];
}

/** Puts a new node under what its sources are under. */
export function joinRegions(state: RunState, scope: ScopeRun, node: number, regions: Iterable<Region>): void {
  const task = state.graph.task(node);
  for (const region of regions) if (region.plan.tracked.has(task)) join(state, scope, node, region);
}

/** Puts an old node, and what descends from it, under `regions` as well (a key was met again). */
export function extendRegions(state: RunState, scope: ScopeRun, node: number, regions: Iterable<Region>): void {
  for (const region of regions) {
    const todo = [node];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const task = state.graph.task(next);
      if (!region.plan.tracked.has(task) || region.members.has(next) || next === region.anchor) continue;
      join(state, scope, next, region);
      if (task === region.plan.anchor) continue;
      state.graph.eachTarget(next, (target) => todo.push(target));
      todo.push(...(state.met.get(next) ?? []));
    }
  }
}

function join(state: RunState, scope: ScopeRun, node: number, region: Region): void {
  const task = state.graph.task(node);
  region.members.add(node);
  pushTo(scope.regionsOf, node, region);
  const set = region.sets.get(task);
  const settled = state.graph.isSettled(node);
  if (set !== undefined) {
    set.members.push(node);
    if (set.counted) state.grown.push(set);
    if (settled) {
      set.settled += 1;
      (state.graph.state(node) === "done" ? set.done : set.unsuccessful).push(node);
    }
  }
  if (settled && state.graph.state(node) !== "done") region.unsuccessful.push(node);
  if (task === region.plan.anchor) return;
  const place = region.plan.acting(task);
  if (place !== undefined && !settled) region.closure.hold(place);
  for (const tuple of state.tuplesOf.get(node) ?? []) holdRegion(region, tuple);
}

/** The node has settled: it holds nothing open by itself any more. */
export function leaveRegions(state: RunState, scope: ScopeRun, node: number): void {
  const task = state.graph.task(node);
  const succeeded = state.graph.state(node) === "done";
  const own = scope.regions.get(node);
  if (own !== undefined) {
    own.closure.release(own.plan.root);
    scope.touched.add(own);
  }
  for (const region of scope.regionsOf.get(node) ?? []) {
    const set = region.sets.get(task);
    if (set !== undefined) {
      set.settled += 1;
      (succeeded ? set.done : set.unsuccessful).push(node);
    }
    if (!succeeded) region.unsuccessful.push(node);
    const place = region.plan.acting(task);
    if (place === undefined || task === region.plan.anchor) continue;
    region.closure.release(place);
    scope.touched.add(region);
  }
}

/** Nodes of a tuple (or of what a nested rule holds) by which what its rule adds is under something. */
export function involvedNodes(plan: RegionPlan, tuple: Pick<Tuple, "instance" | "nodes">): readonly number[] {
  const { instance } = tuple;
  const involved = [...instance.captured];
  for (const { rule, condition } of plan.positions(instance.rule)) {
    let nodes: readonly number[] | undefined = tuple.nodes;
    let owner = instance;
    while (owner.rule !== rule && owner.parent !== undefined) {
      nodes = owner.parent.nodes;
      owner = owner.parent.instance;
    }
    const node = owner.rule === rule ? nodes[condition] : undefined;
    if (node !== undefined && node >= 0) involved.push(node);
  }
  return involved;
}

/** A tuple begins to wait: it keeps the regions open that it may add to. */
export function holdRegions(state: RunState, tuple: Tuple): void {
  const { scope } = tuple.instance;
  for (const plan of scope.plan.regions.values()) {
    if (plan.firing(tuple.instance.rule) === undefined) continue;
    for (const node of involvedNodes(plan, tuple)) {
      let tuples = state.tuplesOf.get(node);
      if (tuples === undefined) state.tuplesOf.set(node, (tuples = new Set()));
      tuples.add(tuple);
      for (const region of regionsBelow(state, node)) if (region.plan === plan) holdRegion(region, tuple);
    }
  }
}

function holdRegion(region: Region, tuple: Tuple): void {
  const place = region.plan.firing(tuple.instance.rule);
  if (place === undefined || tuple.held.has(region)) return;
  tuple.held.add(region);
  region.closure.hold(place);
}

/** A tuple waits no longer. */
export function releaseRegions(state: RunState, tuple: Tuple): void {
  for (const region of tuple.held) {
    region.closure.release(region.plan.firing(tuple.instance.rule) as number);
    region.scope.touched.add(region);
  }
  tuple.held.clear();
  for (const plan of tuple.instance.scope.plan.regions.values())
    for (const node of involvedNodes(plan, tuple)) state.tuplesOf.get(node)?.delete(tuple);
}

/** Closes what can be closed in a region; calls `onClosed` for each task whose set no more can join. */
export function closeRegion(region: Region, onClosed: (set: NodeSet) => void): boolean {
  const { scope, plan } = region;
  const component = region.closure.closeNext((candidate) => {
    for (const outside of plan.outsides[candidate] ?? []) {
      if (scope.closure.isClosed(outside.place) || !outsideMatters(region, outside.reason)) continue;
      pushTo(scope.parked, scope.closure.componentOf(outside.place), { region, component: candidate });
      return false;
    }
    return true;
  });
  if (component === undefined) return false;
  for (const set of region.sets.values()) {
    const place = plan.added(set.task);
    if (place !== undefined && plan.places.component[place] === component) onClosed(set);
  }
  return true;
}

/** Whether something outside can still put nodes into the region, as long as its place is open. */
export function outsideMatters(region: Region, reason: OutsideReason): boolean {
  switch (reason.kind) {
    case "always":
      return true;
    case "anchored":
      return (
        region.keyed ||
        (region.scope.regionsOf.get(region.anchor) ?? []).some(({ plan }) => plan.anchor === reason.task)
      );
    case "members":
      return (region.sets.get(reason.task)?.members.length ?? 0) > 0;
    case "armed":
      return (region.armed.get(reason.rule) ?? 0) > 0;
    case "shared":
      return (region.sets.get(reason.task)?.members ?? []).some((node) =>
        (region.scope.regionsOf.get(node) ?? []).some(
          (other) => other.plan.anchor === reason.anchor && other !== region && !region.members.has(other.anchor),
        ),
      );
  }
}
