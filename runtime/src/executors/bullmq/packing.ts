/** How many calls of a task travel together: as many as make a few milliseconds of work by what others of it have taken. */
import type { Task } from "../../workflow.ts";

/** ms of work. */
const together = 5;

/** So many at most. */
const most = 64;

/** Knows how long calls take. To be kept no longer than an executor. */
export class Packing {
  readonly #times = new WeakMap<Task, number>();

  /** A job with so many calls took so many ms on its worker. */
  took(task: Task, ms: number, calls: number): void {
    const each = ms / calls;
    const known = this.#times.get(task);
    // What takes longer counts at once: others wait for the job that it is part of.
    this.#times.set(task, known === undefined || each > known ? each : (known + each) / 2);
  }

  /** How many calls make a job. Of what nothing is known, and of what says itself how much it takes, each is one of its own. */
  size(task: Task): number {
    const { implementation, cpus, memory } = task;
    if (implementation.kind !== "module" || cpus !== undefined || memory !== undefined) return 1;
    const each = this.#times.get(task);
    return each === undefined ? 1 : Math.max(1, Math.min(most, Math.floor(together / each)));
  }
}

/** Parts of so many at most. */
export function parts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
