/** Which nodes may be under which, told from where the edges of each site come from. */
import type { RuleLike } from "../emit/number-rules.ts";
import type { AddSite, Source, TaskSymbol } from "../program.ts";
import { flatSources, holdingOf, holdingOfCondition, type Holding } from "./holdings.ts";
import type { Liveness } from "./liveness.ts";
import { anchorOfSymbol, type ScopeFacts, spawnedBy } from "./proof-input.ts";

/** Tasks of which a key met again may put old nodes under new ones: those with keys, and what descends from them. */
export function tasksMetAgain(scope: ScopeFacts): ReadonlySet<TaskSymbol> {
  const sites = scope.rules.flatMap(scope.sitesOf);
  const met = new Set(sites.filter(({ call }) => call.key !== undefined).map(({ task }) => task));
  const next = Map.groupBy(
    sites.flatMap(({ task, sources }) => sources.map((source) => ({ from: source.task, task }))),
    ({ from }) => from,
  );
  // A set hands out what is added to it while it is gone through: it is the queue.
  for (const task of met) {
    for (const below of next.get(task) ?? []) met.add(below.task);
    for (const spawned of spawnedBy(task, scope.facts)) met.add(spawned);
  }
  return met;
}

export class Descent {
  /** Whether some rule of the scope adds by key. */
  readonly hasKeys: boolean;
  readonly metAgain: ReadonlySet<TaskSymbol>;
  /** What comes along when the key of a node is met again: it was made from the node in the same body, or in a rule in that. */
  readonly comingAlong: readonly AddSite[];
  readonly #scope: ScopeFacts;
  /** What adds nodes of each task. */
  readonly #sites: ReadonlyMap<TaskSymbol, readonly AddSite[]>;
  /** What adds by key. */
  readonly #keyed: readonly AddSite[];
  readonly #leadsTo = new Map<TaskSymbol, Set<TaskSymbol>>();
  readonly #below = new Map<TaskSymbol, ReadonlySet<TaskSymbol>>();
  readonly #shared = new Map<TaskSymbol, { readonly decided: Set<TaskSymbol>; readonly shared: Set<TaskSymbol> }>();

  /** `metAgain`: what `tasksMetAgain` answers for the scope. */
  constructor(scope: ScopeFacts, live: Liveness, metAgain: ReadonlySet<TaskSymbol>) {
    this.metAgain = metAgain;
    this.#scope = scope;
    const sites = scope.rules.filter((rule: RuleLike) => live.rules.has(rule)).flatMap(scope.sitesOf);
    this.#sites = Map.groupBy(sites, ({ task }) => task);
    this.hasKeys = scope.rules.some((rule) => scope.sitesOf(rule).some(({ call }) => call.key !== undefined));
    this.comingAlong = this.hasKeys
      ? sites.filter((site) => flatSources(site, undefined, scope).some(({ kind }) => kind === "keyed"))
      : [];
    this.#keyed = sites.filter(({ call }) => call.key !== undefined);
    const lead = (from: TaskSymbol, to: TaskSymbol): void => {
      this.#leadsTo.set(from, (this.#leadsTo.get(from) ?? new Set()).add(to));
    };
    for (const site of sites) for (const source of site.sources) lead(source.task, site.task);
    for (const task of live.tasks) for (const spawned of spawnedBy(task, scope.facts)) lead(task, spawned);
  }

  /** Tasks whose nodes may be under a node x of `anchor`: edges lead there with no other x in between. */
  below(anchor: TaskSymbol): ReadonlySet<TaskSymbol> {
    let below = this.#below.get(anchor);
    if (below === undefined) this.#below.set(anchor, (below = this.#reached(anchor, anchor)));
    return below;
  }

  /** Whether what is under a node of `upper` may be there because a key was met again. */
  meetsKeys(upper: TaskSymbol, lower: TaskSymbol): boolean {
    const below = this.below(upper);
    return this.#keyed.some(({ task }) => below.has(task) && (task === lower || this.below(task).has(lower)));
  }

  /**
   * Whether a `task` node that is under an x of `outer` is certainly under no more than one y of `inner`, and that y is under
   * the same x, or is x.
   */
  isWithin(task: TaskSymbol, inner: TaskSymbol, outer: TaskSymbol): boolean {
    if (this.#isShared(task, inner)) return false;
    return inner === outer || !this.#reached(outer, inner).has(task);
  }

  /** What edges lead to from `origin` without passing through `border`. */
  #reached(origin: TaskSymbol, border: TaskSymbol): ReadonlySet<TaskSymbol> {
    const reached = new Set(this.#leadsTo.get(origin));
    // A set hands out what is added to it while it is gone through: it is the queue.
    for (const task of reached)
      if (task !== border && task !== origin) for (const next of this.#leadsTo.get(task) ?? []) reached.add(next);
    return reached;
  }

  /**
   * Whether a `task` node may be under several nodes of `anchor`. A greatest fixpoint: it may not if each site that adds it
   * takes all its edges from one of them, or from what is under one of them.
   */
  #isShared(task: TaskSymbol, anchor: TaskSymbol): boolean {
    let known = this.#shared.get(anchor);
    if (known === undefined) this.#shared.set(anchor, (known = { decided: new Set(), shared: new Set() }));
    const { decided, shared } = known;
    if (decided.has(task)) return shared.has(task);
    // It depends on what leads to it under the anchor, and on nothing else.
    const below = this.below(anchor);
    const open = new Set(below.has(task) ? [task] : []);
    for (const each of open)
      for (const { sources } of this.#sites.get(each) ?? [])
        for (const source of sources)
          if (source.task !== anchor && below.has(source.task) && !decided.has(source.task)) open.add(source.task);
    const sites = [...open].flatMap((each) => this.#sites.get(each) ?? []);
    const matters = (each: TaskSymbol): boolean => each === anchor || below.has(each);
    for (let before = -1; before !== shared.size;) {
      before = shared.size;
      for (const site of sites) {
        const origins = new Set<Holding | undefined>();
        this.#noteOrigins(
          site.sources.filter((source) => matters(source.task)),
          anchor,
          shared,
          origins,
        );
        if (site.call.key !== undefined || origins.size > 1 || origins.has(undefined)) shared.add(site.task);
      }
    }
    for (const each of open) decided.add(each);
    return shared.has(task);
  }

  /** Notes the nodes that sources stand for; `undefined` where they may be under several nodes of `anchor`. */
  #noteOrigins(
    sources: readonly Source[],
    anchor: TaskSymbol,
    shared: ReadonlySet<TaskSymbol>,
    origins: Set<Holding | undefined>,
  ): void {
    for (const source of sources) {
      if (source.kind === "gather") {
        const isOfOne = source.under !== undefined && anchorOfSymbol(source.under)?.task === anchor;
        const isPlain = source.task !== anchor && !shared.has(source.task);
        origins.add(
          isOfOne && isPlain && source.under !== undefined ? holdingOf(source.under, this.#scope) : undefined,
        );
      } else if (source.task !== anchor && shared.has(source.task)) origins.add(undefined);
      else if (source.kind === "bound") {
        const condition = source.rule.conditions[source.condition];
        if (condition?.kind === "event") origins.add(holdingOfCondition(condition, this.#scope));
      } else {
        const made = this.#scope.facts.sites.get(source.call);
        if (made === undefined || made.task === anchor || made.sources.length === 0) origins.add(source.call);
        else {
          const below = this.below(anchor);
          const inner = made.sources.filter(({ task }) => task === anchor || below.has(task));
          this.#noteOrigins(inner, anchor, shared, origins);
        }
      }
    }
  }
}
