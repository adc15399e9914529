/** Nodes, or other small numbers, first in, first out. */
import { NONE } from "./graph.ts";

const smallest = 4;

/** A ring whose size is a power of two. */
export class NodeQueue {
  #ring = new Int32Array(smallest);
  #head = 0;
  length = 0;

  /** `NONE` where there is none. */
  get first(): number {
    return this.length === 0 ? NONE : (this.#ring[this.#head] as number);
  }

  push(node: number): void {
    if (this.length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.length) & (this.#ring.length - 1)] = node;
    this.length += 1;
  }

  /** The first, which leaves it; `NONE` where there is none. */
  shift(): number {
    if (this.length === 0) return NONE;
    const node = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.length -= 1;
    return node;
  }

  #grow(): void {
    const longer = new Int32Array(this.#ring.length * 2);
    longer.set(this.#ring.subarray(this.#head));
    longer.set(this.#ring.subarray(0, this.#head), this.#ring.length - this.#head);
    this.#ring = longer;
    this.#head = 0;
  }
}
