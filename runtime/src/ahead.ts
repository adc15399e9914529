/**
 * Calls that executors have been handed beyond those that may run at once, so that short ones follow each other without the engine in
 * between. They take the places of those that are over, in the order in which they were handed over (see `Executor.ahead`).
 */
import type { Executor } from "./executor.ts";
import type { TaskPlan } from "./task-plan.ts";

interface Handed {
  /** How many of its calls count as running. */
  running: number;
  /** Nodes that it was handed ahead of their time, in order. */
  readonly nodes: Set<number>;
  /** Goes through them as they come, since those that have left a set stand in the way of whoever looks for its first. */
  next: Iterator<number> | undefined;
  /** Whether it was asked for all of them back; what has begun by then stays. */
  isRecalled: boolean;
}

export class Ahead {
  readonly #executors = new Map<Executor, Handed>();

  /** A call counts as running; answers how many of the executor's do. */
  begin(executor: Executor): number {
    const handed = this.#of(executor);
    handed.running += 1;
    return handed.running;
  }

  /** How many calls of the executor may run. */
  running(executor: Executor): number {
    return this.#executors.get(executor)?.running ?? 0;
  }

  /** How many it has beyond them. */
  count(executor: Executor): number {
    return this.#executors.get(executor)?.nodes.size ?? 0;
  }

  /** Whether the executor of a task wants one more of its nodes. Of those from which more follows, few may be begun at once. */
  hasRoom({ executor, ahead }: TaskPlan, concurrency: number, unkept: number): boolean {
    if (ahead === "none" || typeof executor === "string" || this.running(executor) === 0) return false;
    const wanted = executor.ahead ?? 0;
    const count = this.count(executor);
    return ahead === "few" ? count + unkept < Math.min(wanted, concurrency) : count < wanted;
  }

  hand(executor: Executor, node: number): void {
    const handed = this.#of(executor);
    handed.nodes.add(node);
    handed.isRecalled = false;
  }

  /** A call is over; answers the node that takes its place there. */
  end(executor: Executor, node: number): number | undefined {
    const handed = this.#of(executor);
    // One that was over before it was known to have begun took nobody's place.
    if (handed.nodes.delete(node)) return undefined;
    handed.running -= 1;
    const next = firstOf(handed);
    if (next === undefined) return undefined;
    handed.nodes.delete(next);
    handed.running += 1;
    return next;
  }

  /**
   * Takes back what executors have more of than they would like by now, since what they were thought to do quickly takes long; all, where
   * something better waits.
   */
  recall(somethingBetter: boolean): void {
    for (const [executor, handed] of this.#executors) {
      const { nodes, isRecalled } = handed;
      const wanted = executor.ahead ?? 0;
      if (nodes.size === 0 || isRecalled) continue;
      if (somethingBetter) handed.isRecalled = true;
      if (somethingBetter) executor.recall?.(0);
      else if (nodes.size > wanted) executor.recall?.(wanted);
    }
  }

  #of(executor: Executor): Handed {
    let handed = this.#executors.get(executor);
    if (handed === undefined)
      this.#executors.set(executor, (handed = { running: 0, nodes: new Set(), next: undefined, isRecalled: false }));
    return handed;
  }
}

/** The node that has been there longest. It must then leave. */
function firstOf(handed: Handed): number | undefined {
  if (handed.nodes.size === 0) return undefined;
  const found = handed.next?.next();
  if (found?.done === false) return found.value;
  // It came to the end before these were there.
  handed.next = handed.nodes.values();
  return handed.next.next().value;
}
