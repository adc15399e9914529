/** Values by text, for a sequence of turns. What no turn has asked for in a while is forgotten. */
export class Recent<Value> {
  #turns = 0;
  /** Since the last generation began. */
  #young = new Map<string, Value>();
  /** Of the generation before, and not asked for since. */
  #old = new Map<string, Value>();

  /** A turn begins. */
  turn(): void {
    this.#turns += 1;
    if (this.#turns % TURNS !== 0) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  get(text: string): Value | undefined {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) this.set(text, old);
    return old;
  }

  set(text: string, value: Value): void {
    this.#young.set(text, value);
  }
}

/** Turns of a generation: what is not asked for lives for one to two of them. */
const TURNS = 40;
