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

  get last(): number {
    return this.length === 0 ? NONE : this.at(this.length - 1);
  }

  /** `index` must lie inside. */
  at(index: number): number {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] as number;
  }

  /** Puts one before the one at a place. What stands before it moves: it is for places near the front, or for the end. */
  insert(index: number, node: number): void {
    if (index === this.length) return this.push(node);
    if (this.length === this.#ring.length) this.#grow();
    const mask = this.#ring.length - 1;
    this.#head = (this.#head - 1) & mask;
    this.length += 1;
    for (let place = 0; place < index; place += 1)
      this.#ring[(this.#head + place) & mask] = this.#ring[(this.#head + place + 1) & mask] as number;
    this.#ring[(this.#head + index) & mask] = node;
  }

  /** The first, which leaves it; `NONE` where there is none. */
  shift(): number {
    if (this.length === 0) return NONE;
    const node = this.#ring[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.length -= 1;
    return node;
  }

  clear(): void {
    this.#ring = new Int32Array(smallest);
    this.#head = 0;
    this.length = 0;
  }

  #grow(): void {
    const longer = new Int32Array(this.#ring.length * 2);
    longer.set(this.#ring.subarray(this.#head));
    longer.set(this.#ring.subarray(0, this.#head), this.#ring.length - this.#head);
    this.#ring = longer;
    this.#head = 0;
  }
}
