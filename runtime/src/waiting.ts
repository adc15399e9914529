/** Tuples that wait for sets: when they fire, close or are blocked. */
import { isSetCondition } from "./conditions.ts";
import { holdRegions, releaseRegions } from "./region.ts";
import { failScope } from "./failing.ts";
import { graphView } from "./graph-view.ts";
import { pushTo, tallyOf, type NodeSet, type RunState, type ScopeRun, type Tuple, type WaitedSet } from "./state.ts";
import { blockersOf, isWhole } from "./wholeness.ts";
import type { View } from "./node-view.ts";
import type { Condition } from "./workflow.ts";

/** A tuple has met the rule's node conditions: it fires at once if its sets allow it, else it waits. */
export function readyOrWaiting(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { scope } = instance;
  tuple.state = "waiting";
  tuple.sets = scope.plan.rule(instance.rule).conditions.flatMap((condition, index) => {
    const waited = isSetCondition(condition) ? waitedSet(tuple, condition, index) : undefined;
    return waited === undefined ? [] : [waited];
  });
  scope.waiting.add(tuple);
  scope.closure.hold(scope.plan.firing(instance.rule));
  holdRegions(state, tuple);
  for (const waited of tuple.sets) {
    if (waited.kind === "set") waited.set.waiters.add(tuple);
    else if (waited.kind === "predicate") scope.predicates.add(tuple);
    else for (const node of waited.nodes) if (!state.graph.isSettled(node)) pushTo(state.watchers, node, tuple);
  }
  lookAgain(state, tuple);
}

function waitedSet(tuple: Tuple, condition: Condition, index: number): WaitedSet | undefined {
  const { scope } = tuple.instance;
  if (condition.kind === "predicate") return { kind: "predicate", condition: index };
  if (condition.kind === "all-held") {
    const list = tuple.names[condition.held] as readonly View[];
    return { kind: "list", condition: index, nodes: list.map(({ node }) => node) };
  }
  if (condition.kind !== "no-more" && condition.kind !== "all") return undefined;
  const { task, under } = condition;
  const region = under === undefined ? undefined : scope.regions.get((tuple.names[under.name] as View).node);
  return { kind: "set", condition: index, set: (region ?? scope).sets.get(task) as NodeSet };
}

/** Something about a set has changed. */
export function setHasChanged(state: RunState, set: NodeSet): void {
  for (const tuple of [...set.waiters]) lookAgain(state, tuple);
}

/** What is known of one of the sets a tuple waits for. */
type Verdict = "open" | "met" | "never" | "not-whole";

/** Fires, closes or blocks a tuple once its sets allow the decision. */
export function lookAgain(state: RunState, tuple: Tuple): void {
  if (tuple.state !== "waiting") return;
  const { scope, rule } = tuple.instance;
  let verdicts: readonly Verdict[];
  try {
    verdicts = tuple.sets.map((waited) => verdictOn(state, tuple, waited));
  } catch (cause) {
    failScope(state, scope, rule, cause);
    return;
  }
  const never = verdicts.indexOf("never");
  if (never >= 0) close(state, tuple, tuple.sets[never] as WaitedSet);
  else if (verdicts.includes("open")) return;
  else if (verdicts.includes("not-whole")) block(state, tuple, verdicts);
  else {
    tuple.state = "ready";
    state.agenda.push(tuple);
  }
}

/** Asks the predicates of a scope again; nothing is about to fire. */
export function askPredicates(state: RunState, scope: ScopeRun): void {
  for (const tuple of [...scope.predicates]) lookAgain(state, tuple);
}

/** Nothing else can happen in the scope: predicates that are false stay false. Answers whether there were any. */
export function closePredicates(state: RunState, scope: ScopeRun): boolean {
  const left = [...scope.predicates];
  for (const tuple of left) {
    tuple.state = "closed";
    stopWaiting(state, tuple);
  }
  return left.length > 0;
}

function verdictOn(state: RunState, tuple: Tuple, waited: WaitedSet): Verdict {
  const condition = tuple.instance.scope.plan.rule(tuple.instance.rule).conditions[waited.condition];
  if (waited.kind === "list") {
    const states = waited.nodes.map((node) => state.graph.state(node));
    if (condition?.kind === "all-held" && condition.event === "done" && states.some(isUnsuccessful)) return "never";
    return waited.nodes.every((node) => state.graph.isSettled(node)) ? "met" : "open";
  }
  if (waited.kind === "predicate")
    return condition?.kind === "predicate" && condition.holds(graphView(state, tuple.instance.scope)) ? "met" : "open";
  const { set } = waited;
  const needsSuccess = condition?.kind === "all" && condition.event === "done";
  if (needsSuccess && set.unsuccessful.length > 0) return "never";
  if (!set.closed || (condition?.kind === "all" && set.settled < set.members.length)) return "open";
  const toleratesGaps = condition?.kind === "no-more" ? condition.despite : !needsSuccess;
  return toleratesGaps || isWhole(state, set) ? "met" : "not-whole";
}

const isUnsuccessful = (state: string): boolean => state === "failed" || state === "skipped" || state === "cancelled";

function close(state: RunState, tuple: Tuple, waited: WaitedSet): void {
  const { instance } = tuple;
  if (waited.kind === "predicate") return;
  const nodes = waited.kind === "list" ? waited.nodes : waited.set.unsuccessful;
  const unsuccessful = nodes.filter((node) => isUnsuccessful(state.graph.state(node)));
  tallyOf(state, instance.rule).closedBy ??= { kind: "member", node: unsuccessful[0] as number };
  instance.scope.closedByFailure.push({ tuple, by: waited.kind === "list" ? unsuccessful : waited.set });
  tuple.state = "closed";
  stopWaiting(state, tuple);
}

function block(state: RunState, tuple: Tuple, verdicts: readonly Verdict[]): void {
  const { instance } = tuple;
  const tally = tallyOf(state, instance.rule);
  tally.blocked += 1;
  for (const [index, waited] of tuple.sets.entries())
    if (verdicts[index] === "not-whole" && waited.kind === "set")
      for (const node of blockersOf(state, waited.set)) tally.by.add(node);
  tuple.state = "blocked";
  instance.scope.blocked.add(tuple);
  stopWaiting(state, tuple);
}

/** The tuple is decided: it keeps nothing open any more. */
export function stopWaiting(state: RunState, tuple: Tuple): void {
  const { scope } = tuple.instance;
  if (!scope.waiting.delete(tuple)) return;
  scope.predicates.delete(tuple);
  state.active.add(scope);
  scope.closure.release(scope.plan.firing(tuple.instance.rule));
  releaseRegions(state, tuple);
  for (const waited of tuple.sets) if (waited.kind === "set") waited.set.waiters.delete(tuple);
}
