/** Rules as they come to listen: once for each use of their scope or, nested, once for each firing that makes them. */
import { isNode } from "./brand.ts";
import { hasMet, heldNodes } from "./held.ts";
import { combine, indexNode } from "./match.ts";
import { holdRegions, regionsBelow, releaseRegions, rememberPast } from "./region.ts";
import {
  newTuple,
  pushTo,
  type Firing,
  type Instance,
  type PastTuple,
  type RunState,
  type ScopeRun,
  type Tuple,
} from "./state.ts";
import { tallyOf } from "./tally.ts";
import type { Bindings, Condition, RuleId } from "./workflow.ts";

/** A rule begins to listen. */
export function makeInstance(
  state: RunState,
  scope: ScopeRun,
  id: RuleId,
  parent: { readonly firing: Firing; readonly ordinal: number; readonly names: Bindings } | undefined,
): void {
  const names = parent === undefined ? scope.names : Object.assign(Object.create(scope.names) as object, parent.names);
  const instance: Instance = {
    rule: id,
    scope,
    parent: parent?.firing,
    ordinal: parent?.ordinal ?? 0,
    names: names,
    captured: parent === undefined || scope.plan.regions.size === 0 ? [] : nodesIn(parent.names),
    holding: 0,
    armed: false,
    index: new Map(),
    matched: new Map(),
  };
  if (parent === undefined) scope.instances.set(id, instance);
  const held = heldNodes(instance);
  const dead = held.filter((node) => state.graph.isSettled(node) && !hasMet(state, instance, node));
  if (dead.length > 0) {
    closeInstance(state, instance, dead);
    return;
  }
  const awaited = held.filter((node) => !hasMet(state, instance, node));
  instance.holding = awaited.length;
  for (const node of awaited) pushTo(state.watchers, node, instance);
  if (awaited.length === 0) {
    arm(state, instance);
    return;
  }
  const holder: Tuple = { ...newTuple(instance, [], instance.names), state: "waiting", holds: true };
  scope.holders.set(instance, holder);
  scope.closure.hold(scope.plan.firing(id));
  holdRegions(state, holder);
}

/** A node that a nested rule holds has settled. */
export function heldHasSettled(state: RunState, instance: Instance, node: number): void {
  if (instance.armed || instance.holding === 0) return;
  if (hasMet(state, instance, node)) instance.holding -= 1;
  else {
    instance.holding = 0;
    closeInstance(state, instance, [node]);
    letGo(state, instance);
    return;
  }
  if (instance.holding > 0) return;
  arm(state, instance);
  letGo(state, instance);
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
  if (unsuccessful.length === 0) return;
  const tuple: PastTuple = { instance, nodes: [] };
  scope.closedByFailure.push({ tuple, by: unsuccessful });
  rememberPast(state, tuple);
}

/** All held nodes have met their conditions: the rule listens to what else it needs. */
function arm(state: RunState, instance: Instance): void {
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  instance.armed = true;
  if (heldNodes(instance).some((node) => state.graph.state(node) !== "done")) {
    const tuple: PastTuple = { instance, nodes: [] };
    scope.armedByFailure.push(tuple);
    rememberPast(state, tuple);
  }
  const waitsForMore = rule.conditions.some(({ kind }) => kind === "each" || kind === "keyed");
  if (instance.parent !== undefined && waitsForMore) {
    scope.armed.set(instance.rule, (scope.armed.get(instance.rule) ?? 0) + 1);
    for (const node of nodesAround(instance)) {
      if (scope.plan.regions.size > 0) pushTo(scope.armedWith, node, instance.rule);
      for (const region of regionsBelow(state, node)) region.armed.add(instance.rule);
    }
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

/** Nodes anywhere in captured names. */
function nodesIn(value: unknown, found: Set<number> = new Set()): readonly number[] {
  if (typeof value !== "object" || value === null) return [...found];
  if (isNode(value)) found.add(value.node);
  else if (Array.isArray(value)) for (const element of value) nodesIn(element, found);
  else for (const element of Object.values(value)) nodesIn(element, found);
  return [...found];
}
