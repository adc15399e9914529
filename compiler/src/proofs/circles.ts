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
import { conditionsOf } from "../scope-rules.ts";
import { Descent, tasksMetAgain } from "./descent.ts";
import { type Delay, DelayFinder, type Step, type Suspects } from "./delays.ts";
import { Drawing } from "./drawing.ts";
import type { Growth } from "./growth.ts";
import { flatSources, holdingOfCondition, tasksOfHolding } from "./holdings.ts";
import type { Liveness } from "./liveness.ts";
import { type ScopeFacts, type Wait, waitsOf } from "./proof-input.ts";

/** A wait that may never end, and how its rule leads to what it waits for. */
export interface Circle {
  readonly wait: Wait;
  readonly steps: readonly Step[];
}

/** The circles in a scope by which waits may never end: for each rule that is to blame, one. */
export function circlesOf(scope: ScopeFacts, live: Liveness, growth: Growth): readonly Circle[] {
  const waits = scope.rules.filter((rule) => live.rules.has(rule)).flatMap((rule) => waitsOf(rule, scope.facts));
  if (waits.length === 0) return [];
  const metAgain = tasksMetAgain(scope);
  const groups = suspectsAmong(waits, scope, live, growth, metAgain);
  if (groups.length === 0) return [];
  const descent = new Descent(scope, live, metAgain);
  return groups.flatMap((group) => worstCircles(new DelayFinder(group, scope, growth, descent).delays()));
}

/**
 * Groups of waits that lie on circles of types, whatever stands under what. Few programs have any, so that the rest is rarely
 * asked.
 */
function suspectsAmong(
  waits: readonly Wait[],
  scope: ScopeFacts,
  live: Liveness,
  growth: Growth,
  metAgain: ReadonlySet<TaskSymbol>,
): readonly Suspects[] {
  const rules = scope.rules.filter((rule) => live.rules.has(rule));
  const drawing = growth.drawing.copy();
  for (const { rule, task } of waits) drawing.connect(growth.added(task), growth.firing(rule));
  // Every arrow that a region may have besides: a gather takes nodes along, and so do a key that is met again and a name for an old node.
  for (const rule of rules) {
    for (const condition of conditionsOf(rule))
      for (const task of condition.kind === "event" ? tasksOfHolding(holdingOfCondition(condition, scope), scope) : [])
        if (metAgain.has(task) || scope.facts.recalling.has(condition))
          drawing.connect(growth.acting(task), growth.firing(rule));
    for (const site of scope.sitesOf(rule))
      for (const source of flatSources(site, undefined, scope)) {
        if (source.kind === "gather") drawing.connect(growth.added(source.task), growth.firing(rule));
        if (source.kind === "keyed") drawing.connect(growth.met(source.task), growth.added(site.task));
      }
  }
  const component = drawing.components();
  const isSuspect = ({ rule, task }: Wait): boolean => component[growth.added(task)] === component[growth.firing(rule)];
  const groups = [...Map.groupBy(waits.filter(isSuspect), ({ rule }) => component[growth.firing(rule)]).values()];
  if (groups.length === 0) return [];
  const rulesOf = Map.groupBy(rules, (rule) => component[growth.firing(rule)]);
  const tasks = new Map<number | undefined, Set<TaskSymbol>>();
  for (const task of live.tasks)
    for (const place of [growth.added(task), growth.acting(task)])
      tasks.set(component[place], (tasks.get(component[place]) ?? new Set()).add(task));
  return groups.map((group) => {
    const part = group[0] === undefined ? undefined : component[growth.firing(group[0].rule)];
    return { waits: group, rules: rulesOf.get(part) ?? [], tasks: [...(tasks.get(part) ?? [])] };
  });
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
