/**
 * Where growth can come from, as the engine's own counters see it: the places of a scope, or of a region in it, what stands at each and
 * keeps it open, and what leads to it.
 */
import { anchorsAround, isWaitedFor, outsideMatters, type Region } from "../region.ts";
import { pushTo, type RunState, type ScopeRun, type Tuple } from "../state.ts";
import type { Outside } from "../region-plan.ts";
import type { RuleId, TaskId } from "../workflow.ts";

export type Place =
  | { readonly kind: "added"; readonly task: TaskId }
  | { readonly kind: "acting"; readonly task: TaskId }
  /** `at`: the number of the place, of which a rule may have several in a region. */
  | { readonly kind: "firing"; readonly rule: RuleId; readonly at: number };

export interface Ground {
  /** Of all grounds of a run, this one's own. */
  readonly name: string;
  readonly scope: ScopeRun;
  readonly region: Region | undefined;
  /** Where nodes of a task are added. */
  added(task: TaskId): number | undefined;
  /** Whether nothing can happen at a place any more. */
  isClosed(place: number): boolean;
  placeOf(place: number): Place;
  /** Open places with an arrow to this one. */
  into(place: number): readonly number[];
  /** Nodes of a task, all those among them that have not settled: these stand at the place where they act. */
  members(task: TaskId): readonly number[];
  /** Tuples that stand at the place of their rule. */
  waiting(rule: RuleId): readonly Tuple[];
  /** What elsewhere in the scope may make the rule at a place add something here. */
  elsewhere(place: number): readonly Elsewhere[];
}

/** An open place of the scope, or a node for which a rule that gathers under it may still fire. */
export type Elsewhere =
  | { readonly kind: "place"; readonly place: number }
  | { readonly kind: "node"; readonly node: number; readonly rule: RuleId; readonly position: number };

/** Tuples that wait in a scope, those of nested rules that have yet to listen among them, by rule. */
export function waitingByRule(scope: ScopeRun): ReadonlyMap<RuleId, readonly Tuple[]> {
  const byRule = new Map<RuleId, Tuple[]>();
  for (const tuple of scope.waiting) pushTo(byRule, tuple.instance.rule, tuple);
  for (const tuple of scope.holders.values()) pushTo(byRule, tuple.instance.rule, tuple);
  return byRule;
}

type Waiting = () => ReadonlyMap<RuleId, readonly Tuple[]>;

export function scopeGround(scope: ScopeRun, waiting: Waiting): Ground {
  const { plan, closure } = scope;
  const size = plan.tasks.length;
  const into = arrowsInto(plan.arrows);
  return {
    name: `${scope.id}`,
    scope,
    region: undefined,
    added: (task) => plan.added(task),
    isClosed: (place) => closure.isClosed(place),
    placeOf(place) {
      if (place < size) return { kind: "added", task: plan.tasks[place] as TaskId };
      if (place < 2 * size) return { kind: "acting", task: plan.tasks[place - size] as TaskId };
      return { kind: "firing", rule: plan.rules[place - 2 * size] as RuleId, at: place };
    },
    into: (place) => (into.get(place) ?? []).filter((from) => !closure.isClosed(from)),
    members: (task) => scope.sets.get(task)?.members ?? [],
    waiting: (rule) => (waiting().get(rule) ?? []).filter(({ holds }) => holds),
    elsewhere: () => [],
  };
}

export function regionGround(state: RunState, region: Region, waiting: Waiting): Ground {
  const { plan, scope, closure, anchor } = region;
  const { tasks } = scope.plan;
  const size = tasks.length;
  const into = arrowsInto(plan.arrows);
  const members = once(() => {
    const byTask = new Map<TaskId, number[]>();
    for (const node of region.members) pushTo(byTask, state.graph.task(node), node);
    // Another node of the anchor's task has a region of its own.
    return byTask.set(plan.anchor, [anchor]);
  });
  return {
    name: `${scope.id} under ${anchor} of ${plan.anchor}`,
    scope,
    region,
    added: (task) => plan.added(task),
    isClosed: (place) => closure.isClosed(place),
    placeOf(place) {
      if (place === plan.root) return { kind: "acting", task: plan.anchor };
      if (place <= size) return { kind: "added", task: tasks[place - 1] as TaskId };
      if (place <= 2 * size) return { kind: "acting", task: tasks[place - size - 1] as TaskId };
      return { kind: "firing", rule: plan.ruleAt.get(place) as RuleId, at: place };
    },
    into: (place) => (into.get(place) ?? []).filter((from) => !closure.isClosed(from)),
    members: (task) => members().get(task) ?? [],
    waiting: (rule) => (waiting().get(rule) ?? []).filter(({ held }) => held?.has(region) === true),
    elsewhere: (place) => plan.outsidesAt(place).flatMap((outside) => elsewhereOf(state, region, outside)),
  };
}

/** What of an outside keeps the region open, as `closeRegion` asks it. */
function elsewhereOf(state: RunState, region: Region, { place, reason }: Outside): readonly Elsewhere[] {
  if (region.scope.closure.isClosed(place) || !outsideMatters(region, reason)) return [];
  if (reason.kind !== "gathered" || reason.position === undefined) return [{ kind: "place", place }];
  const { rule, position } = reason;
  return [...new Set(anchorsAround(region, reason))]
    .filter((node) => !state.graph.isSettled(node) || isWaitedFor(state, node, rule, position))
    .map((node) => ({ kind: "node", node, rule, position }));
}

const known = new WeakMap<object, ReadonlyMap<number, readonly number[]>>();

/** Arrows by where they lead to; a program's arrows never change. */
function arrowsInto(arrows: readonly (readonly [from: number, to: number])[]): ReadonlyMap<number, readonly number[]> {
  let into = known.get(arrows);
  if (into === undefined) {
    const sets = new Map<number, Set<number>>();
    for (const [from, to] of arrows) sets.set(to, (sets.get(to) ?? new Set()).add(from));
    known.set(arrows, (into = new Map([...sets].map(([to, froms]) => [to, [...froms]]))));
  }
  return into;
}

function once<T extends object>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
