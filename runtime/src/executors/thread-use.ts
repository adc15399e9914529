/** Which thread takes what waits, and how many more there should be. */
import { availableParallelism } from "node:os";

/** What is to be known of a thread. */
export interface ThreadState {
  /** It has started. */
  readonly isReady: boolean;
  readonly isIdle: boolean;
  readonly hasRoom: boolean;
  /** All that it has should be over in no time, by what others of their tasks have taken. */
  readonly isBrief: boolean;
}

/** What waits, and how it is run. */
export interface Demand {
  /** How many calls wait. */
  readonly length: number;
  /** ms that the first of them takes, by what others of its task have taken, if so. */
  readonly estimate: number | undefined;
  /** How many threads may run something at once. */
  readonly atOnce: number;
  /** How many calls travel together. */
  readonly batch: number;
}

const machine = availableParallelism();

/** Where a call takes up to so many ms the next one is there before it ends: to send for it would cost time. */
export const short = 4;

/** A call of up to so many ms is over before another thread would have woken: more threads than cores are of no use for it. */
const brief = 0.1;

/**
 * So many threads start at the same time: what waits may be over by the time that more could be there, and to start one keeps a core
 * busy.
 */
const startsAtOnce = Math.max(2, machine);

export const isBrief = (estimate: number | undefined): boolean => estimate !== undefined && estimate <= brief;

/** A thread that has nothing to do, which shares what waits with others like it, or else one that soon will have. */
export function takerOf<T extends ThreadState>(
  threads: readonly T[],
  { length, estimate, atOnce, batch }: Demand,
  cores = machine,
): { readonly thread: T; readonly most: number } | undefined {
  const busy = threads.filter((thread) => !thread.isIdle);
  const free = threads.filter((thread) => thread.isIdle && thread.hasRoom);
  const isCrowded = isBrief(estimate) && quickOf(busy) >= cores;
  const places = isCrowded
    ? 0
    : Math.min(free.length, atOnce - busy.length, isBrief(estimate) ? cores - quickOf(busy) : Infinity);
  const [first] = free;
  if (places > 0 && first !== undefined) return { thread: first, most: Math.ceil(length / places) };
  // To wake a thread costs more than a hundred short calls: better few large batches than many small ones.
  if ((busy.length >= atOnce || isCrowded) && length < batch / 2) return undefined;
  if (estimate === undefined || estimate > short) return undefined;
  const thread = busy.find(({ hasRoom }) => hasRoom);
  return thread === undefined ? undefined : { thread, most: length };
}

/** Whether a thread without work would do what others have not begun. */
export function wouldHelp(threads: readonly ThreadState[], atOnce: number, cores = machine): boolean {
  const busy = threads.filter((thread) => !thread.isIdle);
  return busy.length < atOnce && quickOf(busy) < cores;
}

const quickOf = (busy: readonly ThreadState[]): number => busy.filter((thread) => thread.isBrief).length;

/** How many threads to make for what waits and, once one is busy, for what may come of that: to start one takes long. */
export function missing(
  threads: readonly ThreadState[],
  { length, estimate, atOnce }: Demand,
  { size, hasSpare, cores = machine }: { readonly size: number; readonly hasSpare: boolean; readonly cores?: number },
): number {
  const busy = threads.filter((thread) => !thread.isIdle);
  const needed = Math.min(atOnce, busy.length + length) + (busy.length > 0 && hasSpare ? 1 : 0);
  const wanted = Math.min(size, needed) - threads.length;
  const starts = startsAtOnce - threads.filter((thread) => !thread.isReady).length;
  const isQuick = length > 0 ? isBrief(estimate) : busy.every((thread) => thread.isBrief);
  const useful = isQuick ? cores - threads.filter((thread) => thread.isIdle || thread.isBrief).length : Infinity;
  return Math.max(0, Math.min(wanted, starts, useful));
}
