/** Which waits may have to wait for which others. */
import type { RuleLike } from "../emit/number-rules.ts";
import type { TaskSymbol } from "../program.ts";
import type { Descent } from "./descent.ts";
import type { Reach } from "./drawing.ts";
import type { Growth } from "./growth.ts";
import { holdingOf, holdingOfCondition, tasksOfHolding, type Holding } from "./holdings.ts";
import type { ScopeFacts, Wait } from "./proof-input.ts";
import { type Part, regionOf, type Region } from "./region.ts";

/** One step of a circle: the rule (or else a running node) adds a node of the task. */
export interface Step {
  readonly rule: RuleLike | undefined;
  readonly task: TaskSymbol;
}

/**
 * Where the anchor of the wait that keeps another one waiting stands: it is the same node, it is strictly below, or that is not
 * known. A wait without `under` stands above all others.
 */
export type Place = "same" | "below" | "anywhere";

/** The wait `to` may have to wait for the rule of the wait `from`, which can lead to it in these steps. */
export interface Delay {
  readonly from: Wait;
  readonly to: Wait;
  readonly place: Place;
  /** Told only where it is on a circle: there may be a delay for every two waits. */
  steps(): readonly Step[];
}

/** Waits on circles of types, and the part of the scope in which all ways between them lie. */
export interface Suspects extends Part {
  readonly waits: readonly Wait[];
}

/** Finds what may delay the waits of a group. */
export class DelayFinder {
  readonly #suspects: Suspects;
  readonly #waits: ReadonlyMap<RuleLike, readonly Wait[]>;
  readonly #order: ReadonlyMap<Wait, number>;
  readonly #scope: ScopeFacts;
  readonly #growth: Growth;
  readonly #descent: Descent;
  readonly #regions = new Map<TaskSymbol, Region>();
  readonly #outsides = new Map<number, Reach>();

  constructor(suspects: Suspects, scope: ScopeFacts, growth: Growth, descent: Descent) {
    this.#suspects = suspects;
    this.#waits = Map.groupBy(suspects.waits, ({ rule }) => rule);
    this.#order = new Map(suspects.waits.map((wait, place) => [wait, place]));
    this.#scope = scope;
    this.#growth = growth;
    this.#descent = descent;
  }

  /** What may delay the waits among each other. */
  delays(): readonly Delay[] {
    return this.#suspects.waits.flatMap((wait) => this.#delaysOf(wait));
  }

  #delaysOf(to: Wait): readonly Delay[] {
    const delays: Delay[] = [];
    if (to.anchor === undefined) {
      const before = this.#growth.drawing.to(this.#growth.added(to.task));
      for (const from of this.#waitsIn(before, this.#growth)) {
        const place = from.anchor === undefined ? "same" : "below";
        delays.push({ from, to, place, steps: once(() => wayOf(before, from.rule, this.#growth)) });
      }
      return delays;
    }
    const region = this.#regionOf(to.anchor.task);
    const before = region.growth.drawing.to(region.growth.added(to.task));
    for (const from of this.#waitsIn(before, region.growth)) {
      const place = this.#placeOf(from, to.anchor.task, region);
      if (place !== undefined)
        delays.push({ from, to, place, steps: once(() => wayOf(before, from.rule, region.growth)) });
    }
    for (const { rule, place: outside } of region.outsides) {
      if (!before.has(region.growth.firing(rule))) continue;
      const outer = this.#beforeOutside(outside);
      for (const from of this.#waitsIn(outer, this.#growth)) {
        const steps = once(() => [...wayOf(outer, from.rule, this.#growth), ...wayOf(before, rule, region.growth)]);
        delays.push({ from, to, place: "anywhere", steps });
      }
    }
    return delays;
  }

  /** The waits whose rules are among what was reached, in the order of the group. */
  #waitsIn(reach: Reach, growth: Growth): readonly Wait[] {
    const { waits } = this.#suspects;
    if (reach.size > waits.length) return waits.filter(({ rule }) => reach.has(growth.firing(rule)));
    const found = new Set<Wait>();
    for (const number of reach.places()) {
      const at = growth.place(number);
      if (at.kind === "firing") for (const wait of this.#waits.get(at.rule) ?? []) found.add(wait);
    }
    return [...found].sort((a, b) => (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0));
  }

  /** What can lead to a place of the scope. */
  #beforeOutside(place: number): Reach {
    let before = this.#outsides.get(place);
    if (before === undefined) this.#outsides.set(place, (before = this.#growth.drawing.to(place)));
    return before;
  }

  #regionOf(anchor: TaskSymbol): Region {
    let region = this.#regions.get(anchor);
    if (region === undefined) {
      region = regionOf(anchor, this.#suspects, this.#scope, this.#growth, this.#descent);
      this.#regions.set(anchor, region);
    }
    return region;
  }

  /**
   * Where the anchor of `from` stands, when a firing of its rule keeps something open under an x of the region; `undefined` if
   * it never does.
   */
  #placeOf(from: Wait, x: TaskSymbol, region: Region): Place | undefined {
    const held = [...region.holdings(from.rule)].filter((holding) =>
      tasksOfHolding(holding, this.#scope).some((task) => task === x || region.members.has(task)),
    );
    if (held.length === 0) return undefined;
    const { anchor } = from;
    if (anchor === undefined) return "anywhere";
    const own = holdingOf(anchor.symbol, this.#scope);
    const places = new Set(held.map((holding) => this.#placeBy(holding, own, anchor.task, x)));
    if (places.has("anywhere")) return "anywhere";
    if (places.has("same")) return "same";
    // Edges lead down only, but a key that is met again may lead anywhere.
    return this.#descent.meetsKeys(x, anchor.task) ? "anywhere" : "below";
  }

  /** Where the node `own` of task `y` stands, if `held` is the x, or under it. */
  #placeBy(held: Holding, own: Holding, y: TaskSymbol, x: TaskSymbol): Place {
    if (held === own) return y === x ? "same" : "below";
    if (this.#parentsOf(own).has(held)) return "below";
    const parents = [...this.#parentsOf(held)];
    const isOfOwn = parents.length > 0 && parents.every((parent) => parent === own);
    if (isOfOwn && !tasksOfHolding(held, this.#scope).includes(x)) return y === x ? "same" : "below";
    return "anywhere";
  }

  /** The nodes that a node made in a body takes all its edges from; none for other nodes, and where a key may have been met. */
  #parentsOf(holding: Holding): ReadonlySet<Holding | undefined> {
    const site = holding.kind === "call" ? this.#scope.facts.sites.get(holding) : undefined;
    if (site === undefined || site.call.key !== undefined) return new Set();
    return new Set(
      site.sources.map((source) => {
        if (source.kind === "made") return source.call;
        const condition = source.kind === "bound" ? source.rule.conditions[source.condition] : undefined;
        return condition?.kind === "event" ? holdingOfCondition(condition, this.#scope) : undefined;
      }),
    );
  }
}

/** The steps on the way from a rule that was reached, in a drawing gone through backwards. */
function wayOf(before: Reach, from: RuleLike, growth: Growth): readonly Step[] {
  const steps: Step[] = [];
  let rule: RuleLike | undefined;
  for (const number of before.wayFrom(growth.firing(from))) {
    const at = growth.place(number);
    if (at.kind === "added" || at.kind === "met") steps.push({ rule, task: at.task });
    else rule = at.kind === "firing" ? at.rule : undefined;
  }
  return steps;
}

/** A function that computes its answer when it is asked first, and keeps it. */
function once<T extends object>(compute: () => T): () => T {
  let answer: T | undefined;
  return () => (answer ??= compute());
}
