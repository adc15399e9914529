/** Which of the nodes that could run starts next. Pure: told what happened, and when, it answers; it starts nothing. */
import { Heap } from "./heap.ts";

/** A node that is ready to run. */
export interface Ready {
  readonly node: number;
  /** Nodes with the same group share `limit` and `rate`: the task. */
  readonly group: number;
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

/** What all that runs may take together. */
export interface Budgets {
  /** Nodes. */
  readonly concurrency: number;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
}

interface Waiting extends Ready {
  /** Among equals the first come is the first served. */
  readonly turn: number;
  /** How many have started before it although it came first, since the budgets had no room for it. */
  passed: number;
}

interface Group {
  readonly waiting: Heap<Waiting>;
  running: number;
  /** Times of the latest starts, oldest first; as many as the rate counts. */
  starts: number[];
}

/** A node that needs much lets so many others by; then they wait until there is room for it. */
const mostPassed = 32;

/** Shares of a cpu add up to a little more than they should. */
const slack = 1e-6;

/** Nodes that wait and nodes that run, under limits over all and for each group. */
export class Schedule {
  readonly #budgets: Budgets;
  readonly #groups = new Map<number, Group>();
  readonly #running = new Map<number, Ready>();
  readonly #byNode = new Map<number, Waiting>();
  #dropped = new Set<Waiting>();
  #cpus = 0;
  #memory = 0;
  #turns = 0;

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  /** How many run. */
  get running(): number {
    return this.#running.size;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#byNode.size;
  }

  add(ready: Ready): void {
    const waiting = { ...ready, turn: this.#turns++, passed: 0 };
    this.#byNode.set(ready.node, waiting);
    let group = this.#groups.get(ready.group);
    if (group === undefined)
      this.#groups.set(ready.group, (group = { waiting: new Heap(comesBefore), running: 0, starts: [] }));
    group.waiting.push(waiting);
  }

  /** Takes back a node that waits; whether there was one. */
  drop(node: number): boolean {
    const waiting = this.#byNode.get(node);
    if (waiting === undefined) return false;
    this.#byNode.delete(node);
    // Taken out of its heap when it comes to the top.
    this.#dropped.add(waiting);
    return true;
  }

  /** The node that starts now, which counts as running from here on; `undefined` where none may. Times are in ms. */
  next(now: number): number | undefined {
    if (this.running >= this.#budgets.concurrency) return undefined;
    let best: Waiting | undefined;
    let kept: Waiting | undefined;
    for (const group of this.#groups.values()) {
      const first = this.#first(group);
      if (first === undefined || group.running >= first.limit || dueAt(group, first) > now) continue;
      if (!this.#hasRoom(first)) {
        if (kept === undefined || comesBefore(first, kept)) kept = first;
      } else if (best === undefined || comesBefore(first, best)) best = first;
    }
    if (best === undefined) return undefined;
    if (kept !== undefined && comesBefore(kept, best) && ++kept.passed > mostPassed) return undefined;
    this.#start(best, now);
    return best.node;
  }

  /** When a node that only a rate keeps waiting may start; `undefined` where there is none. To be asked when `next` has none. */
  nextDue(now: number): number | undefined {
    let earliest: number | undefined;
    for (const group of this.#groups.values()) {
      const first = this.#first(group);
      if (first === undefined || group.running >= first.limit) continue;
      const due = dueAt(group, first);
      if (due > now && (earliest === undefined || due < earliest)) earliest = due;
    }
    return earliest;
  }

  /** A running node has ended. */
  ended(node: number): void {
    const ready = this.#running.get(node);
    if (ready === undefined) return;
    this.#running.delete(node);
    (this.#groups.get(ready.group) as Group).running -= 1;
    // Nothing runs: what fractions left behind goes too.
    this.#cpus = this.running === 0 ? 0 : this.#cpus - ready.cpus;
    this.#memory = this.running === 0 ? 0 : this.#memory - ready.memory;
  }

  #start(waiting: Waiting, now: number): void {
    const group = this.#groups.get(waiting.group) as Group;
    group.waiting.pop();
    group.running += 1;
    if (waiting.rate !== undefined) group.starts = [...group.starts, now].slice(-waiting.rate.count);
    this.#byNode.delete(waiting.node);
    this.#running.set(waiting.node, waiting);
    this.#cpus += waiting.cpus;
    this.#memory += waiting.memory;
  }

  #hasRoom({ cpus, memory }: Ready): boolean {
    return this.#cpus + cpus <= this.#budgets.cpus + slack && this.#memory + memory <= this.#budgets.memory;
  }

  #first({ waiting }: Group): Waiting | undefined {
    while (waiting.first !== undefined && this.#dropped.delete(waiting.first)) waiting.pop();
    return waiting.first;
  }
}

/** When the rate lets the next of the group start. */
function dueAt({ starts }: Group, { rate }: Ready): number {
  if (rate === undefined || starts.length < rate.count) return 0;
  return (starts.at(-rate.count) as number) + rate.per;
}

function comesBefore(a: Waiting, b: Waiting): boolean {
  return a.priority === b.priority ? a.turn < b.turn : a.priority > b.priority;
}
