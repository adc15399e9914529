/** A set of nodes: a byte for each node there is. */
export class NodeFlags {
  #flags = new Uint8Array(64);
  /** How many are in it. */
  count = 0;

  has(node: number): boolean {
    return node < this.#flags.length && this.#flags[node] === 1;
  }

  add(node: number): void {
    if (node >= this.#flags.length) {
      const grown = new Uint8Array(Math.max(node + 1, this.#flags.length * 2));
      grown.set(this.#flags);
      this.#flags = grown;
    }
    if (this.#flags[node] === 1) return;
    this.#flags[node] = 1;
    this.count += 1;
  }

  /** Whether it was in it. */
  delete(node: number): boolean {
    if (!this.has(node)) return false;
    this.#flags[node] = 0;
    this.count -= 1;
    return true;
  }
}
