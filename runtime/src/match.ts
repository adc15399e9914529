/**
 * From nodes to tuples: which nodes meet a rule's node conditions together.
 *
 * Joins are semi-naive: a node that newly meets a condition is combined once with what met the other conditions before it, found
 * by key where the guard has an equality. Conditions with a key are looked up last, since their key may need the others.
 */
import { canonical } from "./library/canonical.ts";
import { gathersFor } from "./gathers.ts";
import { hasHappened, heldNode, isFailureEvent } from "./held.ts";
import { nodeView } from "./node-view.ts";
import { isNodeCondition } from "./conditions.ts";
import type { RuleFacts } from "./rule-facts.ts";
import { newTuple, pushTo, scopeOf, type Instance, type RunState, type ScopeRun } from "./state.ts";
import { reject } from "./tally.ts";
import { failScope } from "./failing.ts";
import { readyOrWaiting } from "./waiting.ts";
import type { Bindings, Condition, NodeEvent, Rule } from "./workflow.ts";

/** Something has happened to a node: every rule that listens gets the tuples that this makes possible. */
export function meet(state: RunState, node: number, event: NodeEvent): void {
  const scope = scopeOf(state, node);
  const { plan } = scope;
  const slot = plan.slot(state.graph.task(node), event);
  if (plan.remembered.has(slot)) pushTo(scope.remembered, slot, node);
  const listeners = plan.listeners.get(slot);
  if (listeners !== undefined)
    for (const { rule, condition } of listeners) {
      const instance = scope.instances.get(rule);
      if (instance !== undefined) arrive(state, instance, condition, node);
    }
  const nested = scope.listeners.size === 0 ? undefined : scope.listeners.get(slot);
  if (nested !== undefined) for (const { instance, condition } of [...nested]) arrive(state, instance, condition, node);
  if (scope.keyWaiters.size > 0) wakeKeyWaiters(state, scope, node);
}

function arrive(state: RunState, instance: Instance, condition: number, node: number): void {
  const facts = state.facts[instance.rule] as RuleFacts;
  if (facts.bindsOne) {
    const { scope } = instance;
    if (!scope.ended && scope.stopped === undefined) finish(state, instance, oneBound(instance, condition, node));
    return;
  }
  if (facts.hasJoins) indexNode(state, instance, condition, node);
  combine(state, instance, new Map([[condition, node]]), condition);
}

/** Nodes per condition where one alone binds a node. Ids are made of them: they must not tell in which way the node was found. */
function oneBound({ rule, scope }: Instance, condition: number, node: number): readonly number[] {
  const { length } = scope.plan.rule(rule).conditions;
  if (length === 1) return [node];
  return Array.from({ length }, (_, index) => (index === condition ? node : -1));
}

/** Extends a partial tuple by every node that meets the next `each` condition. `fresh` is the condition the newest node met. */
export function combine(state: RunState, instance: Instance, bound: ReadonlyMap<number, number>, fresh: number): void {
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

/** Makes a node that meets a condition findable by its join keys. */
export function indexNode(state: RunState, instance: Instance, condition: number, node: number): void {
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
    return canonical(keyOf(namesOf(state, instance, oneBound(instance, condition, node))));
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
    const key = attempt(state, instance, () => condition.key(namesOf(state, instance, nodes)));
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
  if (key === undefined) return;
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
  const names = namesOf(state, instance, nodes);
  if (rule.where !== undefined && rule.whereReadsSets !== true) {
    const holds = guard(state, instance, rule, names);
    if (holds === FAILED) return;
    if (!holds) {
      reject(state, instance.rule, nodes);
      return;
    }
  }
  const tuple = newTuple(instance, nodes, names);
  if (state.facts[instance.rule]?.waitsForSets === true) readyOrWaiting(state, tuple);
  else state.agenda.push(tuple);
}

function guard(state: RunState, instance: Instance, rule: Rule, names: Bindings): boolean | typeof FAILED {
  try {
    return rule.where?.(names, gathersFor(state, instance.scope, rule)) === true;
  } catch (cause) {
    failScope(state, instance.scope, instance.rule, cause);
    return FAILED;
  }
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

/** Names in sight of a rule with some of its conditions bound: nodes per condition, -1 where there is none. */
function namesOf(state: RunState, instance: Instance, nodes: readonly number[]): Bindings {
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const names = Object.create(instance.names) as Record<string, unknown>;
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as number;
    const condition = conditions[index];
    if (node < 0 || condition === undefined || !isNodeCondition(condition) || condition.name === undefined) continue;
    names[condition.name] = nodeView(state, node, isFailureEvent(condition.event) ? "soft" : "strict");
  }
  for (const condition of conditions) {
    if (condition.kind !== "held" || !isFailureEvent(condition.event)) continue;
    // What is seen as failed or settled is seen so under its old name, too.
    names[condition.held] = nodeView(state, heldNode(instance, condition.held), "soft");
  }
  return names;
}
