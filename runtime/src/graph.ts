/**
 * The graph of a run: append-only, but for what a body has appended that then fails. `F` is the type of firings, which the graph does
 * not look into. Nodes and edges are numbers; what is known of each stands in a row of numbers. Rows lie in chunks that are never
 * copied: what costs most about a million nodes is to touch memory for the first time. Only `addNode`, `addEdge`, `truncate` and the
 * setters of a node's state write here.
 */
import type { Failure } from "./event.ts";
import type { NodeState, TaskId, Value } from "./workflow.ts";

const STATES: readonly NodeState[] = ["waiting", "running", "done", "failed", "skipped", "cancelled"];
/** From here on a state is settled. */
const DONE = 2;

/** Index of an edge that is not there. */
export const NONE = -1;

/** So many rows are in a chunk: a power of two. */
const ROWS = 4096;
const SHIFT = 12;
const LOW = ROWS - 1;

/** Places in the row of a node. */
const TASK = 0;
const SCOPE = 1;
const STATE = 2;
const MAKER = 3;
const ORDINAL = 4;
const DEPTH = 5;
const PENDING = 6;
const PLACE = 7;
const MARK = 8;
const FIRST_IN = 9;
const FIRST_OUT = 10;
const NODE = 11;

/** Places in the row of an edge. */
const FROM = 0;
const TO = 1;
/** Twice the next older edge to the same node, and one more where this one is soft. */
const NEXT_IN = 2;
const NEXT_OUT = 3;
const EDGE = 4;

type Chunk = Int32Array<ArrayBuffer>;

export class Graph<F> {
  #size = 0;
  #edges = 0;
  readonly #nodeRows: Chunk[] = [];
  readonly #edgeRows: Chunk[] = [];
  /** What made nodes; those made by the same follow each other. */
  readonly #makers: F[] = [];
  /** Arguments and outcomes, in chunks. */
  readonly #args: (readonly unknown[] | undefined)[][] = [];
  readonly #results: (Value | Failure | undefined)[][] = [];
  readonly #keys = new Map<number, Value>();
  #settled = 0;

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
    if ((node & LOW) === 0) this.#openNodes(node >> SHIFT);
    this.#size = node + 1;
    const row = this.#nodeRows[node >> SHIFT] as Chunk;
    const at = (node & LOW) * NODE;
    row[at + TASK] = task;
    row[at + SCOPE] = scope;
    row[at + MAKER] = this.#makerOf(firing);
    row[at + ORDINAL] = ordinal;
    row[at + DEPTH] = depth;
    row[at + PLACE] = NONE;
    row[at + FIRST_IN] = NONE;
    row[at + FIRST_OUT] = NONE;
    (this.#args[node >> SHIFT] as unknown[])[node & LOW] = args;
    if (key !== undefined) this.#keys.set(node, key);
    return node;
  }

  /** Appends an edge from an existing node to the newest one. A soft edge orders, it does not skip. */
  addEdge(from: number, to: number, soft: boolean): void {
    const edge = this.#edges;
    if ((edge & LOW) === 0) this.#edgeRows[edge >> SHIFT] ??= new Int32Array(ROWS * EDGE);
    this.#edges = edge + 1;
    const source = this.#nodeRows[from >> SHIFT] as Chunk;
    const target = this.#nodeRows[to >> SHIFT] as Chunk;
    const out = (from & LOW) * NODE;
    const into = (to & LOW) * NODE;
    const row = this.#edgeRows[edge >> SHIFT] as Chunk;
    const at = (edge & LOW) * EDGE;
    row[at + FROM] = from;
    row[at + TO] = to;
    row[at + NEXT_IN] = (target[into + FIRST_IN] as number) * 2 + (soft ? 1 : 0);
    row[at + NEXT_OUT] = source[out + FIRST_OUT] as number;
    target[into + FIRST_IN] = edge;
    source[out + FIRST_OUT] = edge;
    const depth = source[out + DEPTH] as number;
    if (depth >= (target[into + DEPTH] as number)) target[into + DEPTH] = depth + 1;
    if ((source[out + STATE] as number) < DONE) target[into + PENDING] = (target[into + PENDING] as number) + 1;
  }

  /** Takes back the newest nodes and edges, until there are so many. All of these edges must be between others and these nodes. */
  truncate(size: number, edges: number): void {
    for (let edge = this.#edges - 1; edge >= edges; edge -= 1)
      this.#set(this.from(edge), FIRST_OUT, this.nextOut(edge));
    for (let node = size; node < this.#size; node += 1) {
      this.#set(node, PENDING, 0);
      this.#set(node, MARK, 0);
      (this.#args[node >> SHIFT] as unknown[])[node & LOW] = undefined;
      if (this.#keys.size > 0) this.#keys.delete(node);
    }
    this.#size = size;
    this.#edges = edges;
  }

  task(node: number): TaskId {
    return this.#get(node, TASK);
  }

  /** Number of the use of a scope that the node is in. */
  scope(node: number): number {
    return this.#get(node, SCOPE);
  }

  state(node: number): NodeState {
    return STATES[this.#get(node, STATE)] as NodeState;
  }

  isSettled(node: number): boolean {
    return this.#get(node, STATE) >= DONE;
  }

  isDone(node: number): boolean {
    return this.#get(node, STATE) === DONE;
  }

  /** How many nodes had settled before this one did. */
  placeInTime(node: number): number {
    return this.#get(node, PLACE);
  }

  /** How many nodes lie between it and the start on the longest way, those around its scope counted too. */
  depth(node: number): number {
    return this.#get(node, DEPTH);
  }

  /** How many unsettled nodes it still waits for. */
  pending(node: number): number {
    return this.#get(node, PENDING);
  }

  /** What made it. */
  firing(node: number): F {
    return this.#makers[this.#get(node, MAKER)] as F;
  }

  /** Position among the additions of its firing. */
  ordinal(node: number): number {
    return this.#get(node, ORDINAL);
  }

  key(node: number): Value | undefined {
    return this.#keys.size === 0 ? undefined : this.#keys.get(node);
  }

  args(node: number): readonly unknown[] {
    return (this.#args[node >> SHIFT] as (readonly unknown[])[])[node & LOW] as readonly unknown[];
  }

  /** The result of a node that is done. */
  result(node: number): Value {
    return (this.#results[node >> SHIFT] as Value[])[node & LOW] as Value;
  }

  /** Why a failed node failed. */
  failure(node: number): Failure | undefined {
    if (this.state(node) !== "failed") return undefined;
    return (this.#results[node >> SHIFT] as Failure[])[node & LOW];
  }

  /** Arguments as values, once all nodes in them are done. */
  setArgs(node: number, args: readonly unknown[]): void {
    (this.#args[node >> SHIFT] as unknown[])[node & LOW] = args;
  }

  setState(node: number, state: NodeState, outcome?: Value | Failure): void {
    const wasSettled = this.isSettled(node);
    this.#set(node, STATE, STATES.indexOf(state));
    if (!wasSettled && this.isSettled(node)) this.#set(node, PLACE, this.#settled++);
    if (outcome !== undefined) (this.#results[node >> SHIFT] as unknown[])[node & LOW] = outcome;
  }

  /** One of the nodes it waits for has settled; answers how many are left. */
  countDown(node: number): number {
    const left = this.#get(node, PENDING) - 1;
    this.#set(node, PENDING, left);
    return left;
  }

  /** Leaves a mark at a node, and answers its task; `NONE` where the mark was there already. Marks are numbers that only grow. */
  mark(node: number, mark: number): number {
    const row = this.#nodeRows[node >> SHIFT] as Chunk;
    const at = (node & LOW) * NODE;
    if (row[at + MARK] === mark) return NONE;
    row[at + MARK] = mark;
    return row[at + TASK] as TaskId;
  }

  /** The newest edge to a node, or `NONE`; the next older ones follow by `nextIn`. */
  firstIn(node: number): number {
    return this.#get(node, FIRST_IN);
  }

  nextIn(edge: number): number {
    return this.#getEdge(edge, NEXT_IN) >> 1;
  }

  /** The newest edge from a node, or `NONE`; the next older ones follow by `nextOut`. */
  firstOut(node: number): number {
    return this.#get(node, FIRST_OUT);
  }

  nextOut(edge: number): number {
    return this.#getEdge(edge, NEXT_OUT);
  }

  from(edge: number): number {
    return this.#getEdge(edge, FROM);
  }

  to(edge: number): number {
    return this.#getEdge(edge, TO);
  }

  isSoft(edge: number): boolean {
    return (this.#getEdge(edge, NEXT_IN) & 1) === 1;
  }

  #get(node: number, place: number): number {
    return (this.#nodeRows[node >> SHIFT] as Chunk)[(node & LOW) * NODE + place] as number;
  }

  #set(node: number, place: number, value: number): void {
    (this.#nodeRows[node >> SHIFT] as Chunk)[(node & LOW) * NODE + place] = value;
  }

  #getEdge(edge: number, place: number): number {
    return (this.#edgeRows[edge >> SHIFT] as Chunk)[(edge & LOW) * EDGE + place] as number;
  }

  #makerOf(firing: F): number {
    const last = this.#makers.length - 1;
    return last >= 0 && this.#makers[last] === firing ? last : this.#makers.push(firing) - 1;
  }

  /** Chunks stay when nodes are taken back. */
  #openNodes(chunk: number): void {
    if (this.#nodeRows[chunk] !== undefined) return;
    this.#nodeRows.push(new Int32Array(ROWS * NODE));
    this.#args.push(rowsOf<readonly unknown[]>());
    this.#results.push(rowsOf<Value | Failure>());
  }
}

function rowsOf<T>(): (T | undefined)[] {
  // oxlint-disable-next-line unicorn/no-new-array -- filled one by one, and never longer
  return new Array<T | undefined>(ROWS);
}
