/**
 * How `no more` is decided.
 *
 * A *place* is somewhere growth can come from: the nodes of a task that can still act, a rule that can still fire, a task that
 * can still be added to. An arrow between places says "what happens here may make something happen there":
 *
 * ```text
 *              the rule fires on a t                 the rule adds a u
 *   acting(t) ──────────────────────▶ rule(r) ──────────────────────▶ added(u) ────▶ acting(u)
 * ```
 *
 * A *hold* stands at a place as long as something there can act: an unsettled node of t at `acting(t)`, a tuple that waits for a
 * set at `rule(r)`. A place is open while a hold stands at it or at a place with a path to it. Places that lead to each other in
 * a circle open and close together, so the counts are kept for each strongly connected component: its own holds, and the open
 * components with an arrow to it. Both only change with an event, each change costs constant time, and the graph is never scanned.
 * The idea is the could-result-in relation of Naiad (Murray et al., SOSP 2013), with components of types for locations.
 *
 * The same counters serve a scope and each region (`under x`) in it.
 */
import { arrowsOf, componentsOf, type Arrows } from "./components.ts";

/** Places and arrows, condensed: what a program fixes once, shared by all counters over it. */
export interface PlaceGraph {
  /** Place → component. */
  readonly component: Int32Array;
  /** Component → places in it. */
  readonly places: readonly (readonly number[])[];
  /** Component → components it has an arrow to, each once. */
  readonly successors: readonly (readonly number[])[];
  /** Component → how many components have an arrow to it. */
  readonly predecessors: Int32Array;
}

/** Condenses arrows over places `0 … size - 1`. */
export function condense(size: number, pairs: Iterable<readonly [from: number, to: number]>): PlaceGraph {
  const arrows = arrowsOf(size, [...pairs]);
  const component = new Int32Array(size);
  const places = componentsOf(size, arrows);
  for (const [index, members] of places.entries()) for (const place of members) component[place] = index;
  const successors = places.map((members, index) => successorsOf(members, index, component, arrows));
  const predecessors = new Int32Array(places.length);
  for (const targets of successors)
    for (const target of targets) predecessors[target] = (predecessors[target] ?? 0) + 1;
  return { component, places, successors, predecessors };
}

/** Other components that arrows from the members lead to, each once. */
function successorsOf(
  members: readonly number[],
  own: number,
  component: Int32Array,
  { first, to }: Arrows,
): readonly number[] {
  const found = new Set<number>();
  for (const place of members)
    for (let at = first[place] as number; at < (first[place + 1] as number); at += 1)
      found.add(component[to[at] as number] as number);
  found.delete(own);
  return [...found];
}

/** The counters of one scope or region. */
export class Closure {
  readonly #graph: PlaceGraph;
  readonly #holds: Int32Array;
  readonly #predecessors: Int32Array;
  readonly #closed: Uint8Array;
  /** Components that may have become closed. */
  #suspects: number[];

  constructor(graph: PlaceGraph) {
    this.#graph = graph;
    this.#holds = new Int32Array(graph.places.length);
    this.#predecessors = graph.predecessors.slice();
    this.#closed = new Uint8Array(graph.places.length);
    this.#suspects = [];
    for (let component = graph.places.length - 1; component >= 0; component -= 1) this.suspect(component);
  }

  hold(place: number): void {
    const component = this.componentOf(place);
    this.#holds[component] = (this.#holds[component] as number) + 1;
  }

  release(place: number): void {
    const component = this.componentOf(place);
    this.#holds[component] = (this.#holds[component] as number) - 1;
    this.suspect(component);
  }

  isClosed(place: number): boolean {
    return this.#closed[this.componentOf(place)] === 1;
  }

  isComponentClosed(component: number): boolean {
    return this.#closed[component] === 1;
  }

  componentOf(place: number): number {
    return this.#graph.component[place] as number;
  }

  /** Looks at a component again when `closeNext` is called. */
  suspect(component: number): void {
    if (this.#isQuiet(component)) this.#suspects.push(component);
  }

  /**
   * Closes one component that can be closed and answers it; `undefined` when there is none. `mayClose` can hold one back; it
   * must see to it that the component is suspected again. Nothing may be about to fire when this is called.
   */
  closeNext(mayClose?: (component: number) => boolean): number | undefined {
    for (let component = this.#suspects.pop(); component !== undefined; component = this.#suspects.pop()) {
      if (!this.#isQuiet(component) || mayClose?.(component) === false) continue;
      this.#closed[component] = 1;
      for (const next of this.#graph.successors[component] ?? []) {
        this.#predecessors[next] = (this.#predecessors[next] as number) - 1;
        this.suspect(next);
      }
      return component;
    }
    return undefined;
  }

  #isQuiet(component: number): boolean {
    return this.#holds[component] === 0 && this.#predecessors[component] === 0 && this.#closed[component] === 0;
  }
}
