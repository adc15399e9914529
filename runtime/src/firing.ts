/** A rule fires: its body appends to the graph, all together or not at all. */
import { failScope, ScopeFailure } from "./failing.ts";
import { mayGrow } from "./growth.ts";
import { enterNode } from "./append.ts";
import { gathersFor, inOrder, orderingFor } from "./gathers.ts";
import { nodeView } from "./node-view.ts";
import { previewOf } from "./preview.ts";
import { isFailureEvent } from "./held.ts";
import { makeInstance } from "./instance.ts";
import { isNodeCondition } from "./conditions.ts";
import { extendRegions, regionsBelow, type Region } from "./region.ts";
import { Stage, type Met, type Nested } from "./stage.ts";
import { pushTo, type Firing, type RunState, type ScopeRun, type Tuple, type WaitedSet } from "./state.ts";
import { reject, tallyOf } from "./tally.ts";
import { stopWaiting } from "./waiting.ts";
import type { Bindings, Condition } from "./workflow.ts";

/** So much enters the run at once. */
const most = 4096;

/** Fires a rule for a tuple whose conditions hold. Where that takes long it is `underway` then, and to be gone on with. */
export function fire(state: RunState, tuple: Tuple): void {
  const { scope } = tuple.instance;
  if (scope.ended || scope.stopped !== undefined) {
    stopWaiting(state, tuple);
    return;
  }
  const parts = orderingFor(state, tuple);
  if (parts === undefined) append(state, tuple);
  else state.underway = { kind: "ordering", tuple, parts };
}

/** Goes on with the firing that is underway, for one part of it. */
export function goOnFiring(state: RunState): void {
  const { underway } = state;
  state.underway = undefined;
  if (underway === undefined) return;
  const { kind, tuple } = underway;
  if (kind === "appending") appendMore(state, tuple, underway.stage, underway.body);
  else if (kind === "entering") enter(state, tuple, underway.stage, underway.entered);
  else if (kind === "ordering" && underway.parts.next().done === true) append(state, tuple);
  else state.underway = underway;
}

/** Ends the firing that is underway, if there is one: as if it never had begun, or at once where its body has ended. */
export function endFiring(state: RunState): void {
  const { underway } = state;
  if (underway?.kind === "appending") underway.stage.undo();
  if (underway?.kind === "entering") while (state.underway !== undefined) goOnFiring(state);
  state.underway = undefined;
}

/** The guard is asked, if it had to wait, and the body begins, or it is asked whether it may. */
function append(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  const names = withSets(state, tuple);
  const stage = stageFor(state, tuple);
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
  } catch (cause) {
    failBody(state, tuple, stage, cause);
    return;
  }
  if (state.asks?.extend !== true) beginBody(state, tuple, stage, names);
  else {
    state.underway = { kind: "asking", tuple };
    state.commands.push({ kind: "ask", question: { kind: "extend", firing: previewOf(state, rule, stage, names) } });
  }
}

/** The rule fires that it was asked for. */
export function fireAllowed(state: RunState, tuple: Tuple): void {
  beginBody(state, tuple, stageFor(state, tuple), withSets(state, tuple));
}

function stageFor(state: RunState, { instance, nodes, group }: Tuple): Stage {
  const { scope } = instance;
  return new Stage(state, scope, scope.plan.rule(instance.rule), { instance, nodes, group: group?.number ?? 0 });
}

function beginBody(state: RunState, tuple: Tuple, stage: Stage, names: Bindings): void {
  const { instance } = tuple;
  let body: Iterator<void> | undefined;
  try {
    body = instance.scope.plan.rule(instance.rule).body(stage, names) ?? undefined;
  } catch (cause) {
    failBody(state, tuple, stage, cause);
    return;
  }
  if (body === undefined) endBody(state, tuple, stage);
  else appendMore(state, tuple, stage, body);
}

/** A body with loops stops now and then, so that others have a turn. */
function appendMore(state: RunState, tuple: Tuple, stage: Stage, body: Iterator<void>): void {
  try {
    if (body.next().done !== true) {
      state.underway = { kind: "appending", tuple, stage, body };
      return;
    }
  } catch (cause) {
    failBody(state, tuple, stage, cause);
    return;
  }
  endBody(state, tuple, stage);
}

function failBody(state: RunState, tuple: Tuple, stage: Stage, cause: unknown): void {
  const { scope, rule } = tuple.instance;
  stage.undo();
  if (cause instanceof ScopeFailure && cause.code === "ADG7008") {
    // The rule has fired, if only to say that this cannot go on: the failure that it saw is dealt with.
    for (const node of takeInFailures(state, tuple))
      for (const root of failuresBehind(state, node)) state.refused.add(root);
    tallyOf(state, rule).fired += 1;
  }
  failScope(state, scope, rule, cause);
  stopWaiting(state, tuple);
}

/** The body has ended well: what it asked for enters the run. */
function endBody(state: RunState, tuple: Tuple, stage: Stage): void {
  const { rule } = tuple.instance;
  if (state.isGuarded && !mayGrow(state, rule, stage.tasks)) {
    stage.undo();
    stopWaiting(state, tuple);
    return;
  }
  tuple.state = "fired";
  if (state.facts[rule]?.seesFailures === true) takeInFailures(state, tuple);
  stage.end();
  enter(state, tuple, stage, 0);
}

/** What the body asked for enters the run, all of it before anything follows from any of it. */
function enter(state: RunState, tuple: Tuple, stage: Stage, from: number): void {
  const { scope, rule } = tuple.instance;
  const { first, count, firing, met = none, rules = none } = stage;
  const all = count + met.length + rules.length;
  const end = Math.min(all, from + most);
  for (let place = from; place < end; place += 1) {
    if (place < count) enterNode(state, scope, first + place);
    else if (place < count + met.length) meetAgain(state, scope, met[place - count] as Met);
    else makeNested(state, scope, firing, rules[place - count - met.length] as Nested);
  }
  if (end < all) {
    state.underway = { kind: "entering", tuple, stage, entered: end };
    return;
  }
  if (state.facts[rule]?.isJoin === true) recordMatch(tuple);
  tallyOf(state, rule).fired += 1;
  stopWaiting(state, tuple);
  state.changed.add(scope);
  state.onChange?.({ kind: "rule-fired", rule, added: count });
}

const none: readonly never[] = [];

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

/** A rule that fires on failures handles them, and stands in for them (language.md §4, §8). Answers which nodes they are of. */
function takeInFailures(state: RunState, tuple: Tuple): readonly number[] {
  const { instance } = tuple;
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const taken: number[] = [];
  const standIn = (node: number): void => {
    if (!handle(state, node)) return;
    taken.push(node);
    pushTo(state.standIns, node, instance.rule);
  };
  for (const [index, condition] of conditions.entries())
    if (isNodeCondition(condition) && isFailureEvent(condition.event)) standIn(tuple.nodes[index] as number);
  for (const waited of tuple.sets) {
    const condition = conditions[waited.condition];
    if (condition === undefined || !("event" in condition) || condition.event !== "settled") continue;
    if (waited.kind === "set") waited.set.unsuccessful.forEach(standIn);
  }
  return taken;
}

/** Marks the failure of a node, or the failures it was skipped for, as handled; answers whether there was one. */
export function handle(state: RunState, node: number): boolean {
  const failures = failuresBehind(state, node);
  for (const failed of failures) state.handled.add(failed);
  return failures.length > 0;
}

/** The node itself where it failed, or those that it was skipped for. */
function failuresBehind(state: RunState, node: number): readonly number[] {
  const now = state.graph.state(node);
  if (now === "failed") return [node];
  return now === "skipped" ? (state.roots.get(node) ?? []) : [];
}

function recordMatch(tuple: Tuple): void {
  for (const [index, node] of tuple.nodes.entries()) {
    if (node < 0) continue;
    const { matched } = tuple.instance;
    const nodes = matched.get(index) ?? new Set();
    matched.set(index, nodes.add(node));
  }
}

function meetAgain(state: RunState, scope: ScopeRun, { node, sources }: Met): void {
  const regions = new Set<Region>();
  for (const from of sources) {
    pushTo(state.met, from, node);
    for (const region of regionsBelow(state, from)) regions.add(region);
  }
  extendRegions(state, scope, node, regions);
}

function makeNested(state: RunState, scope: ScopeRun, firing: Firing, { rule, names, ordinal }: Nested): void {
  makeInstance(state, scope, rule, { firing, names, ordinal });
}
