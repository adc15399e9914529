/**
 * What may grow under one node.
 *
 * The *region* of a node x of task X is x and all that is under it: reached from x by edges (and by keys met again) without
 * another X in between. Inside, growth is decided by the same counters as in a scope, over places of its own:
 *
 * ```text
 *   root (x can act) ──▶ firing(r) ──▶ added(t) ──▶ acting(t) ──▶ firing(r′) ──▶ …      no arrow leaves an X
 * ```
 *
 * An arrow from `acting(u)` to `firing(r)` stands only where what r adds would be under the u it fires on: where a site of r (or
 * of a rule nested in it) takes an edge from that node. What depends on nodes outside the region is an *outside* of a rule: while
 * its scope's place is open and its reason holds, the rule may still add below x.
 *
 * A key that is met again puts an old node under x, and with it what the body that made the node, and the rules in that body, make
 * from it. Nothing else of these rules comes along: each has a place of its own for what is *brought* by nodes of a task, from which
 * arrows lead to no more than that.
 */
import { condense, type PlaceGraph } from "./closure.ts";
import { isNodeCondition } from "./conditions.ts";
import type { ScopePlan } from "./scope-plan.ts";
import { bringsAlong, broughtBy, tasksMetAgain } from "./region-keys.ts";
import {
  flatSources,
  isOfNewAnchors,
  neededPositions,
  positionOf,
  sourceTask,
  type Position,
} from "./region-sources.ts";
import type { Rule, RuleId, TaskId } from "./workflow.ts";

/** When an outside place matters to a region. */
export type OutsideReason =
  | { readonly kind: "always" }
  /** Nodes of the task are in the region (or are its anchor). */
  | { readonly kind: "members"; readonly task: TaskId }
  /**
   * Nodes of the task are in the region (or are its anchor) and also under a node of `around` that is not: a gather `under` that
   * one takes them along. `position`: where the rule that gathers fires on it; there `rule` may still fire.
   */
  | {
      readonly kind: "gathered";
      readonly task: TaskId;
      readonly around: TaskId;
      readonly rule: RuleId;
      /** Absent where more than that node decides whether the rule fires. */
      readonly position: number | undefined;
    }
  /** Nested rules that hold a node of the region wait for nodes of any kind. */
  | { readonly kind: "armed"; readonly rule: RuleId };

export interface Outside {
  /** Place of the scope. */
  readonly place: number;
  readonly reason: OutsideReason;
}

export interface RegionPlan {
  readonly anchor: TaskId;
  /** Tasks that are asked for under the anchor. */
  readonly queries: ReadonlySet<TaskId>;
  readonly places: PlaceGraph;
  /** What the places were condensed from. */
  readonly arrows: readonly (readonly [from: number, to: number])[];
  readonly root: number;
  /** Places; `undefined` where nothing of that kind can matter to a query. */
  added(task: TaskId): number | undefined;
  acting(task: TaskId): number | undefined;
  firing(rule: RuleId): number | undefined;
  /** Where a tuple of the rule stands: it may fire, and may add what is brought by keys. */
  standing(rule: RuleId): readonly number[];
  /** The places at which each rule stands. */
  readonly ruleAt: ReadonlyMap<number, RuleId>;
  /** Whether nothing of the scope outside can add to a region. */
  readonly isSelfContained: boolean;
  /** Component → what of the scope may still add to it. */
  readonly outsides: readonly (readonly Outside[])[];
  outsidesAt(place: number): readonly Outside[];
  /** Tasks of which a key met again may put old nodes under new ones. */
  readonly metAgain: ReadonlySet<TaskId>;
  /** Whether nodes that the rule, or one nested in it, has added may come into the region later: a key is met again. */
  bringsAlong(rule: RuleId): boolean;
  /** Nodes in a tuple of `rule` (or of a rule around it) that put what it adds into their region. */
  positions(rule: RuleId): readonly Position[];
  /** Tasks whose nodes a region must list. */
  readonly listed: ReadonlySet<TaskId>;
  /** Tasks whose nodes can stand between the anchor and a listed one: membership follows edges, not what rules may do. */
  readonly tracked: ReadonlySet<TaskId>;
}

export function planRegion(plan: ScopePlan, anchor: TaskId, queries: ReadonlySet<TaskId>): RegionPlan {
  const size = plan.tasks.length;
  const added = (task: TaskId): number => 1 + plan.taskIndex(task);
  const acting = (task: TaskId): number => (task === anchor ? 0 : 1 + size + plan.taskIndex(task));
  const firing = (rule: RuleId): number => 1 + 2 * size + plan.ruleIndex(rule);
  const arrows: [number, number][] = [];
  const outsides = new Map<number, Outside[]>();
  const positions = new Map<RuleId, readonly Position[]>();
  const listed = new Set<TaskId>(queries);
  const fromOutside = (at: number, place: number, reason: OutsideReason): void => {
    if (reason.kind !== "armed" && reason.kind !== "always" && reason.task !== anchor) listed.add(reason.task);
    outsides.set(at, [...(outsides.get(at) ?? []), { place, reason }]);
  };

  /** What joins or gathers nodes of a task has the anchor among them, or has none before one is in the region. */
  const aboutNodes = (task: TaskId): OutsideReason =>
    task === anchor ? { kind: "always" } : { kind: "members", task };

  /** Rules by which an old node of the task may come into the region: they add one with a key. */
  const rulesMeeting = (task: TaskId): readonly RuleId[] =>
    plan.rules.filter(
      (id) =>
        plan.live.has(id) &&
        plan.rule(id).sites.some((site) => site.keyed && site.task === task && !isOfNewAnchors(plan, anchor, id, site)),
    );

  const metAgain = tasksMetAgain(plan);
  const makers = broughtBy(plan, anchor);
  const brought = new Map<string, number>();
  for (const id of plan.rules)
    for (const task of makers.get(id)?.keys() ?? [])
      brought.set(`${id} ${task}`, 1 + 2 * size + plan.rules.length + brought.size);
  const bringing = (rule: RuleId, task: TaskId): number => brought.get(`${rule} ${task}`) as number;
  const standing = (rule: RuleId): readonly number[] => [
    firing(rule),
    ...[...(makers.get(rule)?.keys() ?? [])].map((task) => bringing(rule, task)),
  ];

  for (const task of plan.tasks) {
    if (task !== anchor) arrows.push([added(task), acting(task)]);
    for (const spawned of plan.workflow.tasks[task]?.spawns ?? []) arrows.push([acting(task), added(spawned)]);
  }
  for (const id of plan.rules) {
    if (!plan.live.has(id)) continue;
    const rule = plan.rule(id);
    for (const child of rule.nested) arrows.push([firing(id), firing(child)]);
    // What comes from nothing but an x that the same body makes is under that x alone.
    for (const site of rule.sites)
      if (!isOfNewAnchors(plan, anchor, id, site)) arrows.push([firing(id), added(site.task)]);
    const needed = neededPositions(plan, anchor, id);
    positions.set(id, needed);
    const waitsForOthers = rule.conditions.some(({ kind }) => kind === "each" || kind === "keyed");
    if (rule.parent !== undefined && waitsForOthers)
      for (const place of placesWatched(plan, rule))
        for (const at of standing(id)) fromOutside(at, place, { kind: "armed", rule: id });
    for (const [task, by] of makers.get(id) ?? []) {
      const at = bringing(id, task);
      for (const maker of by) fromOutside(at, plan.firing(maker), { kind: "always" });
      if (task !== anchor) for (const meeting of rulesMeeting(task)) arrows.push([firing(meeting), at]);
      for (const child of rule.nested)
        if (makers.get(child)?.has(task) === true) arrows.push([at, bringing(child, task)]);
    }
    for (const position of needed) {
      const condition = rule.conditions[position.condition];
      if (position.rule !== id || condition === undefined || !isNodeCondition(condition)) continue;
      // A node that is held may come into the region later: one that is recalled when it is made, any with a key that is met again.
      const recalls = condition.kind === "held" && condition.recalls === true;
      if (condition.kind !== "held" || recalls || (condition.task !== anchor && metAgain.has(condition.task))) {
        const isAdded = condition.event === "added";
        if (!isAdded || condition.task !== anchor)
          arrows.push([isAdded ? added(condition.task) : acting(condition.task), firing(id)]);
      }
      // The rule may have met this node already and still wait for others: for nodes of any kind, for one that it holds, or, nested,
      // for the rule around it to make it. A nested rule that holds this node, too, keeps the region open by itself; but the rule
      // around may yet make one for a node that it recalls, wherever that is.
      const holds = rule.conditions.some(({ kind }, index) => kind === "held" && index !== position.condition);
      const others = placesWatched(plan, rule, position.condition);
      if (holds && condition.kind !== "held") others.push(plan.firing(id));
      if (rule.parent !== undefined && (holds || condition.kind !== "held" || recalls))
        others.push(plan.firing(rule.parent));
      for (const place of others) fromOutside(firing(id), place, aboutNodes(condition.task));
    }
    for (const site of rule.sites) {
      for (const source of flatSources(plan, anchor, site)) {
        if (source.kind === "keyed") arrows.push([bringing(id, source.task), added(site.task)]);
        if (source.kind !== "gather") continue;
        if (source.task !== anchor) arrows.push([added(source.task), firing(id)]);
        const reason: OutsideReason =
          source.under === undefined
            ? aboutNodes(source.task)
            : {
                kind: "gathered",
                task: source.task,
                around: source.under.task,
                rule: id,
                position: metAgain.has(source.task) ? undefined : decidingPosition(plan, id, source.under.name),
              };
        fromOutside(firing(id), plan.firing(id), reason);
      }
    }
  }

  const useful = reaching(
    1 + 2 * size + plan.rules.length + brought.size,
    arrows,
    [...queries].map((task) => added(task)),
  );
  const usefulArrows = arrows.filter(([from, to]) => useful[from] && useful[to]);
  const places = condense(useful.length, usefulArrows);
  const ifUseful = (place: number): number | undefined => (useful[place] ? place : undefined);
  const outsidesOf: Outside[][] = places.places.map(() => []);
  for (const [at, list] of outsides) if (useful[at]) outsidesOf[places.component[at] as number]?.push(...list);
  const stands = new Map(plan.rules.map((rule) => [rule, standing(rule).filter((place) => useful[place])]));
  return {
    anchor,
    queries,
    places,
    arrows: usefulArrows,
    root: 0,
    added: (task) => ifUseful(added(task)),
    acting: (task) => ifUseful(acting(task)),
    firing: (rule) => ifUseful(firing(rule)),
    standing: (rule) => stands.get(rule) ?? [],
    ruleAt: new Map([...stands].flatMap(([rule, at]) => at.map((place) => [place, rule] as const))),
    isSelfContained: outsidesOf.every((list) => list.length === 0),
    outsides: outsidesOf,
    outsidesAt: (place) => outsides.get(place) ?? [],
    metAgain,
    bringsAlong: (rule) => bringsAlong(plan, rule, metAgain),
    positions: (rule) => positions.get(rule) ?? [],
    listed,
    tracked: trackedTasks(plan, anchor, listed),
  };
}

/** Every task from which edges may lead to a listed one without an anchor in between. */
function trackedTasks(plan: ScopePlan, anchor: TaskId, listed: ReadonlySet<TaskId>): ReadonlySet<TaskId> {
  const before = new Map<TaskId, Set<TaskId>>();
  for (const id of plan.rules)
    for (const site of plan.rule(id).sites)
      for (const source of site.sources) {
        const task = sourceTask(plan, source);
        if (task === undefined || task === anchor) continue;
        const tasks = before.get(site.task) ?? new Set();
        before.set(site.task, tasks.add(task));
      }
  for (const task of plan.tasks)
    for (const spawned of plan.workflow.tasks[task]?.spawns ?? []) {
      const tasks = before.get(spawned) ?? new Set();
      if (task !== anchor) before.set(spawned, tasks.add(task));
    }
  const tracked = new Set<TaskId>();
  const todo = [...listed];
  for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
    if (tracked.has(task)) continue;
    tracked.add(task);
    todo.push(...(before.get(task) ?? []));
  }
  return tracked;
}

/** Places of the scope that can give `rule` a node, but for the condition `except`. */
function placesWatched(plan: ScopePlan, rule: Rule, except?: number): number[] {
  return rule.conditions.flatMap((condition, index) => {
    if (index === except) return [];
    if (condition.kind === "at-least" && condition.of.kind === "task")
      return [condition.event === "added" ? plan.added(condition.of.task) : plan.acting(condition.of.task)];
    if (condition.kind !== "each" && condition.kind !== "keyed") return [];
    return [condition.event === "added" ? plan.added(condition.task) : plan.acting(condition.task)];
  });
}

/**
 * The condition that binds `name`, where whether the rule fires for that node depends on no other node: a tuple waits for it, or it is yet
 * to end. One that waits for a number of nodes is not held to wait.
 */
function decidingPosition(plan: ScopePlan, id: RuleId, name: string): number | undefined {
  const rule = plan.rule(id);
  const position = positionOf(plan, id, name);
  const counts = rule.conditions.some((condition) => condition.kind === "at-least" && condition.of.kind === "task");
  const isAlone = rule.parent === undefined && !counts && rule.conditions.filter(isNodeCondition).length === 1;
  return position?.rule === id && isAlone ? position.condition : undefined;
}

function reaching(size: number, arrows: readonly (readonly [number, number])[], targets: readonly number[]): boolean[] {
  const incoming = new Map<number, number[]>();
  for (const [from, to] of arrows) incoming.set(to, [...(incoming.get(to) ?? []), from]);
  const reached = Array.from({ length: size }, () => false);
  const todo = [...targets];
  for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
    if (reached[place]) continue;
    reached[place] = true;
    todo.push(...(incoming.get(place) ?? []));
  }
  return reached;
}
