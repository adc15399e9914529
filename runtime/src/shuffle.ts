/** For tests of programs: an order of completion that depends on a seed alone, not on how long anything took. */

/** Something that completed, with the id of its node. */
export interface Completion {
  readonly id: string;
}

/**
 * Holds completions until the caller finds that nothing runs and nothing can start, then gives them out one at a time: the
 * same seed and the same program give the same order.
 */
export class Shuffle<C extends Completion> {
  readonly #random: () => number;
  readonly #held: C[] = [];

  constructor(seed: number | string) {
    this.#random = randomFrom(seed);
  }

  get held(): number {
    return this.#held.length;
  }

  hold(completion: C): void {
    this.#held.push(completion);
  }

  /** One of those held, by chance. */
  take(): C | undefined {
    // In order of the ids, because the order in which they came is what must not count.
    this.#held.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    return this.#held.splice(Math.floor(this.#random() * this.#held.length), 1)[0];
  }
}

/** Numbers from 0 up to 1: splitmix32 (Steele, Lea, Flood 2014) from a 32-bit hash (FNV-1a) of the seed. */
function randomFrom(seed: number | string): () => number {
  let state = 0x811c9dc5;
  for (const character of String(seed)) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
