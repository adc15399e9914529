/**
 * The graph of a run: append-only, but for what a body has appended that then fails. `F` is the type of firings, which the graph does
 * not look into. Nodes and edges are numbers; what is known of them stands in columns, one typed array for each
 * thing, all of which grow together. Only `addNode`, `addEdge`, `truncate` and the setters of a node's state write here.
 */
import { grown, grownBytes } from "./columns.ts";
import type { Failure } from "./event.ts";
import type { NodeState, TaskId, Value } from "./workflow.ts";

const STATES: readonly NodeState[] = ["waiting", "running", "done", "failed", "skipped", "cancelled"];
/** From here on a state is settled. */
const DONE = 2;

/** Index of an edge that is not there. */
export const NONE = -1;

const firstCapacity = 64;

export class Graph<F> {
  #size = 0;
  #capacity = firstCapacity;
  #task = new Int32Array(firstCapacity);
  #scope = new Int32Array(firstCapacity);
  #state = new Uint8Array(firstCapacity);
  #ordinal = new Int32Array(firstCapacity);
  #depth = new Int32Array(firstCapacity);
  #pending = new Int32Array(firstCapacity);
  #place = new Int32Array(firstCapacity);
  #mark = new Int32Array(firstCapacity);
  #firstIn = new Int32Array(firstCapacity);
  #firstOut = new Int32Array(firstCapacity);
  readonly #firing: F[] = [];
  readonly #args: (readonly unknown[])[] = [];
  readonly #result: (Value | Failure | undefined)[] = [];
  readonly #keys = new Map<number, Value>();
  #settled = 0;

  #edges = 0;
  #edgeCapacity = firstCapacity;
  #from = new Int32Array(firstCapacity);
  #to = new Int32Array(firstCapacity);
  #soft = new Uint8Array(firstCapacity);
  #nextIn = new Int32Array(firstCapacity);
  #nextOut = new Int32Array(firstCapacity);

  get size(): number {
    return this.#size;
  }

  get edgeCount(): number {
    return this.#edges;
  }

  /** Whether any node has a key. */
  get hasKeys(): boolean {
    return this.#keys.size > 0;
  }

  /**
   * Appends a node that waits, and answers its number. `scope`: number of the use of a scope that it is in; `depth`: how deep that lies
   * (edges make it deeper); `ordinal`: its position among the additions of the firing; `args` may hold nodes until it is submitted.
   */
  addNode(
    task: TaskId,
    scope: number,
    depth: number,
    firing: F,
    ordinal: number,
    args: readonly unknown[],
    key: Value | undefined,
  ): number {
    const node = this.#size;
    if (node === this.#capacity) this.#growNodes();
    this.#size = node + 1;
    this.#task[node] = task;
    this.#scope[node] = scope;
    this.#depth[node] = depth;
    this.#ordinal[node] = ordinal;
    this.#place[node] = NONE;
    this.#firstIn[node] = NONE;
    this.#firstOut[node] = NONE;
    this.#firing.push(firing);
    this.#args.push(args);
    this.#result.push(undefined);
    if (key !== undefined) this.#keys.set(node, key);
    return node;
  }

  /** Appends an edge from an existing node to the newest one. A soft edge orders, it does not skip. */
  addEdge(from: number, to: number, soft: boolean): void {
    const edge = this.#edges;
    if (edge === this.#edgeCapacity) this.#growEdges();
    this.#edges = edge + 1;
    this.#from[edge] = from;
    this.#to[edge] = to;
    if (soft) this.#soft[edge] = 1;
    this.#nextIn[edge] = this.#firstIn[to] as number;
    this.#firstIn[to] = edge;
    this.#nextOut[edge] = this.#firstOut[from] as number;
    this.#firstOut[from] = edge;
    const depth = this.#depth[from] as number;
    if (depth >= (this.#depth[to] as number)) this.#depth[to] = depth + 1;
    if ((this.#state[from] as number) < DONE) this.#pending[to] = (this.#pending[to] as number) + 1;
  }

  /** Takes back the newest nodes and edges, until there are so many. All of these edges must be between others and these nodes. */
  truncate(size: number, edges: number): void {
    for (let edge = this.#edges - 1; edge >= edges; edge -= 1) {
      this.#firstOut[this.#from[edge] as number] = this.#nextOut[edge] as number;
      this.#soft[edge] = 0;
    }
    for (let node = size; node < this.#size && this.#keys.size > 0; node += 1) this.#keys.delete(node);
    this.#pending.fill(0, size, this.#size);
    this.#mark.fill(0, size, this.#size);
    this.#size = size;
    this.#edges = edges;
    this.#firing.length = size;
    this.#args.length = size;
    this.#result.length = size;
  }

  task(node: number): TaskId {
    return this.#task[node] as number;
  }

  /** Number of the use of a scope that the node is in. */
  scope(node: number): number {
    return this.#scope[node] as number;
  }

  state(node: number): NodeState {
    return STATES[this.#state[node] as number] as NodeState;
  }

  isSettled(node: number): boolean {
    return (this.#state[node] as number) >= DONE;
  }

  isDone(node: number): boolean {
    return this.#state[node] === DONE;
  }

  /** How many nodes had settled before this one did. */
  placeInTime(node: number): number {
    return this.#place[node] as number;
  }

  /** How many nodes lie between it and the start on the longest way, those around its scope counted too. */
  depth(node: number): number {
    return this.#depth[node] as number;
  }

  /** How many unsettled nodes it still waits for. */
  pending(node: number): number {
    return this.#pending[node] as number;
  }

  /** What made it. */
  firing(node: number): F {
    return this.#firing[node] as F;
  }

  /** Position among the additions of its firing. */
  ordinal(node: number): number {
    return this.#ordinal[node] as number;
  }

  key(node: number): Value | undefined {
    return this.#keys.size === 0 ? undefined : this.#keys.get(node);
  }

  args(node: number): readonly unknown[] {
    return this.#args[node] as readonly unknown[];
  }

  /** The result of a node that is done. */
  result(node: number): Value {
    return this.#result[node] as Value;
  }

  /** Why a failed node failed. */
  failure(node: number): Failure | undefined {
    return this.state(node) === "failed" ? (this.#result[node] as Failure) : undefined;
  }

  /** Arguments as values, once all nodes in them are done. */
  setArgs(node: number, args: readonly unknown[]): void {
    this.#args[node] = args;
  }

  setState(node: number, state: NodeState, outcome?: Value | Failure): void {
    const wasSettled = this.isSettled(node);
    this.#state[node] = STATES.indexOf(state);
    if (!wasSettled && this.isSettled(node)) {
      this.#place[node] = this.#settled;
      this.#settled += 1;
    }
    if (outcome !== undefined) this.#result[node] = outcome;
  }

  /** One of the nodes it waits for has settled; answers how many are left. */
  countDown(node: number): number {
    const left = (this.#pending[node] as number) - 1;
    this.#pending[node] = left;
    return left;
  }

  /** Leaves a mark at a node, and answers whether it was there already. Marks are numbers that only grow. */
  mark(node: number, mark: number): boolean {
    if (this.#mark[node] === mark) return true;
    this.#mark[node] = mark;
    return false;
  }

  /** The newest edge to a node, or `NONE`; the next older ones follow by `nextIn`. */
  firstIn(node: number): number {
    return this.#firstIn[node] as number;
  }

  nextIn(edge: number): number {
    return this.#nextIn[edge] as number;
  }

  /** The newest edge from a node, or `NONE`; the next older ones follow by `nextOut`. */
  firstOut(node: number): number {
    return this.#firstOut[node] as number;
  }

  nextOut(edge: number): number {
    return this.#nextOut[edge] as number;
  }

  from(edge: number): number {
    return this.#from[edge] as number;
  }

  to(edge: number): number {
    return this.#to[edge] as number;
  }

  isSoft(edge: number): boolean {
    return this.#soft[edge] === 1;
  }

  #growNodes(): void {
    this.#task = grown(this.#task);
    this.#scope = grown(this.#scope);
    this.#state = grownBytes(this.#state);
    this.#ordinal = grown(this.#ordinal);
    this.#depth = grown(this.#depth);
    this.#pending = grown(this.#pending);
    this.#place = grown(this.#place);
    this.#mark = grown(this.#mark);
    this.#firstIn = grown(this.#firstIn);
    this.#firstOut = grown(this.#firstOut);
    this.#capacity = this.#task.length;
  }

  #growEdges(): void {
    this.#from = grown(this.#from);
    this.#to = grown(this.#to);
    this.#soft = grownBytes(this.#soft);
    this.#nextIn = grown(this.#nextIn);
    this.#nextOut = grown(this.#nextOut);
    this.#edgeCapacity = this.#from.length;
  }
}
