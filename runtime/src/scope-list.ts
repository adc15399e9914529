/** Scopes that something is to be done for: each once, in the order in which that came up. */
import { Queue } from "./queue.ts";

/** What a list keeps in its members. */
export interface Listed {
  /** One bit for each list that it is in. */
  lists: number;
}

export class ScopeList<S extends Listed> {
  readonly #bit: number;
  readonly #queue = new Queue<S>();

  /** `bit`: a power of two that no other list over the same scopes has. */
  constructor(bit: number) {
    this.#bit = bit;
  }

  get first(): S | undefined {
    return this.#queue.first;
  }

  add(scope: S): void {
    if ((scope.lists & this.#bit) !== 0) return;
    scope.lists |= this.#bit;
    this.#queue.push(scope);
  }

  shift(): S | undefined {
    const scope = this.#queue.shift();
    if (scope !== undefined) scope.lists &= ~this.#bit;
    return scope;
  }
}
