/** A growing list of 32-bit integers: what a graph of a million nodes can afford. */
export class IntList {
  #items = new Int32Array(16);
  length = 0;

  push(value: number): number {
    if (this.length === this.#items.length) {
      const grown = new Int32Array(this.#items.length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.length] = value;
    this.length += 1;
    return this.length - 1;
  }

  /** `index` must lie inside the list. */
  at(index: number): number {
    return this.#items[index] as number;
  }

  set(index: number, value: number): void {
    this.#items[index] = value;
  }
}
