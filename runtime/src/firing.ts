/** A rule fires: its body appends to the graph, all together or not at all. */
import { failScope, ScopeFailure } from "./failing.ts";
import { mayGrow } from "./growth.ts";
import { gathersFor, inOrder } from "./gathers.ts";
import { nodeView } from "./node-view.ts";
import { isFailureEvent } from "./held.ts";
import { makeInstance } from "./instance.ts";
import { isNodeCondition } from "./conditions.ts";
import { extendRegions, regionsBelow, type Region } from "./region.ts";
import { Stage } from "./stage.ts";
import { pushTo, reject, tallyOf, type RunState, type ScopeRun, type Tuple, type WaitedSet } from "./state.ts";
import { stopWaiting } from "./waiting.ts";
import type { Bindings, Condition } from "./workflow.ts";

/** Fires a rule for a tuple whose conditions hold. */
export function fire(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  if (scope.ended || scope.stopped !== undefined) {
    stopWaiting(state, tuple);
    return;
  }
  const names = withSets(state, tuple);
  const stage = new Stage(state, scope, rule, { instance, nodes: tuple.nodes, group: tuple.group?.number ?? 0 });
  try {
    if (
      rule.where !== undefined &&
      rule.whereReadsSets === true &&
      !rule.where(names, gathersFor(state, scope, rule))
    ) {
      tuple.state = "closed";
      reject(state, instance.rule, tuple.nodes);
      stopWaiting(state, tuple);
      return;
    }
    rule.body(stage, names);
  } catch (cause) {
    stage.undo();
    if (cause instanceof ScopeFailure && cause.code === "ADG7008") {
      // The rule has fired, if only to say that this cannot go on: the failure that it saw is dealt with.
      takeInFailures(state, tuple);
      tallyOf(state, instance.rule).fired += 1;
    }
    failScope(state, scope, instance.rule, cause);
    stopWaiting(state, tuple);
    return;
  }
  if (state.isGuarded && !mayGrow(state, instance.rule, stage.tasks)) {
    stage.undo();
    stopWaiting(state, tuple);
    return;
  }
  const facts = state.facts[instance.rule];
  tuple.state = "fired";
  if (facts?.seesFailures === true) takeInFailures(state, tuple);
  commit(state, scope, stage);
  if (facts?.isJoin === true) recordMatch(tuple);
  tallyOf(state, instance.rule).fired += 1;
  stopWaiting(state, tuple);
  state.changed.add(scope);
  state.onChange?.({ kind: "rule-fired", rule: instance.rule, added: stage.count });
}

/** Names of the tuple with the lists that `all …` conditions bind. */
function withSets(state: RunState, tuple: Tuple): Bindings {
  const { conditions } = tuple.instance.scope.plan.rule(tuple.instance.rule);
  if (tuple.sets.every(({ condition }) => nameOf(conditions[condition]) === undefined)) return tuple.names;
  const names = Object.create(tuple.names) as Record<string, unknown>;
  for (const waited of tuple.sets) {
    const condition = conditions[waited.condition];
    if (condition === undefined || !("name" in condition) || condition.name === undefined) continue;
    const strength = "event" in condition && condition.event === "settled" ? "soft" : "strict";
    if (waited.kind === "predicate") continue;
    const nodes = boundNodes(state, tuple, condition, waited);
    names[condition.name] = nodes.map((node) => nodeView(state, node, strength));
  }
  return names;
}

const nameOf = (condition: Condition | undefined): string | undefined =>
  condition !== undefined && "name" in condition ? condition.name : undefined;

/** The nodes that a set condition binds. */
function boundNodes(
  state: RunState,
  tuple: Tuple,
  condition: Condition,
  { set, count }: Extract<WaitedSet, { kind: "set" }>,
): readonly number[] {
  switch (condition.kind) {
    case "at-least":
      return (condition.event === "added" ? set.members : set.done).slice(0, count);
    case "every":
      return tuple.group?.nodes ?? [];
    case "all-held":
      return set.members;
    default:
      return inOrder(state, set);
  }
}

/** A rule that fires on failures handles them, and stands in for them (language.md §4, §8). */
function takeInFailures(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const standIn = (node: number): void => {
    if (!handle(state, node)) return;
    pushTo(state.standIns, node, instance.rule);
  };
  for (const [index, condition] of conditions.entries())
    if (isNodeCondition(condition) && isFailureEvent(condition.event)) standIn(tuple.nodes[index] as number);
  for (const waited of tuple.sets) {
    const condition = conditions[waited.condition];
    if (condition === undefined || !("event" in condition) || condition.event !== "settled") continue;
    if (waited.kind === "set") waited.set.unsuccessful.forEach(standIn);
  }
}

/** Marks the failure of a node, or the failures it was skipped for, as handled; answers whether there was one. */
export function handle(state: RunState, node: number): boolean {
  const now = state.graph.state(node);
  if (now === "failed") state.handled.add(node);
  else if (now === "skipped") for (const root of state.roots.get(node) ?? []) state.handled.add(root);
  else return false;
  return true;
}

function recordMatch(tuple: Tuple): void {
  for (const [index, node] of tuple.nodes.entries()) {
    if (node < 0) continue;
    const { matched } = tuple.instance;
    const nodes = matched.get(index) ?? new Set();
    matched.set(index, nodes.add(node));
  }
}

/** The body has ended well: what it asked for enters the run. */
function commit(state: RunState, scope: ScopeRun, stage: Stage): void {
  stage.enter();
  const { firing, met, rules } = stage;
  if (met !== undefined) for (const { node, sources } of met) meetAgain(state, scope, node, sources);
  if (rules !== undefined)
    for (const { rule, names, ordinal } of rules) makeInstance(state, scope, rule, { firing, names, ordinal });
}

function meetAgain(state: RunState, scope: ScopeRun, node: number, sources: readonly number[]): void {
  const regions = new Set<Region>();
  for (const from of sources) {
    pushTo(state.met, from, node);
    for (const region of regionsBelow(state, from)) regions.add(region);
  }
  extendRegions(state, scope, node, regions);
}
