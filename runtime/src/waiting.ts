/** Tuples that wait for sets: when they fire, close or are blocked. */
import { isSetCondition } from "./conditions.ts";
import { holdRegions, releaseRegions, rememberPast } from "./region.ts";
import { failScope } from "./failing.ts";
import { graphView } from "./graph-view.ts";
import {
  countSettled,
  doneCount,
  newSet,
  newTuple,
  pushTo,
  type Instance,
  type NodeSet,
  type RunState,
  type ScopeRun,
  type Tuple,
  type WaitedSet,
} from "./state.ts";
import { tallyOf } from "./tally.ts";
import { blockersOf, isWhole, isWholeByNow, outlooksOn } from "./wholeness.ts";
import type { View } from "./node-view.ts";
import { ExpressionError } from "./library/expression-error.ts";
import type { Condition, TaskId, Under, Value } from "./workflow.ts";

/** A tuple has met the rule's node conditions: it fires at once if its sets allow it, else it waits. */
export function readyOrWaiting(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { scope } = instance;
  tuple.state = "waiting";
  try {
    tuple.sets = scope.plan.rule(instance.rule).conditions.flatMap((condition, index) => {
      const waited = isSetCondition(condition) ? waitedSet(state, tuple, condition, index) : undefined;
      return waited === undefined ? [] : [waited];
    });
  } catch (cause) {
    failScope(state, scope, instance.rule, cause);
    return;
  }
  scope.waiting.add(tuple);
  for (const waited of tuple.sets) {
    if (waited.kind === "set") waited.set.waiters.add(tuple);
    else scope.predicates.add(tuple);
  }
  lookAgain(state, tuple);
}

function waitedSet(state: RunState, tuple: Tuple, condition: Condition, index: number): WaitedSet | undefined {
  switch (condition.kind) {
    case "predicate":
      return { kind: "predicate", condition: index };
    case "all-held":
      return { kind: "set", condition: index, set: listed(state, tuple, nodesNamed(tuple, condition.held)), count: 0 };
    case "no-more":
    case "all":
      return { kind: "set", condition: index, set: setOf(tuple, condition.task, condition.under), count: 0 };
    case "at-least":
    case "every": {
      const { of } = condition;
      // A node that a list holds several times, as keys may make it, counts once.
      const set =
        of.kind === "held"
          ? listed(state, tuple, new Set(nodesNamed(tuple, of.held)))
          : setOf(tuple, of.task, of.under);
      set.counted = true;
      return { kind: "set", condition: index, set, count: countOf(condition.count(tuple.names), condition.kind) };
    }
    default:
      return undefined;
  }
}

function countOf(value: Value, kind: "at-least" | "every"): number {
  const least = kind === "every" ? 1 : 0;
  if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
  throw new ExpressionError(
    `The number after "${kind === "every" ? "every" : "at least"}" must be ${least} or more, not ${JSON.stringify(value)}.`,
  );
}

function setOf(tuple: Tuple, task: TaskId, under: Under | undefined): NodeSet {
  const { scope } = tuple.instance;
  const region = under === undefined ? undefined : scope.regions.get((tuple.names[under.name] as View).node);
  return (region ?? scope).sets.get(task) as NodeSet;
}

const nodesNamed = ({ names }: Tuple, name: string): readonly number[] =>
  (names[name] as readonly View[]).map(({ node }) => node);

/** A list of nodes that a name holds: a set that is closed from the start. */
function listed(state: RunState, tuple: Tuple, nodes: Iterable<number>): NodeSet {
  const set = newSet(tuple.instance.scope, NO_TASK, undefined);
  set.closed = true;
  set.whole = true;
  for (const node of nodes) {
    set.members.push(node);
    if (!state.graph.isSettled(node)) pushTo(state.watchers, node, set);
    else {
      countSettled(state, set, node);
    }
  }
  set.done.sort((a, b) => state.graph.placeInTime(a) - state.graph.placeInTime(b));
  return set;
}

/** A list may hold nodes of any task. */
const NO_TASK = -1;

/** A member of a set has settled (or has appeared, where members are counted). Most of that changes nothing for those who wait. */
export function memberHasSettled(state: RunState, set: NodeSet, node: number): void {
  const isLast = set.closed && set.settled === set.members.length;
  const isFirstFailure = set.unsuccessful[0] === node;
  if (isLast || isFirstFailure || set.counted) setHasChanged(state, set);
}

/** Something about a set has changed that those who wait for it must know. */
export function setHasChanged(state: RunState, set: NodeSet): void {
  for (const tuple of [...set.waiters]) lookAgain(state, tuple);
}

/** What is known of one of the sets a tuple waits for. `groups`: it is an `every`, which is looked at when all else is met. */
export type Verdict = "open" | "met" | "never" | "not-whole" | "groups";

/** Fires, closes or blocks a tuple once its sets allow the decision. */
export function lookAgain(state: RunState, tuple: Tuple): void {
  const { scope, rule } = tuple.instance;
  if (tuple.state !== "waiting" || scope.stopped !== undefined) return;
  let verdicts: readonly Verdict[];
  try {
    verdicts = tuple.sets.map((waited) => verdictOn(state, tuple, waited));
  } catch (cause) {
    failScope(state, scope, rule, cause);
    return;
  }
  holdOnceCounted(state, tuple, verdicts);
  const never = verdicts.indexOf("never");
  if (never >= 0) close(state, tuple, tuple.sets[never] as WaitedSet);
  else if (verdicts.includes("open")) return;
  else if (verdicts.includes("not-whole")) block(state, tuple, verdicts);
  else if (verdicts.includes("groups")) takeGroups(state, tuple, tuple.sets[verdicts.indexOf("groups")] as WaitedSet);
  else {
    tuple.state = "ready";
    state.agenda.push(tuple);
  }
}

/**
 * A tuple keeps open what it may add, from when nothing but closing is missing. That a list has as many is no matter of closing: it has
 * its members, and they keep nothing open.
 */
function holdOnceCounted(state: RunState, tuple: Tuple, verdicts: readonly Verdict[]): void {
  const { scope, rule } = tuple.instance;
  const { conditions } = scope.plan.rule(rule);
  const isCounted = tuple.sets.every(({ condition: place }, index) => {
    const condition = conditions[place];
    return condition?.kind !== "at-least" || condition.of.kind === "held" || verdicts[index] === "met";
  });
  if (tuple.holds || !isCounted) return;
  tuple.holds = true;
  scope.closure.hold(scope.plan.firing(rule));
  holdRegions(state, tuple);
}

/** `every N`: fires for each next N there are, and for the rest when no more can come. */
function takeGroups(state: RunState, tuple: Tuple, waited: WaitedSet): void {
  if (waited.kind !== "set") return;
  const { set, count } = waited;
  const next = (): number => tuple.groups * count;
  while (set.done.length - next() >= count) fireGroup(state, tuple, set.done.slice(next(), next() + count));
  if (!set.closed || set.settled < set.members.length) return;
  if (set.done.length > next()) {
    const whole = isWholeOrUnsure(state, set);
    if (whole === undefined) return;
    if (!whole) {
      block(
        state,
        tuple,
        tuple.sets.map((each) => (each === waited ? "not-whole" : "met")),
      );
      return;
    }
    fireGroup(state, tuple, set.done.slice(next()));
  }
  tuple.state = "closed";
  tuple.instance.scope.grouped.add(tuple);
  rememberPast(state, tuple);
  stopWaiting(state, tuple);
}

function fireGroup(state: RunState, tuple: Tuple, nodes: readonly number[]): void {
  tuple.groups += 1;
  const group = { number: tuple.groups, nodes };
  state.agenda.push({ ...newTuple(tuple.instance, tuple.nodes, tuple.names, group), sets: tuple.sets });
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

/** What holds of one of the sets; `wholeOf` answers whether a closed one is whole. */
export function verdictOn(
  state: RunState,
  tuple: Tuple,
  waited: WaitedSet,
  wholeOf: (state: RunState, set: NodeSet) => boolean | undefined = isWholeOrUnsure,
): Verdict {
  const condition = tuple.instance.scope.plan.rule(tuple.instance.rule).conditions[waited.condition];
  if (condition === undefined) return "met";
  if (waited.kind === "predicate")
    return condition.kind === "predicate" && condition.holds(graphView(state, tuple.instance.scope)) ? "met" : "open";
  const { set, count } = waited;
  const isSettled = set.closed && set.settled === set.members.length;
  switch (condition.kind) {
    case "every":
      return "groups";
    case "at-least":
      if (countedIn(tuple.instance, waited) >= count) return "met";
      return (condition.event === "added" ? set.closed : isSettled) ? "never" : "open";
    case "no-more":
      if (!set.closed) return "open";
      return condition.despite ? "met" : verdictOnWhole(wholeOf(state, set));
    default: {
      const needsSuccess = "event" in condition && condition.event === "done";
      if (needsSuccess && set.unsuccessful.length > 0) return "never";
      if (!isSettled) return "open";
      return needsSuccess ? verdictOnWhole(wholeOf(state, set)) : "met";
    }
  }
}

/** How many there are of what an `at least` counts. */
export function countedIn({ rule, scope }: Instance, { condition, set }: Extract<WaitedSet, { kind: "set" }>): number {
  const counts = scope.plan.rule(rule).conditions[condition];
  return counts !== undefined && "event" in counts && counts.event === "added" ? set.members.length : doneCount(set);
}

function verdictOnWhole(whole: boolean | undefined): Verdict {
  if (whole === undefined) return "open";
  return whole ? "met" : "not-whole";
}

/** Whether a set is whole; where that is not clear yet, it is asked again when something has changed. */
function isWholeOrUnsure(state: RunState, set: NodeSet): boolean | undefined {
  const whole = isWhole(state, set);
  if (whole === undefined) {
    set.scope.unsure.add(set);
    state.changed.add(set.scope);
  }
  return whole;
}

/** Asks again of sets of which it was not clear whether they are whole; nothing is about to fire. Answers whether any now is. */
export function askUnsure(state: RunState, scope: ScopeRun): boolean {
  const outlooks = outlooksOn(state, scope);
  const clear = [...scope.unsure].filter((set) => isWholeByNow(state, set, outlooks) !== undefined);
  for (const set of clear) {
    scope.unsure.delete(set);
    setHasChanged(state, set);
  }
  return clear.length > 0;
}

/** Nothing else can happen in the scope: what is still missing from a set will not come. Answers whether there was such a set. */
export function decideUnsure(state: RunState, scope: ScopeRun): boolean {
  for (const set of scope.unsure) {
    scope.unsure.delete(set);
    set.whole = false;
    setHasChanged(state, set);
    return true;
  }
  return false;
}

function close(state: RunState, tuple: Tuple, waited: WaitedSet): void {
  const { instance } = tuple;
  if (waited.kind === "predicate") return;
  if (waited.count > 0)
    tallyOf(state, instance.rule).tooFew ??= {
      condition: waited.condition,
      have: countedIn(instance, waited),
      want: waited.count,
    };
  const [first] = waited.set.unsuccessful;
  if (first !== undefined) {
    tallyOf(state, instance.rule).closedBy ??= { kind: "member", node: first };
    instance.scope.closedByFailure.push({ tuple, by: waited.set });
    rememberPast(state, tuple);
  }
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
  rememberPast(state, tuple);
  state.changed.add(instance.scope);
  stopWaiting(state, tuple);
}

/** The tuple is decided: it keeps nothing open any more. */
export function stopWaiting(state: RunState, tuple: Tuple): void {
  const { scope } = tuple.instance;
  if (!scope.waiting.delete(tuple)) return;
  scope.predicates.delete(tuple);
  state.active.add(scope);
  if (tuple.holds) {
    tuple.holds = false;
    scope.closure.release(scope.plan.firing(tuple.instance.rule));
    releaseRegions(state, tuple);
  }
  for (const waited of tuple.sets) if (waited.kind === "set") waited.set.waiters.delete(tuple);
}
