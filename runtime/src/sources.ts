/** The nodes that a new node gets edges from. */
import { NONE } from "./graph.ts";
import { isGathered } from "./brand.ts";
import { isView, type Strength } from "./node-view.ts";
import type { RunState } from "./state.ts";
import type { Gathered, TaskId } from "./workflow.ts";

/** Each node once, in the order in which it was met; a strict edge wins over a soft one. */
export class Sources {
  /** How many there are. */
  count = 0;
  /** How many tasks they are of: one is counted again only where others were in between. */
  taskCount = 0;
  readonly #tasks: TaskId[] = [];
  readonly #state: RunState;
  /** Twice the number of the node, and one more where the edge is soft: there may be millions. */
  #list = new Int32Array(8);
  #mark = 0;
  #hasSoft = false;
  /** Where each node stands, once some is soft and met again. */
  #places: Map<number, number> | undefined;

  constructor(state: RunState) {
    this.#state = state;
  }

  /** Begins anew, for another node. */
  clear(): void {
    this.count = 0;
    this.taskCount = 0;
    this.#mark = this.#state.mark += 1;
    this.#hasSoft = false;
    this.#places = undefined;
  }

  node(index: number): number {
    return (this.#list[index] as number) >> 1;
  }

  isSoft(index: number): boolean {
    return ((this.#list[index] as number) & 1) === 1;
  }

  task(index: number): TaskId {
    return this.#tasks[index] as TaskId;
  }

  /** Nodes in arguments, whose results are wanted (`strength` given), or in provenance, as the rule saw them. */
  collect(value: unknown, strength: Strength | undefined): void {
    if (typeof value !== "object" || value === null) return;
    if (isView(value)) this.#add(value.node, (strength ?? value.strength) === "soft");
    else if (Array.isArray(value)) {
      if (value.length > few && isPlainData(value)) return;
      for (let index = 0; index < value.length; index += 1) this.collect(value[index], strength);
    } else if (isGathered(value)) this.#addAll(value, strength);
    else if (!isPlainData(value)) for (const element of Object.values(value)) this.collect(element, strength);
  }

  #addAll({ mode, nodes, strength: seen }: Gathered, wanted: Strength | undefined): void {
    const soft = mode !== "all" || (wanted ?? seen) === "soft";
    this.#makeRoom(nodes.length);
    for (let index = 0; index < nodes.length; index += 1) this.#add(nodes[index] as number, soft);
  }

  #add(node: number, soft: boolean): void {
    const task = this.#state.graph.mark(node, this.#mark);
    if (task !== NONE) {
      if (this.count === this.#list.length) this.#makeRoom(1);
      this.#places?.set(node, this.count);
      this.#list[this.count++] = node * 2 + (soft ? 1 : 0);
      this.#hasSoft ||= soft;
      if (this.taskCount === 0 || this.#tasks[this.taskCount - 1] !== task) this.#tasks[this.taskCount++] = task;
    } else if (!soft && this.#hasSoft) {
      this.#places ??= this.#allPlaces();
      this.#list[this.#places.get(node) as number] = node * 2;
    }
  }

  /** For so many more. */
  #makeRoom(more: number): void {
    if (this.count + more <= this.#list.length) return;
    const longer = new Int32Array(Math.max(this.count + more, 2 * this.#list.length));
    longer.set(this.#list);
    this.#list = longer;
  }

  #allPlaces(): Map<number, number> {
    const places = new Map<number, number>();
    for (let index = 0; index < this.count; index += 1) places.set(this.node(index), index);
    return places;
  }
}

/** Lists up to here are searched sooner than asked. */
const few = 4;

/** Results of nodes are frozen JSON: no node can be in them, so they are not searched. */
const isPlainData = (value: object): boolean => Object.isFrozen(value);
