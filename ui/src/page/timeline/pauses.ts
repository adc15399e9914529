/**
 * Long times in which nothing was at work, as between a run's end and its being taken up again, are left out of the timeline: it shows the
 * time of work. Pure. Times are ms since the epoch where they are real, and ms without the pauses, counted from the same zero, where they are shown.
 */
import type { Attempts } from "./attempts.ts";

export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** What is shorter stays in. */
const shortest = 60_000;

/** As wide as a pause is shown, of all time of work. */
const mark = 0.01;

/** Pauses that are longer than a quarter of all the time in which something was at work, in order. `open`: when those began that run now. */
export function pausesOf(attempts: Attempts, open: readonly number[]): readonly Pause[] {
  const found: Pause[] = [];
  let later = Math.min(Infinity, ...open);
  // Attempts stand in the order of their ends: nothing was at work between one and the beginnings of all that ended later.
  for (let at = attempts.count - 1; at >= 0; at -= 1) {
    const ended = attempts.endedOf(at);
    if (Number.isFinite(later) && later - ended >= shortest) found.push({ from: ended, to: later });
    later = Math.min(later, attempts.begunOf(at));
  }
  const idle = found.reduce((sum, { from, to }) => sum + to - from, 0);
  const all = Math.max(attempts.last, ...open) - attempts.first;
  return found.filter(({ from, to }) => to - from > (all - idle) / 4).toReversed();
}

/** From real times to those that are shown, and back. */
export class WorkTime {
  readonly pauses: readonly Pause[];
  readonly #width: number;

  /** `work`: all time of work. */
  constructor(pauses: readonly Pause[], work: number) {
    this.pauses = pauses;
    this.#width = Math.max(1, work * mark);
  }

  shown(real: number): number {
    let left = 0;
    for (const { from, to } of this.pauses) {
      if (real <= from) break;
      const inside = Math.min(real, to) - from;
      left += inside - (inside / (to - from)) * this.#width;
    }
    return real - left;
  }

  real(shown: number): number {
    let left = 0;
    for (const { from, to } of this.pauses) {
      const begun = from - left;
      if (shown <= begun) break;
      if (shown < begun + this.#width) return from + ((shown - begun) / this.#width) * (to - from);
      left += to - from - this.#width;
    }
    return shown + left;
  }
}
