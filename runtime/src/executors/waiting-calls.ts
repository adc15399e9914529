/** Calls that no thread has: the first is the one that came first, also among those that have been given back. */
import { Queue } from "../queue.ts";
import type { PooledCall } from "./pooled-call.ts";

export class WaitingCalls {
  readonly #new = new Queue<PooledCall>();
  /** Given back, the first last. All came before those that are new. */
  readonly #returned: PooledCall[] = [];
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  get first(): PooledCall | undefined {
    let first = this.#returned.pop() ?? this.#new.shift();
    // Dropped.
    while (first?.isOver === true) first = this.#returned.pop() ?? this.#new.shift();
    if (first !== undefined) this.#returned.push(first);
    return first;
  }

  push(call: PooledCall): void {
    this.#new.push(call);
    this.#length += 1;
  }

  shift(): PooledCall | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.#returned.pop();
    this.#length -= 1;
    return first;
  }

  /** So many of those that came last, or all that there are. */
  takeLast(count: number): readonly PooledCall[] {
    const all: PooledCall[] = [];
    for (let call = this.shift(); call !== undefined; call = this.shift()) all.push(call);
    const taken = all.splice(Math.max(0, all.length - count));
    this.giveBack(all);
    return taken;
  }

  giveBack(calls: readonly PooledCall[]): void {
    this.#returned.push(...calls);
    this.#returned.sort((a, b) => b.turn - a.turn);
    this.#length += calls.length;
  }

  /** One of them is over before a thread has had it. */
  drop(): void {
    this.#length -= 1;
  }
}
