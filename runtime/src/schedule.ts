/** Which of the nodes that could run starts next. Pure: told what happened, and when, it answers; it starts nothing. */
import { Heap } from "./heap.ts";
import { comesBefore, Lanes, type Lane } from "./lanes.ts";
import { NodeFlags } from "./node-flags.ts";
import type { Turn } from "./why/answer.ts";

/** The terms on which a node may start. */
export interface Terms {
  /** At most so many of the group at once. */
  readonly limit: number;
  /** Higher first. */
  readonly priority: number;
  /** At most so many starts of the group in any so many ms. */
  readonly rate?: { readonly count: number; readonly per: number };
  /** What it takes of the budgets while it runs. */
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** A node that is ready to run. */
export interface Ready {
  readonly node: number;
  /** Nodes with the same group share `limit` and `rate`: the task. */
  readonly group: number;
  /** How far from the start it is. Among equal priorities the deepest goes first, so that what was begun is ended. */
  readonly depth: number;
  readonly terms: Terms;
  /** Its own, in place of that of the terms. */
  readonly priority?: number | undefined;
  /** Its turn, where it had one before: it then comes where it would be had it never left. */
  readonly turn?: number | undefined;
}

/** What all that runs may take together. */
export interface Budgets {
  /** Nodes. */
  readonly concurrency: number;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

/** Nodes of a group that need the same, so that what keeps one of them waiting keeps all of them. */
interface Kind {
  readonly group: Group;
  readonly terms: Terms;
  readonly waiting: Lanes;
  /** Where it is: `idle` where none of it waits, `full` and `early` where its group keeps it, `kept` where the budgets do. */
  place: "idle" | "open" | "full" | "early" | "kept";
  /** How many have started before its first although that came first, since the budgets had no room for it. */
  passed: number;
}

interface Group {
  /** What most of the group need. */
  usual: Kind | undefined;
  /** By what they need. */
  readonly others: Map<string, Kind>;
  running: number;
  /** Times of the latest starts, oldest first; at least as many as the rate counts. */
  readonly starts: number[];
  /** Those that wait until one of the group has ended, or until the rate lets the next start. */
  readonly full: Kind[];
  readonly early: Kind[];
}

/** A node that needs much lets so many others by; then they wait until there is room for it. */
const mostPassed = 32;

/** Shares of a cpu add up to a little more than they should. */
const slack = 1e-6;

/** Nodes that wait and nodes that run, under limits over all and for each group. No step looks at more than one node of a kind. */
export class Schedule {
  readonly #budgets: Budgets;
  readonly #groups = new Map<number, Group>();
  /** Kinds whose first may start, as far as their groups are concerned. */
  readonly #open = new Heap<Kind>(isBefore);
  /** Kinds for whose first the budgets have no room, and which of them comes first. */
  #kept: Kind[] = [];
  #keptFirst: Kind | undefined;
  /** Groups with kinds that their rate keeps waiting. */
  readonly #early = new Set<Group>();
  /** What runs; the node that started last stands beside, since many are over before another starts. */
  readonly #running = new Map<number, Kind>();
  /** Nodes that were taken ahead and run as soon as they are promoted. */
  readonly #ahead = new Map<number, Kind>();
  /** No priority among them is lower. */
  #leastAhead = 0;
  #newest = -1;
  #newestKind: Kind | undefined;
  readonly #waiting = new NodeFlags();
  #cpus = 0;
  #memory = 0;
  #turns = 0;

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  /** How many run. */
  get running(): number {
    return this.#running.size + (this.#newestKind === undefined ? 0 : 1);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.count;
  }

  add({ node, group: of, depth, terms, priority = terms.priority, turn = this.#turns++ }: Ready): void {
    this.#waiting.add(node);
    const kind = this.#kindOf(of, terms);
    const { waiting, place } = kind;
    waiting.add(node, turn, priority, depth);
    if (place === "open") {
      if (waiting.first?.nodes.first === node) this.#open.raise(kind);
    } else if (place === "idle") this.#reopen(kind);
    else if (place === "kept") this.#noteKept(kind);
  }

  /** Takes back a node that waits; whether there was one. It is taken out of its lane when it comes to be the first. */
  drop(node: number): boolean {
    return this.#waiting.delete(node);
  }

  /** The node that comes before all others that its group does not keep waiting. */
  get first(): number | undefined {
    return this.#first()?.waiting.first?.nodes.first;
  }

  /** The node that starts now, which counts as running from here on; `undefined` where none may. Times are in ms. */
  next(now: number): number | undefined {
    if (this.running >= this.#budgets.concurrency) return undefined;
    if (this.#early.size > 0) this.#reopenDue(now);
    for (let kind = this.#first(); kind !== undefined; kind = this.#first()) {
      const { group, terms } = kind;
      if (group.running >= terms.limit) {
        kind.place = "full";
        group.full.push(kind);
      } else if (dueAt(kind) > now) {
        kind.place = "early";
        group.early.push(kind);
        this.#early.add(group);
      } else if (!this.#hasRoom(terms)) {
        kind.place = "kept";
        this.#kept.push(kind);
        this.#noteKept(kind);
      } else {
        const kept = this.#keptFirst;
        if (kept !== undefined && isBefore(kept, kind) && ++kept.passed > mostPassed) return undefined;
        return this.#start(kind, now);
      }
      this.#open.pop();
    }
    return undefined;
  }

  /**
   * The node that would start next if more could run at once, where it fits: it waits no longer, and is to be promoted when it takes a
   * place. It must be one that neither its group nor the budgets could keep from that.
   */
  takeAhead(fits: (node: number) => boolean): { readonly node: number; readonly turn: number } | undefined {
    const kind = this.#first();
    const lane = kind?.waiting.first;
    if (kind === undefined || lane === undefined || !fits(lane.nodes.first)) return undefined;
    const { priority } = lane;
    const node = lane.nodes.first;
    const turn = lane.turns.first;
    this.#leave(kind);
    this.#waiting.delete(node);
    this.#leastAhead = this.#ahead.size === 0 ? priority : Math.min(this.#leastAhead, priority);
    this.#ahead.set(node, kind);
    return { node, turn };
  }

  /** Whether a node waits that has a higher priority than some that were taken ahead. */
  get outranksAhead(): boolean {
    const first = this.#ahead.size === 0 ? undefined : this.#first()?.waiting.first;
    return first !== undefined && first.priority > this.#leastAhead;
  }

  /** A node that was taken ahead counts as running from here on. */
  promote(node: number): void {
    const kind = this.#ahead.get(node);
    if (kind === undefined) return;
    this.#ahead.delete(node);
    this.#count(node, kind);
  }

  waits(node: number): boolean {
    return this.#waiting.has(node);
  }

  /** What keeps a node of a group on these terms from starting; times are in ms. */
  turnOf(of: number, terms: Terms, now: number): Turn {
    const { concurrency, cpus, memory } = this.#budgets;
    const group = this.#groups.get(of);
    if (this.running >= concurrency) return { kind: "concurrency", most: concurrency };
    if (group !== undefined && group.running >= terms.limit) return { kind: "limit", most: terms.limit };
    const due = group === undefined ? now : dueAt({ group, terms });
    if (due > now) return { kind: "rate", startsIn: due - now };
    if (this.#cpus + terms.cpus > cpus + slack) return { kind: "cpus", needs: terms.cpus, free: cpus - this.#cpus };
    if (this.#memory + terms.memory > memory)
      return { kind: "memory", needs: terms.memory, free: memory - this.#memory };
    return { kind: "queued" };
  }

  /** When a node that only a rate keeps waiting may start; `undefined` where there is none. To be asked when `next` has none. */
  nextDue(now: number): number | undefined {
    let earliest: number | undefined;
    for (const group of this.#early)
      for (const kind of group.early) {
        if (group.running >= kind.terms.limit || this.#isOver(kind)) continue;
        const due = dueAt(kind);
        if (due > now && (earliest === undefined || due < earliest)) earliest = due;
      }
    return earliest;
  }

  /** A running node has ended. */
  ended(node: number): void {
    const kind = this.#takeRunning(node);
    if (kind === undefined) {
      this.#ahead.delete(node);
      return;
    }
    const { group, terms } = kind;
    group.running -= 1;
    // Nothing runs: what fractions left behind goes too.
    this.#cpus = this.running === 0 ? 0 : this.#cpus - terms.cpus;
    this.#memory = this.running === 0 ? 0 : this.#memory - terms.memory;
    for (let full = group.full.pop(); full !== undefined; full = group.full.pop()) this.#reopen(full);
    if (this.#kept.length === 0) return;
    for (const kept of this.#kept) this.#reopen(kept);
    this.#kept = [];
    this.#keptFirst = undefined;
  }

  #takeRunning(node: number): Kind | undefined {
    if (node !== this.#newest) {
      const kind = this.#running.get(node);
      if (kind !== undefined) this.#running.delete(node);
      return kind;
    }
    const kind = this.#newestKind;
    this.#newest = -1;
    this.#newestKind = undefined;
    return kind;
  }

  #groupOf(id: number): Group {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const group: Group = { usual: undefined, others: new Map(), running: 0, starts: [], full: [], early: [] };
    this.#groups.set(id, group);
    return group;
  }

  #kindOf(id: number, terms: Terms): Kind {
    const group = this.#groupOf(id);
    group.usual ??= kindOf(group, terms);
    if (group.usual.terms === terms) return group.usual;
    const needs = textOf(terms);
    let kind = group.others.get(needs);
    if (kind === undefined) group.others.set(needs, (kind = kindOf(group, terms)));
    return kind;
  }

  #reopen(kind: Kind): void {
    kind.place = "open";
    this.#open.push(kind);
  }

  #noteKept(kind: Kind): void {
    if (this.#keptFirst === undefined || isBefore(kind, this.#keptFirst)) this.#keptFirst = kind;
  }

  /** The first of the open kinds, once nodes that were taken back are out of it. */
  #first(): Kind | undefined {
    for (let kind = this.#open.first; kind !== undefined; kind = this.#open.first) {
      if (this.#waiting.has(firstOf(kind).nodes.first)) return kind;
      this.#leave(kind);
    }
    return undefined;
  }

  /** Whether all that is left of the kind was taken back. */
  #isOver({ waiting }: Kind): boolean {
    for (let { first } = waiting; first !== undefined; { first } = waiting) {
      if (this.#waiting.has(first.nodes.first)) return false;
      waiting.leave();
    }
    return true;
  }

  /** The first node of the kind on top leaves it. */
  #leave(kind: Kind): void {
    kind.waiting.leave();
    kind.passed = 0;
    if (kind.waiting.first !== undefined) return this.#open.sink();
    this.#open.pop();
    this.#close(kind);
  }

  #close(kind: Kind): void {
    const { group, terms } = kind;
    kind.place = "idle";
    if (group.usual !== kind) group.others.delete(textOf(terms));
  }

  #start(kind: Kind, now: number): number {
    const { group, terms } = kind;
    const node = firstOf(kind).nodes.first;
    this.#leave(kind);
    this.#waiting.delete(node);
    if (terms.rate !== undefined) noteStart(group.starts, now, terms.rate.count);
    this.#count(node, kind);
    return node;
  }

  #count(node: number, kind: Kind): void {
    const { group, terms } = kind;
    group.running += 1;
    if (this.#newestKind !== undefined) this.#running.set(this.#newest, this.#newestKind);
    this.#newest = node;
    this.#newestKind = kind;
    this.#cpus += terms.cpus;
    this.#memory += terms.memory;
  }

  #hasRoom({ cpus, memory }: Terms): boolean {
    return this.#cpus + cpus <= this.#budgets.cpus + slack && this.#memory + memory <= this.#budgets.memory;
  }

  #reopenDue(now: number): void {
    for (const group of this.#early) {
      const kinds = group.early.splice(0);
      for (const kind of kinds) {
        if (this.#isOver(kind)) this.#close(kind);
        else if (dueAt(kind) > now) group.early.push(kind);
        else this.#reopen(kind);
      }
      if (group.early.length === 0) this.#early.delete(group);
    }
  }
}

function kindOf(group: Group, terms: Terms): Kind {
  return { group, terms, waiting: new Lanes(terms.priority), place: "idle", passed: 0 };
}

/** What makes kinds of a group differ. */
const textOf = ({ limit, cpus, memory, rate }: Terms): string =>
  `${limit} ${cpus} ${memory} ${rate?.count} ${rate?.per}`;

/** The first lane of a kind of which something waits. */
const firstOf = ({ waiting }: Kind): Lane => waiting.first as Lane;

/** Only as many as the rate counts are asked for; more are dropped now and then. */
function noteStart(starts: number[], now: number, count: number): void {
  if (starts.length >= 2 * count + 8) starts.splice(0, starts.length - count);
  starts.push(now);
}

/** When the rate lets the next of the group start. */
function dueAt({ group: { starts }, terms: { rate } }: Pick<Kind, "group" | "terms">): number {
  if (rate === undefined || starts.length < rate.count) return 0;
  return (starts.at(-rate.count) as number) + rate.per;
}

const isBefore = (a: Kind, b: Kind): boolean => comesBefore(firstOf(a), firstOf(b));
