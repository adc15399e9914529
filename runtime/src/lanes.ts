/** Nodes between which nothing but priority, depth and turn decides, in that order: a queue for each priority and depth. */
import { Heap } from "./heap.ts";
import { NodeQueue } from "./node-queue.ts";

/** Nodes of one priority and depth, in the order in which they came. */
export interface Lane {
  readonly priority: number;
  readonly depth: number;
  readonly nodes: NodeQueue;
  /** When each of them came. */
  readonly turns: NodeQueue;
}

export class Lanes {
  readonly #usual: number;
  readonly #lanes = new Heap<Lane>(comesBefore);
  /** Those of the usual priority by depth, the others by priority and depth. */
  readonly #byDepth = new Map<number, Lane>();
  readonly #others = new Map<string, Lane>();
  /** The queues of a lane that was left, for the next: in a long chain each node has a depth of its own. */
  #spare: Pick<Lane, "nodes" | "turns"> | undefined;

  /** `usual`: the priority that most have. */
  constructor(usual: number) {
    this.#usual = usual;
  }

  /** The lane whose first node is the first of all; `undefined` where there is none. */
  get first(): Lane | undefined {
    return this.#lanes.first;
  }

  add(node: number, turn: number, priority: number, depth: number): void {
    const isUsual = priority === this.#usual;
    const known = isUsual ? this.#byDepth.get(depth) : this.#others.get(`${priority} ${depth}`);
    if (known !== undefined) return this.#enter(known, node, turn);
    const { nodes, turns } = this.#spare ?? { nodes: new NodeQueue(), turns: new NodeQueue() };
    this.#spare = undefined;
    const lane: Lane = { priority, depth, nodes, turns };
    nodes.push(node);
    turns.push(turn);
    if (isUsual) this.#byDepth.set(depth, lane);
    else this.#others.set(`${priority} ${depth}`, lane);
    this.#lanes.push(lane);
  }

  #enter(lane: Lane, node: number, turn: number): void {
    const { nodes, turns } = lane;
    let place = turns.length;
    // Only one that comes back is not the last: it was among the first.
    if (turn < turns.last) for (place = 0; turns.at(place) < turn;) place += 1;
    nodes.insert(place, node);
    turns.insert(place, turn);
    if (place === 0) this.#lanes.raise(lane);
  }

  /** Takes the first node away. */
  leave(): void {
    const lane = this.#lanes.first;
    if (lane === undefined) return;
    lane.nodes.shift();
    lane.turns.shift();
    if (lane.nodes.length > 0) return this.#lanes.sink();
    this.#lanes.pop();
    if (lane.priority === this.#usual) this.#byDepth.delete(lane.depth);
    else this.#others.delete(`${lane.priority} ${lane.depth}`);
    this.#spare = lane;
  }
}

/** Whether the first node of a lane comes before that of another. */
export function comesBefore(a: Lane, b: Lane): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.depth !== b.depth) return a.depth > b.depth;
  return a.turns.first < b.turns.first;
}
