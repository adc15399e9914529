/**
 * The attempts of a run that have ended, in the order in which they did, each in a lane of its own time: one lane for each that was at
 * work at once. Columns of numbers, since there may be hundreds of thousands.
 */
import type { EndedAttempt, RunningAttempt } from "../../contract.ts";

export class Attempts {
  /** How many there are. */
  count = 0;
  #node = new Int32Array(256);
  #task = new Int32Array(256);
  #attempt = new Int32Array(256);
  #begun = new Float64Array(256);
  #ended = new Float64Array(256);
  #failed = new Uint8Array(256);
  #lane = new Int32Array(256);
  /** For each lane, its attempts in order, and those that failed. */
  readonly lanes: Lane[] = [];
  /** Lanes of the attempts that run. */
  readonly #running = new Map<string, number>();
  readonly #busy = new Set<number>();
  first = Infinity;
  last = -Infinity;

  add(ended: readonly EndedAttempt[]): void {
    for (const [node, task, attempt, begun, end, failed] of ended) {
      const at = this.count;
      if (at === this.#node.length) this.#grow();
      this.#node[at] = node;
      this.#task[at] = task;
      this.#attempt[at] = attempt;
      this.#begun[at] = begun;
      this.#ended[at] = end;
      this.#failed[at] = failed;
      const lane = this.#leave(keyOf(node, attempt)) ?? this.#laneFrom(begun);
      this.#lane[at] = lane;
      const kept = (this.lanes[lane] ??= { all: [], failed: [], ended: -Infinity });
      kept.all.push(at);
      if (failed === 1) kept.failed.push(at);
      kept.ended = Math.max(kept.ended, end);
      this.first = Math.min(this.first, begun);
      this.last = Math.max(this.last, end);
      this.count += 1;
    }
  }

  /** Lanes of attempts that run: each keeps its own until it ends. */
  lanesOf(running: readonly RunningAttempt[]): readonly number[] {
    const keys = new Set(running.map(([node, , attempt]) => keyOf(node, attempt)));
    for (const key of this.#running.keys()) if (!keys.has(key)) this.#leave(key);
    return running.map(([node, , attempt, begun]) => {
      const key = keyOf(node, attempt);
      const known = this.#running.get(key);
      if (known !== undefined) return known;
      const lane = this.#laneFrom(begun);
      this.lanes[lane] ??= { all: [], failed: [], ended: -Infinity };
      this.#running.set(key, lane);
      this.#busy.add(lane);
      this.first = Math.min(this.first, begun);
      return lane;
    });
  }

  nodeOf = (at: number): number => this.#node[at] ?? 0;
  taskOf = (at: number): number => this.#task[at] ?? 0;
  attemptOf = (at: number): number => this.#attempt[at] ?? 0;
  begunOf = (at: number): number => this.#begun[at] ?? 0;
  endedOf = (at: number): number => this.#ended[at] ?? 0;
  hasFailed = (at: number): boolean => this.#failed[at] === 1;

  /** The one at work in a lane at a time, give or take so much. */
  find(lane: number, time: number, around: number): number | undefined {
    const all = this.lanes[lane]?.all ?? [];
    const place = firstWhere(all, (at) => this.endedOf(at) >= time - around);
    const at = all[place];
    return at !== undefined && this.begunOf(at) <= time + around ? at : undefined;
  }

  #leave(key: string): number | undefined {
    const lane = this.#running.get(key);
    if (lane === undefined) return undefined;
    this.#running.delete(key);
    this.#busy.delete(lane);
    return lane;
  }

  /**
   * Of the lanes that are free from a time on the one whose last attempt ended last: for attempts in the order of their ends that needs no
   * more lanes than there were attempts at work at once.
   */
  #laneFrom(begun: number): number {
    let best = -1;
    let latest = -Infinity;
    for (const [lane, { ended }] of this.lanes.entries()) {
      if (ended > begun || ended < latest || (ended === latest && best !== -1) || this.#busy.has(lane)) continue;
      best = lane;
      latest = ended;
    }
    return best === -1 ? this.lanes.length : best;
  }

  #grow(): void {
    const twice = this.#node.length * 2;
    const ints = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(twice);
      made.set(old);
      return made;
    };
    const floats = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(twice);
      made.set(old);
      return made;
    };
    this.#node = ints(this.#node);
    this.#task = ints(this.#task);
    this.#attempt = ints(this.#attempt);
    this.#lane = ints(this.#lane);
    this.#begun = floats(this.#begun);
    this.#ended = floats(this.#ended);
    const failed = new Uint8Array(twice);
    failed.set(this.#failed);
    this.#failed = failed;
  }
}

interface Lane {
  readonly all: number[];
  readonly failed: number[];
  /** When the last of them did. */
  ended: number;
}

const keyOf = (node: number, attempt: number): string => `${node} ${attempt}`;

/** The place of the first for which it holds, in a list in which it holds for all behind that; its length where there is none. */
export function firstWhere<T>(list: readonly T[], holds: (each: T) => boolean, from = 0): number {
  let [low, high] = [from, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
