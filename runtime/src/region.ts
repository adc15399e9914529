/** The region of one node: what is under it, and the counters that say whether more can come. See `region-plan.ts`. */
import { Closure } from "./closure.ts";
import { NONE } from "./graph.ts";
import {
  countSettled,
  newSet,
  pushTo,
  scopeOf,
  type NodeSet,
  type PastTuple,
  type RunState,
  type ScopeRun,
  type Tuple,
} from "./state.ts";
import type { OutsideReason, RegionPlan } from "./region-plan.ts";
import type { RuleId, TaskId } from "./workflow.ts";

export interface Region {
  readonly scope: ScopeRun;
  readonly plan: RegionPlan;
  readonly anchor: number;
  readonly closure: Closure;
  /** Everything under the anchor that can matter to a query. */
  readonly members: Set<number>;
  readonly sets: ReadonlyMap<TaskId, NodeSet>;
  /** Nested rules that listen and hold a node of the region. */
  readonly armed: Set<RuleId>;
  readonly unsuccessful: number[];
  /** Whether the anchor itself did not succeed. */
  anchorFailed: boolean;
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
    closure: new Closure(plan.places),
    members: new Set(),
    sets,
    armed: new Set(),
    unsuccessful: [],
    anchorFailed: false,
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
    const before = [...region.sets.values()].map(({ done }) => done.length);
    const todo = [node];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const task = state.graph.task(next);
      if (!region.plan.tracked.has(task) || region.members.has(next) || next === region.anchor) continue;
      join(state, scope, next, region);
      if (task === region.plan.anchor) continue;
      for (let edge = state.graph.firstOut(next); edge !== NONE; edge = state.graph.nextOut(edge))
        todo.push(state.graph.to(edge));
      todo.push(...(state.met.get(next) ?? []));
    }
    for (const [index, { done }] of [...region.sets.values()].entries()) {
      const come = done.splice(before[index] as number);
      done.push(...come.sort((a, b) => state.graph.placeInTime(a) - state.graph.placeInTime(b)));
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
    if (set.counted) state.recount.push(set);
    if (settled) {
      countSettled(state, set, node);
    }
  }
  if (settled && state.graph.state(node) !== "done") region.unsuccessful.push(node);
  if (task === region.plan.anchor) return;
  const place = region.plan.acting(task);
  if (place !== undefined && !settled) region.closure.hold(place);
  for (const tuple of state.tuplesOf.get(node) ?? []) holdRegion(region, tuple);
  for (const rule of scope.armedWith.get(node) ?? []) region.armed.add(rule);
}

/** The node has settled: it holds nothing open by itself any more. */
export function leaveRegions(state: RunState, scope: ScopeRun, node: number): void {
  const task = state.graph.task(node);
  const succeeded = state.graph.state(node) === "done";
  wakeParkedOn(scope, node);
  const own = scope.regions.get(node);
  if (own !== undefined) {
    own.closure.release(own.plan.root);
    own.anchorFailed = !succeeded;
    scope.touched.add(own);
  }
  for (const region of scope.regionsOf.get(node) ?? []) {
    const set = region.sets.get(task);
    if (set !== undefined) {
      countSettled(state, set, node);
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
    if (plan.standing(tuple.instance.rule).length === 0) continue;
    for (const node of involvedNodes(plan, tuple)) {
      let tuples = state.tuplesOf.get(node);
      if (tuples === undefined) state.tuplesOf.set(node, (tuples = new Set()));
      tuples.add(tuple);
      for (const region of regionsBelow(state, node)) if (region.plan === plan) holdRegion(region, tuple);
    }
  }
}

/** A tuple, or what a nested rule held, has been decided on account of failures: what it might have added is asked for by its nodes. */
export function rememberPast(state: RunState, tuple: PastTuple): void {
  const { scope, rule } = tuple.instance;
  const nodes = new Set<number>();
  for (const plan of scope.plan.regions.values())
    if (plan.standing(rule).length > 0) for (const node of involvedNodes(plan, tuple)) nodes.add(node);
  for (const node of nodes) pushTo(state.pastOf, node, tuple);
}

function holdRegion(region: Region, tuple: Tuple): void {
  if (tuple.held?.has(region) === true) return;
  const places = region.plan.standing(tuple.instance.rule);
  if (places.length === 0) return;
  (tuple.held ??= new Set()).add(region);
  for (const place of places) region.closure.hold(place);
}

/** A tuple waits no longer. */
export function releaseRegions(state: RunState, tuple: Tuple): void {
  for (const region of tuple.held ?? []) {
    for (const place of region.plan.standing(tuple.instance.rule)) region.closure.release(place);
    region.scope.touched.add(region);
  }
  tuple.held = undefined;
  const { scope } = tuple.instance;
  for (const plan of scope.plan.regions.values())
    for (const node of involvedNodes(plan, tuple)) {
      state.tuplesOf.get(node)?.delete(tuple);
      wakeParkedOn(scope, node);
    }
}

/** Closes what can be closed in a region; calls `onClosed` for each task whose set no more can join. */
export function closeRegion(state: RunState, region: Region, onClosed: (set: NodeSet) => void): boolean {
  const { scope, plan } = region;
  const component = region.closure.closeNext((candidate) => {
    for (const outside of plan.outsides[candidate] ?? []) {
      if (scope.closure.isClosed(outside.place) || !outsideMatters(region, outside.reason)) continue;
      const awaited = awaitedAnchor(state, region, outside.reason);
      if (awaited === "none") continue;
      const parked = { region, component: candidate };
      if (awaited === "any") pushTo(scope.parked, scope.closure.componentOf(outside.place), parked);
      else pushTo(scope.parkedOn, awaited, parked);
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

/** Something about a node that regions wait for has changed: they look again. */
function wakeParkedOn(scope: ScopeRun, node: number): void {
  const parked = scope.parkedOn.get(node);
  if (parked === undefined) return;
  scope.parkedOn.delete(node);
  for (const { region, component } of parked) {
    region.closure.suspect(component);
    scope.touched.add(region);
  }
}

/** A node around the region for which a rule that gathers under it may still fire; "any" where that cannot be told by node. */
function awaitedAnchor(state: RunState, region: Region, reason: OutsideReason): number | "any" | "none" {
  if (reason.kind !== "gathered" || reason.position === undefined) return "any";
  for (const node of anchorsAround(region, reason))
    if (!state.graph.isSettled(node) || isWaitedFor(state, node, reason.rule, reason.position)) return node;
  return "none";
}

/** Whether a tuple of the rule waits that has the node there. */
export function isWaitedFor(state: RunState, node: number, rule: RuleId, position: number): boolean {
  for (const tuple of state.tuplesOf.get(node) ?? [])
    if (tuple.instance.rule === rule && tuple.nodes[position] === node) return true;
  return false;
}

/** Nodes of `around` outside the region that have nodes of the task below them which the region has, too. */
export function* anchorsAround(
  region: Region,
  { task, around }: Extract<OutsideReason, { kind: "gathered" }>,
): Generator<number> {
  for (const node of nodesOf(region, task))
    for (const { plan, anchor } of region.scope.regionsOf.get(node) ?? [])
      if (plan.anchor === around && anchor !== region.anchor && !region.members.has(anchor)) yield anchor;
}

function nodesOf(region: Region, task: TaskId): readonly number[] {
  return task === region.plan.anchor ? [region.anchor] : (region.sets.get(task)?.members ?? []);
}

/** Whether something outside can still put nodes into the region, as long as its place is open. */
export function outsideMatters(region: Region, reason: OutsideReason): boolean {
  switch (reason.kind) {
    case "always":
      return true;
    case "members":
      return nodesOf(region, reason.task).length > 0;
    case "armed":
      return region.armed.has(reason.rule);
    case "gathered":
      // Where it cannot be told by node, keys may put what is here under further nodes yet.
      if (reason.position === undefined) return nodesOf(region, reason.task).length > 0;
      return anchorsAround(region, reason).next().done !== true;
  }
}
