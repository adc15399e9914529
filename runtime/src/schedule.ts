/** Which of the nodes that could run starts next. Pure: told what happened, and when, it answers; it starts nothing. */
import { Heap } from "./heap.ts";
import { NodeFlags } from "./node-flags.ts";
import { NodeQueue } from "./node-queue.ts";

/** The terms on which a node may start. Nodes that share them by identity are kept together. */
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

/** Nodes of a group between which nothing but their turn decides, in the order in which they came. */
interface Lane {
  readonly group: Group;
  readonly terms: Terms;
  readonly priority: number;
  readonly depth: number;
  readonly nodes: NodeQueue;
  /** When each of them came: among equals of all groups the first come is the first served. */
  readonly turns: NodeQueue;
  /** How many have started before its first although that came first, since the budgets had no room for it. */
  passed: number;
}

interface Group {
  /** By depth: of nodes with the terms and the priority that most of the group have. */
  readonly lanes: Map<number, Lane>;
  terms: Terms | undefined;
  running: number;
  /** Times of the latest starts, oldest first; as many as the rate counts. */
  starts: number[];
  /** Lanes that wait until one of the group has ended, or until the rate lets the next start. */
  readonly full: Lane[];
  readonly early: Lane[];
}

/** A node that needs much lets so many others by; then they wait until there is room for it. */
const mostPassed = 32;

/** Shares of a cpu add up to a little more than they should. */
const slack = 1e-6;

/** Nodes that wait and nodes that run, under limits over all and for each group. No step looks at more than one waiting node. */
export class Schedule {
  readonly #budgets: Budgets;
  readonly #groups = new Map<number, Group>();
  /** Lanes whose first may start, as far as their groups are concerned. */
  readonly #open = new Heap<Lane>(comesBefore);
  /** Lanes for whose first the budgets have no room, and which of them comes first. */
  #kept: Lane[] = [];
  #keptFirst: Lane | undefined;
  /** Groups with lanes that their rate keeps waiting. */
  readonly #early = new Set<Group>();
  /** What runs; the node that started last stands beside, since many are over before another starts. */
  readonly #running = new Map<number, Lane>();
  /** Nodes that were taken ahead and run as soon as they are promoted. */
  readonly #ahead = new Map<number, Lane>();
  /** No priority among them is lower. */
  #leastAhead = 0;
  #newest = -1;
  #newestLane: Lane | undefined;
  readonly #waiting = new NodeFlags();
  /** The queues of a lane that was left, for the next: in a long chain each node has a depth of its own. */
  #spare: Pick<Lane, "nodes" | "turns"> | undefined;
  #cpus = 0;
  #memory = 0;
  #turns = 0;

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
  }

  /** How many run. */
  get running(): number {
    return this.#running.size + (this.#newestLane === undefined ? 0 : 1);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.count;
  }

  add({ node, group: of, depth, terms, priority = terms.priority, turn = this.#turns++ }: Ready): void {
    this.#waiting.add(node);
    const group = this.#groupOf(of);
    group.terms ??= terms;
    const isUsual = terms === group.terms && priority === terms.priority;
    const lane = isUsual ? group.lanes.get(depth) : undefined;
    if (lane !== undefined) return this.#enter(lane, node, turn);
    const { nodes, turns } = this.#spare ?? { nodes: new NodeQueue(), turns: new NodeQueue() };
    this.#spare = undefined;
    const opened: Lane = { group, terms, priority, depth, nodes, turns, passed: 0 };
    opened.nodes.push(node);
    opened.turns.push(turn);
    if (isUsual) group.lanes.set(depth, opened);
    this.#open.push(opened);
  }

  #enter({ nodes, turns }: Lane, node: number, turn: number): void {
    let place = turns.length;
    // Only one that comes back is not the last: it was among the first.
    if (place > 0 && turn < turns.last) for (place = 0; turns.at(place) < turn;) place += 1;
    nodes.insert(place, node);
    turns.insert(place, turn);
    if (place === 0) this.#open.mend();
  }

  /** Takes back a node that waits; whether there was one. It is taken out of its lane when it comes to be the first. */
  drop(node: number): boolean {
    return this.#waiting.delete(node);
  }

  /** The node that starts now, which counts as running from here on; `undefined` where none may. Times are in ms. */
  next(now: number): number | undefined {
    if (this.running >= this.#budgets.concurrency) return undefined;
    if (this.#early.size > 0) this.#reopenDue(now);
    for (let lane = this.#first(); lane !== undefined; lane = this.#first()) {
      const { group, terms } = lane;
      if (group.running >= terms.limit) group.full.push(lane);
      else if (dueAt(lane) > now) {
        group.early.push(lane);
        this.#early.add(group);
      } else if (!this.#hasRoom(terms)) {
        this.#kept.push(lane);
        if (this.#keptFirst === undefined || comesBefore(lane, this.#keptFirst)) this.#keptFirst = lane;
      } else {
        const kept = this.#keptFirst;
        if (kept !== undefined && comesBefore(kept, lane) && ++kept.passed > mostPassed) return undefined;
        return this.#start(lane, now);
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
    const lane = this.#first();
    if (lane === undefined || !fits(lane.nodes.first)) return undefined;
    const node = lane.nodes.first;
    const turn = lane.turns.first;
    this.#leave(lane);
    this.#waiting.delete(node);
    this.#leastAhead = this.#ahead.size === 0 ? lane.priority : Math.min(this.#leastAhead, lane.priority);
    this.#ahead.set(node, lane);
    return { node, turn };
  }

  /** Whether a node waits that has a higher priority than some that were taken ahead. */
  get outranksAhead(): boolean {
    const first = this.#ahead.size === 0 ? undefined : this.#first();
    return first !== undefined && first.priority > this.#leastAhead;
  }

  /** A node that was taken ahead counts as running from here on. */
  promote(node: number): void {
    const lane = this.#ahead.get(node);
    if (lane === undefined) return;
    this.#ahead.delete(node);
    this.#count(node, lane);
  }

  /** When a node that only a rate keeps waiting may start; `undefined` where there is none. To be asked when `next` has none. */
  nextDue(now: number): number | undefined {
    let earliest: number | undefined;
    for (const group of this.#early)
      for (const lane of group.early) {
        if (group.running >= lane.terms.limit || this.#isOver(lane)) continue;
        const due = dueAt(lane);
        if (due > now && (earliest === undefined || due < earliest)) earliest = due;
      }
    return earliest;
  }

  /** A running node has ended. */
  ended(node: number): void {
    const lane = this.#takeRunning(node);
    if (lane === undefined) {
      this.#ahead.delete(node);
      return;
    }
    const { group, terms } = lane;
    group.running -= 1;
    // Nothing runs: what fractions left behind goes too.
    this.#cpus = this.running === 0 ? 0 : this.#cpus - terms.cpus;
    this.#memory = this.running === 0 ? 0 : this.#memory - terms.memory;
    for (let full = group.full.pop(); full !== undefined; full = group.full.pop()) this.#open.push(full);
    if (this.#kept.length === 0) return;
    for (const kept of this.#kept) this.#open.push(kept);
    this.#kept = [];
    this.#keptFirst = undefined;
  }

  #takeRunning(node: number): Lane | undefined {
    if (node !== this.#newest) {
      const lane = this.#running.get(node);
      if (lane !== undefined) this.#running.delete(node);
      return lane;
    }
    const lane = this.#newestLane;
    this.#newest = -1;
    this.#newestLane = undefined;
    return lane;
  }

  #groupOf(id: number): Group {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const group: Group = { lanes: new Map(), terms: undefined, running: 0, starts: [], full: [], early: [] };
    this.#groups.set(id, group);
    return group;
  }

  /** The first of the open lanes, once nodes that were taken back are out of it. */
  #first(): Lane | undefined {
    for (let lane = this.#open.first; lane !== undefined; lane = this.#open.first) {
      if (this.#waiting.has(lane.nodes.first)) return lane;
      this.#leave(lane);
    }
    return undefined;
  }

  /** Whether all that is left in the lane was taken back. */
  #isOver(lane: Lane): boolean {
    while (lane.nodes.length > 0 && !this.#waiting.has(lane.nodes.first)) {
      lane.nodes.shift();
      lane.turns.shift();
    }
    return lane.nodes.length === 0;
  }

  /** The first of the lane on top leaves it. */
  #leave(lane: Lane): void {
    lane.nodes.shift();
    lane.turns.shift();
    lane.passed = 0;
    if (lane.nodes.length > 0) return this.#open.sink();
    this.#open.pop();
    this.#close(lane);
  }

  #close(lane: Lane): void {
    const { lanes } = lane.group;
    if (lanes.get(lane.depth) === lane) lanes.delete(lane.depth);
    this.#spare = lane;
  }

  #start(lane: Lane, now: number): number {
    const { group, terms } = lane;
    const node = lane.nodes.first;
    this.#leave(lane);
    this.#waiting.delete(node);
    if (terms.rate !== undefined) group.starts = [...group.starts, now].slice(-terms.rate.count);
    this.#count(node, lane);
    return node;
  }

  #count(node: number, lane: Lane): void {
    const { group, terms } = lane;
    group.running += 1;
    if (this.#newestLane !== undefined) this.#running.set(this.#newest, this.#newestLane);
    this.#newest = node;
    this.#newestLane = lane;
    this.#cpus += terms.cpus;
    this.#memory += terms.memory;
  }

  #hasRoom({ cpus, memory }: Terms): boolean {
    return this.#cpus + cpus <= this.#budgets.cpus + slack && this.#memory + memory <= this.#budgets.memory;
  }

  #reopenDue(now: number): void {
    for (const group of this.#early) {
      const lanes = group.early.splice(0);
      for (const lane of lanes) {
        if (this.#isOver(lane)) this.#close(lane);
        else if (dueAt(lane) > now) group.early.push(lane);
        else this.#open.push(lane);
      }
      if (group.early.length === 0) this.#early.delete(group);
    }
  }
}

/** When the rate lets the next of the group start. */
function dueAt({ group: { starts }, terms: { rate } }: Lane): number {
  if (rate === undefined || starts.length < rate.count) return 0;
  return (starts.at(-rate.count) as number) + rate.per;
}

function comesBefore(a: Lane, b: Lane): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.depth !== b.depth) return a.depth > b.depth;
  return a.turns.first < b.turns.first;
}
