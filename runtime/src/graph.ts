/**
 * The graph of a run: append-only. Nodes and edges are numbers into flat lists; what else is known of a node stands in arrays
 * beside them. Only `addNode`, `addEdge` and the setters of a node's state write here.
 */
import { IntList } from "./int-list.ts";
import type { Failure } from "./event.ts";
import type { NodeState, TaskId, Value } from "./workflow.ts";

const STATES: readonly NodeState[] = ["waiting", "running", "done", "failed", "skipped", "cancelled"];

/** What made a node: `F` is the firing, which the graph does not look into. */
export interface Origin<F> {
  readonly firing: F;
  /** Position among the additions of the firing. */
  readonly ordinal: number;
}

/** What is known of a node when it is added. */
export interface NewNode<F> extends Origin<F> {
  readonly task: TaskId;
  /** Number of the use of a scope that it is in. */
  readonly scope: number;
  /** How deep the scope lies; its edges make it deeper. */
  readonly depth: number;
  /** May hold nodes until it is submitted. */
  readonly args: readonly unknown[];
  readonly key: Value | undefined;
}

/** Index of an edge, or `NONE`. */
const NONE = -1;

export class Graph<F> {
  readonly #task = new IntList();
  readonly #scope = new IntList();
  readonly #state = new IntList();
  readonly #ordinal = new IntList();
  readonly #pending = new IntList();
  readonly #place = new IntList();
  readonly #depth = new IntList();
  #settled = 0;
  readonly #firstIn = new IntList();
  readonly #firstOut = new IntList();
  readonly #firing: F[] = [];
  readonly #args: (readonly unknown[])[] = [];
  readonly #result: (Value | Failure | undefined)[] = [];
  readonly #keys = new Map<number, Value>();

  readonly #from = new IntList();
  readonly #to = new IntList();
  readonly #soft = new IntList();
  readonly #nextIn = new IntList();
  readonly #nextOut = new IntList();

  get size(): number {
    return this.#task.length;
  }

  get edgeCount(): number {
    return this.#from.length;
  }

  /** Appends a node that waits, and answers its number. */
  addNode({ task, scope, depth, firing, ordinal, args, key }: NewNode<F>): number {
    const node = this.#task.push(task);
    this.#scope.push(scope);
    this.#depth.push(depth);
    this.#state.push(0);
    this.#ordinal.push(ordinal);
    this.#pending.push(0);
    this.#place.push(NONE);
    this.#firstIn.push(NONE);
    this.#firstOut.push(NONE);
    this.#firing.push(firing);
    this.#args.push(args);
    this.#result.push(undefined);
    if (key !== undefined) this.#keys.set(node, key);
    return node;
  }

  /** Appends an edge from an existing node to the newest ones. A soft edge orders, it does not skip. */
  addEdge(from: number, to: number, strength: "strict" | "soft"): void {
    const edge = this.#from.push(from);
    this.#to.push(to);
    this.#soft.push(strength === "soft" ? 1 : 0);
    this.#nextIn.push(this.#firstIn.at(to));
    this.#firstIn.set(to, edge);
    this.#nextOut.push(this.#firstOut.at(from));
    this.#firstOut.set(from, edge);
    if (this.#depth.at(from) >= this.#depth.at(to)) this.#depth.set(to, this.#depth.at(from) + 1);
    if (!this.isSettled(from)) this.#pending.set(to, this.#pending.at(to) + 1);
  }

  task(node: number): TaskId {
    return this.#task.at(node);
  }

  /** Number of the use of a scope that the node is in. */
  scope(node: number): number {
    return this.#scope.at(node);
  }

  state(node: number): NodeState {
    return STATES[this.#state.at(node)] as NodeState;
  }

  isSettled(node: number): boolean {
    return this.#state.at(node) >= 2;
  }

  /** How many nodes had settled before this one did. */
  placeInTime(node: number): number {
    return this.#place.at(node);
  }

  /** How many nodes lie between it and the start on the longest way, those around its scope counted too. */
  depth(node: number): number {
    return this.#depth.at(node);
  }

  /** How many unsettled nodes it still waits for. */
  pending(node: number): number {
    return this.#pending.at(node);
  }

  origin(node: number): Origin<F> {
    return { firing: this.#firing[node] as F, ordinal: this.#ordinal.at(node) };
  }

  key(node: number): Value | undefined {
    return this.#keys.get(node);
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
    this.#state.set(node, STATES.indexOf(state));
    if (!wasSettled && this.isSettled(node)) {
      this.#place.set(node, this.#settled);
      this.#settled += 1;
    }
    if (outcome !== undefined) this.#result[node] = outcome;
  }

  /** One of the nodes it waits for has settled; answers how many are left. */
  countDown(node: number): number {
    const left = this.#pending.at(node) - 1;
    this.#pending.set(node, left);
    return left;
  }

  /** Nodes with an edge to `node`, newest edge first. */
  *sources(node: number): Iterable<{ readonly from: number; readonly soft: boolean }> {
    for (let edge = this.#firstIn.at(node); edge !== NONE; edge = this.#nextIn.at(edge))
      yield { from: this.#from.at(edge), soft: this.#soft.at(edge) === 1 };
  }

  /** Calls `visit` for each node that `node` has an edge to. */
  eachTarget(node: number, visit: (to: number) => void): void {
    for (let edge = this.#firstOut.at(node); edge !== NONE; edge = this.#nextOut.at(edge)) visit(this.#to.at(edge));
  }

  /** Every edge, oldest first. */
  *edges(): Iterable<{ readonly from: number; readonly to: number; readonly soft: boolean }> {
    for (let edge = 0; edge < this.#from.length; edge += 1)
      yield { from: this.#from.at(edge), to: this.#to.at(edge), soft: this.#soft.at(edge) === 1 };
  }
}
