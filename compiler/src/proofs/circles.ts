/**
 * Soundness of waiting (language reference §4, ADG5001).
 *
 * A rule that waits for no more t waits, in the end, for each rule that waits and can lead to a t. Between waits that makes a
 * drawing; a run in which a wait is never decided goes round a circle of it. For a wait `under x` an arrow of the drawing also
 * says where the other one's own x stands: where every circle leads to an x strictly below, again and again, no run can go
 * round it, since edges lead down only.
 */
import type { RuleLike } from "../emit/number-rules.ts";
import type { TaskSymbol } from "../program.ts";
import { Descent } from "./descent.ts";
import { Drawing, type Reach } from "./drawing.ts";
import type { Growth } from "./growth.ts";
import { flatSources, holdingOf, holdingOfCondition, tasksOfHolding, type Holding } from "./holdings.ts";
import type { Liveness } from "./liveness.ts";
import { type ScopeFacts, type Wait, waitsOf } from "./proof-input.ts";
import { type Part, regionOf, type Region } from "./region.ts";

/** One step of a circle: the rule (or else a running node) adds a node of the task. */
export interface Step {
  readonly rule: RuleLike | undefined;
  readonly task: TaskSymbol;
}

/** A wait that may never end, and how its rule leads to what it waits for. */
export interface Circle {
  readonly wait: Wait;
  readonly steps: readonly Step[];
}

/**
 * Where the anchor of the wait that keeps another one waiting stands: it is the same node, it is strictly below, or that is not
 * known. A wait without `under` stands above all others.
 */
type Place = "same" | "below" | "anywhere";

/** The wait `to` may have to wait for the rule of the wait `from`, which can lead to it in these steps. */
interface Delay {
  readonly from: Wait;
  readonly to: Wait;
  readonly place: Place;
  /** Told only where it is on a circle: there may be a delay for every two waits. */
  steps(): readonly Step[];
}

/** The circles in a scope by which waits may never end: for each rule that is to blame, one. */
export function circlesOf(scope: ScopeFacts, live: Liveness, growth: Growth): readonly Circle[] {
  const waits = scope.rules.filter((rule) => live.rules.has(rule)).flatMap((rule) => waitsOf(rule, scope.facts));
  const groups = suspectsAmong(waits, scope, live, growth);
  if (groups.length === 0) return [];
  const descent = new Descent(scope, live);
  return groups.flatMap((group) => worstCircles(new DelayFinder(group, scope, growth, descent).delays()));
}

/** Waits on circles of types, and the part of the scope in which all ways between them lie. */
interface Suspects extends Part {
  readonly waits: readonly Wait[];
}

/**
 * Groups of waits that lie on circles of types, whatever stands under what. Few programs have any, so that the rest is rarely
 * asked.
 */
function suspectsAmong(waits: readonly Wait[], scope: ScopeFacts, live: Liveness, growth: Growth): readonly Suspects[] {
  if (waits.length === 0) return [];
  const drawing = growth.drawing.copy();
  for (const { rule, task } of waits) drawing.connect(growth.added(task), growth.firing(rule));
  for (const rule of scope.rules)
    if (live.rules.has(rule))
      for (const site of scope.sitesOf(rule))
        for (const source of site.sources)
          if (source.kind === "gather") drawing.connect(growth.added(source.task), growth.firing(rule));
  const component = drawing.components();
  const isSuspect = ({ rule, task }: Wait): boolean => component[growth.added(task)] === component[growth.firing(rule)];
  const groups = [...Map.groupBy(waits.filter(isSuspect), ({ rule }) => component[growth.firing(rule)]).values()];
  if (groups.length === 0) return [];
  // Under a node, what is made from a keyed one comes back with its key: no other arrow of a region is not drawn yet.
  for (const rule of scope.rules)
    if (live.rules.has(rule))
      for (const site of scope.sitesOf(rule))
        for (const source of flatSources(site, undefined, scope))
          if (source.kind === "keyed") drawing.connect(growth.added(source.task), growth.added(site.task));
  const parts = drawing.components();
  const rules = Map.groupBy(
    scope.rules.filter((rule) => live.rules.has(rule)),
    (rule) => parts[growth.firing(rule)],
  );
  const tasks = new Map<number | undefined, Set<TaskSymbol>>();
  for (const task of live.tasks)
    for (const place of [growth.added(task), growth.acting(task)])
      tasks.set(parts[place], (tasks.get(parts[place]) ?? new Set()).add(task));
  return groups.map((group) => {
    const part = group[0] === undefined ? undefined : parts[growth.firing(group[0].rule)];
    return { waits: group, rules: rules.get(part) ?? [], tasks: [...(tasks.get(part) ?? [])] };
  });
}

class DelayFinder {
  readonly #suspects: Suspects;
  readonly #scope: ScopeFacts;
  readonly #growth: Growth;
  readonly #descent: Descent;
  readonly #regions = new Map<TaskSymbol, Region>();
  readonly #outsides = new Map<number, Reach>();

  constructor(suspects: Suspects, scope: ScopeFacts, growth: Growth, descent: Descent) {
    this.#suspects = suspects;
    this.#scope = scope;
    this.#growth = growth;
    this.#descent = descent;
  }

  /** What may delay the waits among each other. */
  delays(): readonly Delay[] {
    return this.#suspects.waits.flatMap((wait) => this.#delaysOf(wait, this.#suspects.waits));
  }

  #delaysOf(to: Wait, group: readonly Wait[]): readonly Delay[] {
    const delays: Delay[] = [];
    if (to.anchor === undefined) {
      const before = this.#growth.drawing.to(this.#growth.added(to.task));
      for (const from of group) {
        const origin = this.#growth.firing(from.rule);
        const place = from.anchor === undefined ? "same" : "below";
        if (before.has(origin))
          delays.push({ from, to, place, steps: once(() => wayOf(before, origin, this.#growth)) });
      }
      return delays;
    }
    const region = this.#regionOf(to.anchor.task);
    const before = region.growth.drawing.to(region.growth.added(to.task));
    for (const from of group) {
      const origin = region.growth.firing(from.rule);
      const place = before.has(origin) ? this.#placeOf(from, to.anchor.task, region) : undefined;
      if (place !== undefined)
        delays.push({ from, to, place, steps: once(() => wayOf(before, origin, region.growth)) });
    }
    for (const { rule, place: outside } of region.outsides) {
      const entrance = region.growth.firing(rule);
      if (!before.has(entrance)) continue;
      const outer = this.#beforeOutside(outside);
      for (const from of group) {
        const origin = this.#growth.firing(from.rule);
        const steps = once(() => [...wayOf(outer, origin, this.#growth), ...wayOf(before, entrance, region.growth)]);
        if (outer.has(origin)) delays.push({ from, to, place: "anywhere", steps });
      }
    }
    return delays;
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

/** The steps on the way from a place that was reached, in a drawing gone through backwards. */
function wayOf(before: Reach, place: number, growth: Growth): readonly Step[] {
  const steps: Step[] = [];
  let rule: RuleLike | undefined;
  for (const number of before.wayFrom(place)) {
    const at = growth.place(number);
    if (at.kind === "added") steps.push({ rule, task: at.task });
    else rule = at.kind === "firing" ? at.rule : undefined;
  }
  return steps;
}

/** For each rule that can itself delay its wait, its circle; where none can, the shortest circle there is. */
function worstCircles(delays: readonly Delay[]): readonly Circle[] {
  return componentsOf(delays).flatMap((component) => {
    const astray = component.filter(({ place }) => place === "anywhere");
    const [suspects, ways] =
      astray.length > 0 ? [astray, component] : repeat(component.filter(({ place }) => place === "same"));
    const own = component.filter(({ from, to, place }) => from === to && place !== "below");
    if (own.length > 0) return distinct(own.map((delay) => circleFrom([delay])));
    const shortest = shortestCircle(suspects, ways);
    return shortest === undefined ? [] : [circleFrom(shortest)];
  });
}

/** A function that computes its answer when it is asked first, and keeps it. */
function once<T extends object>(compute: () => T): () => T {
  let answer: T | undefined;
  return () => (answer ??= compute());
}

const repeat = <T>(value: T): readonly [T, T] => [value, value];

/** The delays on circles, those that lie on circles with each other together. */
function componentsOf(delays: readonly Delay[]): readonly (readonly Delay[])[] {
  const drawing = new Drawing();
  const numbers = new Map<Wait, number>();
  for (const wait of new Set(delays.flatMap(({ from, to }) => [from, to]))) numbers.set(wait, drawing.addPlace());
  const numberOf = (wait: Wait): number => numbers.get(wait) ?? -1;
  for (const { from, to } of delays) drawing.connect(numberOf(from), numberOf(to));
  const components = drawing.components();
  const component = new Map([...numbers].map(([wait, number]) => [wait, components[number]]));
  const within = delays.filter(({ from, to }) => component.get(from) === component.get(to));
  return [...Map.groupBy(within, ({ from }) => component.get(from)).values()];
}

/** Of the circles through each of the suspects, the one with the fewest steps. */
function shortestCircle(suspects: readonly Delay[], delays: readonly Delay[]): readonly Delay[] | undefined {
  const next = Map.groupBy(delays, ({ from }) => from);
  // Where no two delays begin alike, those of a circle are on no other.
  const known = next.size === delays.length ? new Set<Delay>() : undefined;
  let shortest: { readonly way: readonly Delay[]; readonly length: number } | undefined;
  for (const suspect of suspects) {
    const way = known?.has(suspect) === true ? undefined : circleThrough(suspect, next);
    if (way === undefined) continue;
    for (const delay of way) known?.add(delay);
    const length = way.reduce((sum, { steps }) => sum + steps().length, 0);
    if (shortest === undefined || length < shortest.length) shortest = { way, length };
  }
  return shortest?.way;
}

/** The circle of the fewest delays that begins with the delay. */
function circleThrough(first: Delay, next: ReadonlyMap<Wait, readonly Delay[]>): readonly Delay[] | undefined {
  const reached = new Map<Wait, Delay>([[first.to, first]]);
  // A map hands out what is added to it while it is gone through: it is the queue.
  for (const wait of reached.keys()) {
    if (wait === first.from) return wayTo(wait, first, reached);
    for (const delay of next.get(wait) ?? []) if (!reached.has(delay.to)) reached.set(delay.to, delay);
  }
  return undefined;
}

/** The delays from `first` to a wait, where each wait was reached by one. */
function wayTo(wait: Wait, first: Delay, reached: ReadonlyMap<Wait, Delay>): readonly Delay[] {
  const way: Delay[] = [];
  for (let delay = reached.get(wait); delay !== undefined; delay = reached.get(delay.from)) {
    way.push(delay);
    if (delay === first) break;
  }
  return way.toReversed();
}

/** A circle as it is told: from its first wait in the text. */
function circleFrom(way: readonly Delay[]): Circle {
  const start = way.map(({ from }, place) => ({ from, place })).toSorted(byText)[0];
  const turned = start === undefined ? way : [...way.slice(start.place), ...way.slice(0, start.place)];
  return { wait: (turned[0] as Delay).from, steps: turned.flatMap(({ steps }) => steps()) };
}

function byText(a: { readonly from: Wait }, b: { readonly from: Wait }): number {
  return a.from.condition.span.start - b.from.condition.span.start;
}

/** One circle a rule, and of two with the same steps (a rule and one nested in it) the first. */
function distinct(circles: readonly Circle[]): readonly Circle[] {
  const rules = new Set<RuleLike>();
  const told: Circle[] = [];
  for (const circle of circles.toSorted((a, b) => byText({ from: a.wait }, { from: b.wait }))) {
    if (rules.has(circle.wait.rule)) continue;
    const steps = stepsOf(circle);
    if (told.some((other) => haveSameSteps(other, circle, steps))) continue;
    rules.add(circle.wait.rule);
    told.push(circle);
  }
  return told;
}

/** For each rule of a circle, the tasks that it adds there. */
type Steps = ReadonlyMap<RuleLike | undefined, ReadonlySet<TaskSymbol>>;

function stepsOf({ steps }: Circle): Steps {
  const tasks = new Map<RuleLike | undefined, Set<TaskSymbol>>();
  for (const { rule, task } of steps) tasks.set(rule, (tasks.get(rule) ?? new Set()).add(task));
  return tasks;
}

function haveSameSteps(a: Circle, b: Circle, stepsOfB: Steps): boolean {
  return a.steps.length === b.steps.length && a.steps.every(({ rule, task }) => stepsOfB.get(rule)?.has(task) === true);
}
