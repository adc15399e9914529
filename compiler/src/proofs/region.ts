/**
 * What may grow under one node x of a task, from the text: the drawing by which the engine decides `no more t under x`. No arrow
 * leaves an x, since what is under another x is its own affair; and one from a node to what a rule adds stands only where that
 * takes an edge from the node. What may come from nodes that are not under x is kept apart as an *outside* of a rule.
 */
import { nestedRules, type RuleLike } from "../emit/number-rules.ts";
import type * as ast from "../ast.ts";
import type { AddSite, Symbol, TaskSymbol } from "../program.ts";
import { conditionsOf } from "../scope-rules.ts";
import type { Descent } from "./descent.ts";
import { Growth } from "./growth.ts";
import {
  flatSources,
  heldFromAround,
  isOwnCondition,
  neededNodes,
  tasksOfHolding,
  type FlatSource,
  type Holding,
} from "./holdings.ts";
import { anchorOfSymbol, type ScopeFacts, spawnedBy, taskOfEvent, taskOfSet } from "./proof-input.ts";

/** While the place of the scope is open, the rule may add under x. */
export interface Outside {
  readonly rule: RuleLike;
  /** Place of the scope's drawing. */
  readonly place: number;
}

export interface Region {
  readonly anchor: TaskSymbol;
  readonly growth: Growth;
  readonly outsides: readonly Outside[];
  /** Tasks whose nodes may be under an x. */
  readonly members: ReadonlySet<TaskSymbol>;
  /** The nodes by which a firing of the rule, while it waits, keeps open what they are under. */
  holdings(rule: RuleLike): ReadonlySet<Holding>;
}

/** The rules and tasks between which ways are looked for: nothing outside of them lies on a way from one to another. */
export interface Part {
  readonly rules: readonly RuleLike[];
  readonly tasks: readonly TaskSymbol[];
}

/** Draws what may grow under a node of `anchor` in a part of the scope. `growth` is that of the scope. */
export function regionOf(
  anchor: TaskSymbol,
  { rules, tasks }: Part,
  scope: ScopeFacts,
  growth: Growth,
  descent: Descent,
): Region {
  const members = descent.below(anchor);
  const region = new Growth();
  const outsides: Outside[] = [];

  for (const task of tasks) {
    if (task !== anchor) region.drawing.connect(region.added(task), region.acting(task));
    for (const spawned of spawnedBy(task, scope.facts))
      region.drawing.connect(region.acting(task), region.added(spawned));
  }
  for (const rule of rules) {
    const firing = region.firing(rule);
    for (const nested of nestedRules(rule.body)) region.drawing.connect(firing, region.firing(nested));
    const sources = scope.sitesOf(rule).map((site) => ({ site, flat: flatSources(site, anchor, scope) }));
    // What comes from nothing but an x that the same body makes is under that x alone.
    for (const { site } of sources) {
      if (isOfNewAnchors(site, anchor, scope)) continue;
      region.drawing.connect(firing, region.added(site.task));
      if (site.call.key !== undefined) region.drawing.connect(firing, region.met(site.task));
    }
    drawConditions(rule, firing);
    for (const { flat } of sources) for (const source of flat) drawSource(rule, firing, source);
  }
  for (const site of descent.comingAlong)
    for (const source of flatSources(site, anchor, scope))
      if (source.kind === "keyed" && source.task !== anchor)
        region.drawing.connect(region.met(source.task), region.added(site.task));

  const holdings = new Map<RuleLike, ReadonlySet<Holding>>();
  return {
    anchor,
    growth: region,
    outsides,
    members,
    holdings(rule) {
      let found = holdings.get(rule);
      if (found === undefined) {
        const needed = [...neededNodes(rule, anchor, scope).values()].map(({ holding }) => holding);
        holdings.set(rule, (found = new Set([...heldFromAround(rule, scope), ...needed])));
      }
      return found;
    },
  };

  function isInside(tasks: readonly TaskSymbol[]): boolean {
    return tasks.some((task) => task === anchor || members.has(task));
  }

  function drawConditions(rule: RuleLike, firing: number): void {
    const watched = watchedIn(rule);
    const isArmed = scope.around.has(rule) && watched.size > 0;
    if (isArmed && [...heldFromAround(rule, scope)].some((held) => isInside(tasksOfHolding(held, scope))))
      for (const place of watched.values()) outsides.push({ rule, place });
    for (const [condition, { holding }] of neededNodes(rule, anchor, scope)) {
      if (!isOwnCondition(condition, rule) || condition.kind !== "event") continue;
      const task = taskOfEvent(condition, scope.facts);
      if (task !== undefined && !(condition.event === "added" && task === anchor))
        region.drawing.connect(condition.event === "added" ? region.added(task) : region.acting(task), firing);
      // A node that is held may come into the region later: one that is recalled when it is made, any with a key that is met again.
      const recalls = scope.facts.recalling.has(condition);
      if (task === undefined && condition.event !== "added")
        for (const held of tasksOfHolding(holding, scope))
          if (held !== anchor && (recalls || descent.metAgain.has(held)))
            region.drawing.connect(region.acting(held), firing);
      if (!isInside(tasksOfHolding(holding, scope))) continue;
      for (const [other, place] of watched) if (other !== condition) outsides.push({ rule, place });
      // It may have met this node already and still wait for one that it holds, or for the rule around it to make it.
      const conditions = conditionsOf(rule).filter((each) => each.kind === "event");
      if (conditions.some((each) => each !== condition && taskOfEvent(each, scope.facts) === undefined))
        outsides.push({ rule, place: growth.firing(rule) });
      const outer = scope.around.get(rule);
      if (outer !== undefined && (task !== undefined || recalls)) outsides.push({ rule, place: growth.firing(outer) });
    }
  }

  /** The places of the scope that give the rule a node. */
  function watchedIn(rule: RuleLike): ReadonlyMap<ast.Condition, number> {
    const places = new Map<ast.Condition, number>();
    for (const condition of conditionsOf(rule)) {
      if (condition.kind === "no-more" || condition.kind === "all") continue;
      const task = condition.kind === "event" ? taskOfEvent(condition, scope.facts) : taskOfSet(condition, scope.facts);
      if (task !== undefined)
        places.set(condition, condition.event === "added" ? growth.added(task) : growth.acting(task));
    }
    return places;
  }

  /** Whether the rule fires for the node that the name stands for whatever other nodes there are, and no key leads elsewhere. */
  function isDecidedBy(rule: RuleLike, symbol: Symbol | undefined): boolean {
    const events = conditionsOf(rule).filter((each) => each.kind === "event");
    const isAlone = !scope.around.has(rule) && events.length === 1;
    return isAlone && !descent.hasKeys && symbol?.kind === "bound" && symbol.rule === rule;
  }

  function drawSource(rule: RuleLike, firing: number, source: FlatSource): void {
    if (source.kind === "keyed") outsides.push({ rule, place: growth.firing(source.rule) });
    if (source.kind !== "gather") return;
    if (source.task !== anchor) region.drawing.connect(region.added(source.task), firing);
    if (!isInside([source.task])) return;
    const under = source.under === undefined ? undefined : anchorOfSymbol(source.under)?.task;
    const isWithin =
      under !== undefined && isDecidedBy(rule, source.under) && descent.isWithin(source.task, under, anchor);
    if (source.task === anchor || !isWithin) outsides.push({ rule, place: growth.firing(rule) });
  }
}

/** Whether all that the site adds hangs on nothing but anchors that the same body makes, and no key may bring back. */
function isOfNewAnchors(site: AddSite, anchor: TaskSymbol, scope: ScopeFacts): boolean {
  return site.sources.every((source) => {
    const made = source.kind === "made" ? scope.facts.sites.get(source.call) : undefined;
    if (made === undefined || made.owner !== site.owner || made.call.key !== undefined) return false;
    return made.task === anchor || (made.sources.length > 0 && isOfNewAnchors(made, anchor, scope));
  });
}
