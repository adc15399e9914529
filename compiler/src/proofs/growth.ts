/**
 * Where growth of a scope can come from: the places by which the engine decides `no more`, drawn from the text.
 *
 *              a rule fires on a t                the rule adds a u
 *   acting(t) ────────────────────▶ firing(r) ────────────────────▶ added(u) ────▶ acting(u)
 *
 * Whatever may still happen at a place may make something happen at each place that can be reached from it.
 */
import type { RuleLike } from "../emit/number-rules.ts";
import type { TaskSymbol } from "../program.ts";
import { conditionsOf } from "../scope-rules.ts";
import { Drawing } from "./drawing.ts";
import type { Liveness } from "./liveness.ts";
import { type ScopeFacts, spawnedBy, taskOfEvent, taskOfSet } from "./proof-input.ts";

/** What a place stands for. */
export type Place =
  | { readonly kind: "added" | "acting" | "met"; readonly task: TaskSymbol }
  | { readonly kind: "firing"; readonly rule: RuleLike };

/** A drawing whose places are tasks and rules. */
export class Growth {
  readonly drawing = new Drawing();
  readonly #places: Place[] = [];
  readonly #numbers = {
    added: new Map<TaskSymbol, number>(),
    acting: new Map<TaskSymbol, number>(),
    met: new Map<TaskSymbol, number>(),
    firing: new Map<RuleLike, number>(),
  };

  added(task: TaskSymbol): number {
    return this.#number(this.#numbers.added, task, { kind: "added", task });
  }

  /** A node of the task can act: it has not settled. */
  acting(task: TaskSymbol): number {
    return this.#number(this.#numbers.acting, task, { kind: "acting", task });
  }

  /** The key of a node of the task that is there already is met again. */
  met(task: TaskSymbol): number {
    return this.#number(this.#numbers.met, task, { kind: "met", task });
  }

  firing(rule: RuleLike): number {
    return this.#number(this.#numbers.firing, rule, { kind: "firing", rule });
  }

  place(number: number): Place {
    const place = this.#places[number];
    if (place === undefined) throw new Error(`Internal fault: there is no place ${number}.`);
    return place;
  }

  #number<K>(numbers: Map<K, number>, key: K, place: Place): number {
    let number = numbers.get(key);
    if (number === undefined) {
      number = this.drawing.addPlace();
      numbers.set(key, number);
      this.#places.push(place);
    }
    return number;
  }
}

/** Draws the places of a scope. Rules that can never fire lead nowhere. */
export function growthOf(scope: ScopeFacts, live: Liveness): Growth {
  const { facts } = scope;
  const growth = new Growth();
  const { drawing } = growth;
  for (const task of live.tasks) {
    drawing.connect(growth.added(task), growth.acting(task));
    for (const spawned of spawnedBy(task, facts)) drawing.connect(growth.acting(task), growth.added(spawned));
  }
  for (const rule of scope.rules) {
    if (!live.rules.has(rule)) continue;
    const firing = growth.firing(rule);
    const outer = scope.around.get(rule);
    if (outer !== undefined) drawing.connect(growth.firing(outer), firing);
    for (const place of watchedPlaces(rule, facts, growth)) drawing.connect(place, firing);
    for (const { task, call } of scope.sitesOf(rule)) {
      drawing.connect(firing, growth.added(task));
      if (call.key !== undefined) drawing.connect(firing, growth.met(task));
    }
  }
  return growth;
}

/** The places whose nodes the rule fires on. What a name holds is there already, so nothing leads to the rule from it. */
function watchedPlaces(rule: RuleLike, facts: ScopeFacts["facts"], growth: Growth): readonly number[] {
  return conditionsOf(rule).flatMap((condition) => {
    if (condition.kind === "no-more" || condition.kind === "all") return [];
    const task = condition.kind === "event" ? taskOfEvent(condition, facts) : taskOfSet(condition, facts);
    if (task === undefined) return [];
    return [condition.event === "added" ? growth.added(task) : growth.acting(task)];
  });
}
