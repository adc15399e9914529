/** What comparisons of nodes have come to. The order of two nodes never changes, so an answer is good for the whole run. */

const ENTRY = 3;
const fewest = 1 << 10;
const most = 1 << 17;

/**
 * A cache without search: each pair has one place, and the latest pair has it. With it, neighbours in a long chain do not walk all the
 * way back to the start again; and it takes no more memory than a part of the graph, however many pairs there are.
 */
export class Comparisons {
  #size = 0;
  #entries = new Int32Array(0);

  /** Negative, positive, or `undefined` where it is not known. */
  find(a: number, b: number): number | undefined {
    if (this.#size === 0) return undefined;
    const at = this.#placeOf(a, b);
    const entries = this.#entries;
    return entries[at] === a && entries[at + 1] === b ? entries[at + 2] : undefined;
  }

  /** `nodes`: how many there are. */
  keep(a: number, b: number, answer: number, nodes: number): void {
    if (this.#size < most && this.#size < nodes) this.#grow(nodes);
    const at = this.#placeOf(a, b);
    this.#entries[at] = a;
    this.#entries[at + 1] = b;
    this.#entries[at + 2] = answer;
  }

  #placeOf(a: number, b: number): number {
    const hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    return ((hash ^ (hash >>> 15)) & (this.#size - 1)) * ENTRY;
  }

  /** What was kept is found out again where it is wanted. */
  #grow(nodes: number): void {
    let size = Math.max(fewest, this.#size);
    while (size < most && size < nodes) size *= 2;
    this.#size = size;
    this.#entries = new Int32Array(size * ENTRY).fill(-1);
  }
}
