/**
 * From nodes to tuples: which nodes meet a rule's node conditions together.
 *
 * Joins are semi-naive: a node that newly meets a condition is combined once with what met the other conditions before it, found
 * by key where the guard has an equality. Conditions with a key are looked up last, since their key may need the others.
 */
import { canonical } from "./library/canonical.ts";
import { gathersFor } from "./gathers.ts";
import { nodeView, type View } from "./node-view.ts";
import { isNodeCondition, isSetCondition, EVENTS } from "./plan.ts";
import { holdRegions, regionsBelow, releaseRegions } from "./region.ts";
import {
  pushTo,
  scopeOf,
  tallyOf,
  type Firing,
  type Instance,
  type RunState,
  type ScopeRun,
  type Tuple,
} from "./state.ts";
import { failScope } from "./failing.ts";
import { readyOrWaiting } from "./waiting.ts";
import type { Bindings, Condition, NodeEvent, RuleId } from "./workflow.ts";

/** What has happened to a node so far, as far as a rule can watch it. */
export function hasHappened(state: RunState, node: number, event: NodeEvent): boolean {
  const now = state.graph.state(node);
  switch (event) {
    case "added":
      return true;
    case "done":
    case "failed":
      return now === event;
    case "settled":
      return now === "done" || now === "failed" || now === "skipped";
  }
}

/** A rule begins to listen. */
export function makeInstance(
  state: RunState,
  scope: ScopeRun,
  id: RuleId,
  parent: { readonly firing: Firing; readonly ordinal: number; readonly names: Bindings } | undefined,
): void {
  const rule = scope.plan.rule(id);
  const names = parent === undefined ? scope.names : Object.assign(Object.create(scope.names) as object, parent.names);
  const instance: Instance = {
    rule: id,
    scope,
    parent: parent?.firing,
    ordinal: parent?.ordinal ?? 0,
    names: names as Bindings,
    captured: parent === undefined || scope.plan.regions.size === 0 ? [] : nodesIn(parent.names),
    holding: 0,
    armed: false,
    index: new Map(),
    matched: new Map(),
  };
  if (parent === undefined) scope.instances.set(id, instance);
  const dead: number[] = [];
  for (const condition of rule.conditions) {
    if (condition.kind !== "held") continue;
    const node = heldNode(instance, condition.held);
    if (hasHappened(state, node, condition.event)) continue;
    if (state.graph.isSettled(node)) dead.push(node);
    else {
      instance.holding += 1;
      pushTo(state.watchers, node, instance);
    }
  }
  if (dead.length > 0) {
    closeInstance(state, instance, dead);
    return;
  }
  if (instance.holding === 0) {
    arm(state, instance);
    return;
  }
  const holder: Tuple = {
    instance,
    nodes: [],
    names: instance.names,
    state: "waiting",
    sets: [],
    held: new Set(),
  };
  scope.holders.set(instance, holder);
  scope.closure.hold(scope.plan.firing(id));
  holdRegions(state, holder);
}

/** A node that a nested rule holds has settled. */
export function heldHasSettled(state: RunState, instance: Instance, node: number): void {
  if (instance.armed || instance.holding < 0) return;
  const rule = instance.scope.plan.rule(instance.rule);
  for (const condition of rule.conditions) {
    if (condition.kind !== "held" || heldNode(instance, condition.held) !== node) continue;
    if (hasHappened(state, node, condition.event)) instance.holding -= 1;
    else {
      instance.holding = -1;
      closeInstance(state, instance, [node]);
      break;
    }
  }
  if (instance.holding === 0) arm(state, instance);
  if (instance.holding <= 0) letGo(state, instance);
}

function letGo(state: RunState, instance: Instance): void {
  const holder = instance.scope.holders.get(instance);
  if (holder === undefined) return;
  instance.scope.holders.delete(instance);
  instance.scope.closure.release(instance.scope.plan.firing(instance.rule));
  releaseRegions(state, holder);
}

function closeInstance(state: RunState, instance: Instance, by: readonly number[]): void {
  const { scope } = instance;
  const unsuccessful = by.filter((node) => state.graph.state(node) !== "done");
  tallyOf(state, instance.rule).closedBy ??= { kind: "held", node: by[0] as number };
  if (unsuccessful.length > 0) scope.closedByFailure.push({ tuple: { instance, nodes: [] }, by: unsuccessful });
}

/** All held nodes have met their conditions: the rule listens to what else it needs. */
function arm(state: RunState, instance: Instance): void {
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  instance.armed = true;
  const waitsForMore = rule.conditions.some(({ kind }) => kind === "each" || kind === "keyed");
  if (instance.parent !== undefined && waitsForMore) {
    scope.armed.set(instance.rule, (scope.armed.get(instance.rule) ?? 0) + 1);
    const counted = new Set(nodesAround(instance).flatMap((node) => [...regionsBelow(state, node)]));
    for (const region of counted) region.armed.set(instance.rule, (region.armed.get(instance.rule) ?? 0) + 1);
  }
  let last = -1;
  for (const [index, condition] of rule.conditions.entries()) {
    if (condition.kind !== "each") continue;
    last = index;
    const slot = scope.plan.slot(condition.task, condition.event);
    if (instance.parent === undefined) continue;
    pushTo(scope.listeners, slot, { instance, condition: index });
    for (const node of scope.remembered.get(slot) ?? []) indexNode(state, instance, index, node);
  }
  if (last < 0) {
    combine(state, instance, new Map(), -1);
    return;
  }
  if (instance.parent === undefined) return;
  const condition = rule.conditions[last] as Extract<Condition, { kind: "each" }>;
  const known = scope.remembered.get(scope.plan.slot(condition.task, condition.event)) ?? [];
  for (const node of [...known]) combine(state, instance, new Map([[last, node]]), last);
}

/** Nodes that a nested rule's additions may come from without its own conditions. */
function nodesAround(instance: Instance): readonly number[] {
  const nodes = [...instance.captured];
  for (let firing = instance.parent; firing !== undefined; firing = firing.instance.parent)
    for (const node of firing.nodes) if (node >= 0) nodes.push(node);
  return nodes;
}

/** Something has happened to a node: every rule that listens gets the tuples that this makes possible. */
export function meet(state: RunState, node: number, event: NodeEvent): void {
  const scope = scopeOf(state, node);
  const slot = scope.plan.slot(state.graph.task(node), event);
  if (scope.plan.remembered.has(slot)) pushTo(scope.remembered, slot, node);
  for (const { rule, condition } of scope.plan.listeners.get(slot) ?? []) {
    const instance = scope.instances.get(rule);
    if (instance !== undefined) arrive(state, instance, condition, node);
  }
  for (const { instance, condition } of [...(scope.listeners.get(slot) ?? [])])
    arrive(state, instance, condition, node);
  wakeKeyWaiters(state, scope, node);
}

function arrive(state: RunState, instance: Instance, condition: number, node: number): void {
  indexNode(state, instance, condition, node);
  combine(state, instance, new Map([[condition, node]]), condition);
}

/** Extends a partial tuple by every node that meets the next `each` condition. `fresh` is the condition the newest node met. */
function combine(state: RunState, instance: Instance, bound: ReadonlyMap<number, number>, fresh: number): void {
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const next = conditions.findIndex((condition, index) => condition.kind === "each" && !bound.has(index));
  if (next < 0) {
    complete(state, instance, bound);
    return;
  }
  const newest = bound.get(fresh);
  for (const node of candidates(state, instance, bound, next)) {
    // The newest node itself stands in the lists already: with a later condition it is combined when it arrives there.
    if (node === newest && next > fresh && sameSlot(conditions[next], conditions[fresh])) continue;
    combine(state, instance, new Map([...bound, [next, node]]), fresh);
  }
}

function sameSlot(a: Condition | undefined, b: Condition | undefined): boolean {
  return a?.kind === "each" && b?.kind === "each" && a.task === b.task && a.event === b.event;
}

function candidates(
  state: RunState,
  instance: Instance,
  bound: ReadonlyMap<number, number>,
  next: number,
): readonly number[] {
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  for (const [number, join] of (rule.joins ?? []).entries()) {
    const other = join.left === next ? join.right : join.right === next ? join.left : undefined;
    const node = other === undefined ? undefined : bound.get(other);
    if (other === undefined || node === undefined) continue;
    const key = joinKey(state, instance, other, node, join.left === other ? join.leftKey : join.rightKey);
    if (key === undefined) continue;
    const index = instance.index.get(`${number}:${next}`);
    return [...(index?.get(key) ?? []), ...(index?.get(UNKEYED) ?? [])];
  }
  const condition = rule.conditions[next] as Extract<Condition, { kind: "each" }>;
  return [...(scope.remembered.get(scope.plan.slot(condition.task, condition.event)) ?? [])];
}

/** Index entry of nodes whose key cannot be computed: the guard decides, and fails where it must. */
const UNKEYED = "";

function indexNode(state: RunState, instance: Instance, condition: number, node: number): void {
  for (const [number, join] of (instance.scope.plan.rule(instance.rule).joins ?? []).entries()) {
    if (join.left !== condition && join.right !== condition) continue;
    const key = joinKey(state, instance, condition, node, join.left === condition ? join.leftKey : join.rightKey);
    const name = `${number}:${condition}`;
    let index = instance.index.get(name);
    if (index === undefined) instance.index.set(name, (index = new Map()));
    pushTo(index, key ?? UNKEYED, node);
  }
}

function joinKey(
  state: RunState,
  instance: Instance,
  condition: number,
  node: number,
  keyOf: (names: Bindings) => unknown,
): string | undefined {
  try {
    return canonical(keyOf(namesOf(state, instance, new Map([[condition, node]]))));
  } catch {
    return undefined;
  }
}

/** All `each` conditions are bound: adds held nodes, looks up keys, asks the guard. */
function complete(state: RunState, instance: Instance, bound: ReadonlyMap<number, number>): void {
  const { scope } = instance;
  if (scope.ended || scope.stopped !== undefined) return;
  const { conditions } = scope.plan.rule(instance.rule);
  const nodes = conditions.map((condition, index) =>
    condition.kind === "held" ? heldNode(instance, condition.held) : (bound.get(index) ?? -1),
  );
  lookUp(state, instance, nodes, 0);
}

function lookUp(state: RunState, instance: Instance, nodes: readonly number[], from: number): void {
  const { scope } = instance;
  const { conditions } = scope.plan.rule(instance.rule);
  for (let index = from; index < conditions.length; index += 1) {
    const condition = conditions[index];
    if (condition?.kind !== "keyed") continue;
    const key = attempt(state, instance, () => condition.key(namesOf(state, instance, toMap(nodes))));
    if (key === FAILED) return;
    const place = `${condition.task}:${canonical(key)}`;
    const node = scope.keys.get(place);
    if (node === undefined || !hasHappened(state, node, condition.event)) {
      if (node === undefined || !state.graph.isSettled(node))
        pushTo(scope.keyWaiters, place, { instance, condition: index, nodes });
      return;
    }
    nodes = nodes.with(index, node);
  }
  finish(state, instance, nodes);
}

function wakeKeyWaiters(state: RunState, scope: ScopeRun, node: number): void {
  const key = state.graph.key(node);
  if (key === undefined || scope.keyWaiters.size === 0) return;
  const place = `${state.graph.task(node)}:${canonical(key)}`;
  const waiters = scope.keyWaiters.get(place) ?? [];
  scope.keyWaiters.delete(place);
  for (const waiter of waiters) {
    const condition = scope.plan.rule(waiter.instance.rule).conditions[waiter.condition];
    if (condition?.kind !== "keyed") continue;
    if (hasHappened(state, node, condition.event))
      lookUp(state, waiter.instance, waiter.nodes.with(waiter.condition, node), waiter.condition + 1);
    else if (!state.graph.isSettled(node)) pushTo(scope.keyWaiters, place, waiter);
  }
}

/** The tuple is whole. */
function finish(state: RunState, instance: Instance, nodes: readonly number[]): void {
  const rule = instance.scope.plan.rule(instance.rule);
  const names = namesOf(state, instance, toMap(nodes));
  const tuple: Tuple = { instance, nodes, names, state: "ready", sets: [], held: new Set() };
  if (rule.where !== undefined && rule.whereReadsSets !== true) {
    const holds = attempt(state, instance, () => rule.where?.(names, gathersFor(state, instance.scope, rule)));
    if (holds === FAILED) return;
    if (holds !== true) {
      tallyOf(state, instance.rule).rejected += 1;
      return;
    }
  }
  if (rule.conditions.some(isSetCondition)) readyOrWaiting(state, tuple);
  else state.agenda.push(tuple);
}

const FAILED = Symbol("failed");

/** Runs a pure function of the program; its exception fails the scope (ADG7007). */
function attempt<T>(state: RunState, instance: Instance, compute: () => T): T | typeof FAILED {
  try {
    return compute();
  } catch (cause) {
    failScope(state, instance.scope, instance.rule, cause);
    return FAILED;
  }
}

/** Names in sight of a rule with some of its conditions bound. */
function namesOf(state: RunState, instance: Instance, bound: ReadonlyMap<number, number>): Bindings {
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const names = Object.create(instance.names) as Record<string, unknown>;
  for (const [index, node] of bound) {
    const condition = conditions[index];
    if (condition === undefined || !isNodeCondition(condition) || condition.name === undefined) continue;
    names[condition.name] = nodeView(state, node, isFailureEvent(condition.event) ? "soft" : "strict");
  }
  for (const condition of conditions) {
    if (condition.kind !== "held" || !isFailureEvent(condition.event)) continue;
    // What is seen as failed or settled is seen so under its old name, too.
    names[condition.held] = nodeView(state, heldNode(instance, condition.held), "soft");
  }
  return names;
}

export const isFailureEvent = (event: NodeEvent): boolean => event === EVENTS[2] || event === EVENTS[3];

function toMap(nodes: readonly number[]): ReadonlyMap<number, number> {
  const bound = new Map<number, number>();
  for (const [index, node] of nodes.entries()) if (node >= 0) bound.set(index, node);
  return bound;
}

export function heldNode(instance: Instance, name: string): number {
  return (instance.names[name] as View).node;
}

/** Nodes anywhere in captured names. */
function nodesIn(value: unknown, found: Set<number> = new Set()): readonly number[] {
  if (typeof value !== "object" || value === null) return [...found];
  if ((value as Partial<View>).isNode === true) found.add((value as View).node);
  else if (Array.isArray(value)) for (const element of value) nodesIn(element, found);
  else for (const element of Object.values(value)) nodesIn(element, found);
  return [...found];
}
