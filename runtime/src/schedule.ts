/** Which of the nodes that could run starts next. Pure: told what happened, it answers; it starts nothing. */

/** A node that is ready to run. */
export interface Ready {
  readonly node: number;
  /** Nodes with the same group share `limit`: the task. */
  readonly group: number;
  /** At most so many of the group at once. */
  readonly limit: number;
  /** Higher first. */
  readonly priority: number;
}

interface Waiting extends Ready {
  /** Among equals the first come is the first served. */
  readonly turn: number;
}

/** Nodes that wait and nodes that run, under one limit over all and one for each group. */
export class Schedule {
  readonly #concurrency: number;
  /** By group; each a heap with the next of the group on top. */
  readonly #waiting = new Map<number, Waiting[]>();
  readonly #running = new Map<number, number>();
  readonly #groupOf = new Map<number, number>();
  #dropped = new Set<Waiting>();
  readonly #byNode = new Map<number, Waiting>();
  #turns = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** How many run. */
  get running(): number {
    return this.#groupOf.size;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#byNode.size;
  }

  add(ready: Ready): void {
    const waiting = { ...ready, turn: this.#turns++ };
    this.#byNode.set(ready.node, waiting);
    const heap = this.#waiting.get(ready.group);
    if (heap === undefined) this.#waiting.set(ready.group, [waiting]);
    else push(heap, waiting);
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

  /** The node that starts now, which counts as running from here on; `undefined` where none may. */
  next(): number | undefined {
    if (this.running >= this.#concurrency) return undefined;
    let best: Waiting | undefined;
    for (const heap of this.#waiting.values()) {
      const first = this.#first(heap);
      if (first === undefined || (this.#running.get(first.group) ?? 0) >= first.limit) continue;
      if (best === undefined || comesBefore(first, best)) best = first;
    }
    if (best === undefined) return undefined;
    pop(this.#waiting.get(best.group) as Waiting[]);
    this.#byNode.delete(best.node);
    this.#groupOf.set(best.node, best.group);
    this.#running.set(best.group, (this.#running.get(best.group) ?? 0) + 1);
    return best.node;
  }

  /** A running node has ended. */
  ended(node: number): void {
    const group = this.#groupOf.get(node);
    if (group === undefined) return;
    this.#groupOf.delete(node);
    this.#running.set(group, (this.#running.get(group) as number) - 1);
  }

  #first(heap: Waiting[]): Waiting | undefined {
    while (heap[0] !== undefined && this.#dropped.delete(heap[0])) pop(heap);
    return heap[0];
  }
}

function comesBefore(a: Waiting, b: Waiting): boolean {
  return a.priority === b.priority ? a.turn < b.turn : a.priority > b.priority;
}

function push(heap: Waiting[], item: Waiting): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!comesBefore(item, heap[parent] as Waiting)) break;
    heap[at] = heap[parent] as Waiting;
    at = parent;
  }
  heap[at] = item;
}

function pop(heap: Waiting[]): void {
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && comesBefore(heap[child + 1] as Waiting, heap[child] as Waiting)) child++;
    if (!comesBefore(heap[child] as Waiting, item)) break;
    heap[at] = heap[child] as Waiting;
    at = child;
  }
  heap[at] = item;
}
