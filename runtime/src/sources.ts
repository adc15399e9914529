/** The nodes that a new node gets edges from. */
import { isGathered } from "./brand.ts";
import { isView, type Strength } from "./node-view.ts";
import type { RunState } from "./state.ts";

/** Each node once, in the order in which it was met; a strict edge wins over a soft one. */
export class Sources {
  readonly nodes: number[] = [];
  readonly soft: boolean[] = [];
  readonly #state: RunState;
  readonly #mark: number;
  #staged: Set<number> | undefined;
  #hasSoft = false;
  /** Where each node stands, once some is soft and met again. */
  #places: Map<number, number> | undefined;

  constructor(state: RunState) {
    this.#state = state;
    this.#mark = state.mark += 1;
  }

  /** Nodes in arguments, whose results are wanted (`strength` given), or in provenance, as the rule saw them. */
  collect(value: unknown, strength: Strength | undefined): void {
    if (typeof value !== "object" || value === null) return;
    if (isView(value)) this.#add(value.node, (strength ?? value.strength) === "soft");
    else if (Array.isArray(value)) for (const element of value) this.collect(element, strength);
    else if (isGathered(value)) for (const node of value.nodes) this.#add(node.node, true);
    else if (!isPlainData(value)) for (const element of Object.values(value)) this.collect(element, strength);
  }

  #add(node: number, soft: boolean): void {
    if (!this.#isKnown(node)) {
      this.nodes.push(node);
      this.soft.push(soft);
      this.#places?.set(node, this.nodes.length - 1);
      this.#hasSoft ||= soft;
    } else if (!soft && this.#hasSoft) {
      this.#places ??= new Map(this.nodes.map((each, place) => [each, place]));
      this.soft[this.#places.get(node) as number] = false;
    }
  }

  /** Of nodes that the same body has just made, the graph keeps no marks yet. */
  #isKnown(node: number): boolean {
    const { graph } = this.#state;
    if (node < graph.size) return graph.mark(node, this.#mark);
    this.#staged ??= new Set();
    if (this.#staged.has(node)) return true;
    this.#staged.add(node);
    return false;
  }
}

/** Results of nodes are frozen JSON: no node can be in them, so they are not searched. */
const isPlainData = (value: object): boolean => Object.isFrozen(value);
