/** Which bars of a lane can be seen at a scale: no two that would cover the same pixels. Pure. */
import { timeStep } from "../../time-step.ts";
import { firstWhere, type Attempts } from "./attempts.ts";
import type { WorkTime } from "./pauses.ts";

/** A window onto time of work: `from` is at the left edge. */
export interface TimeWindow {
  /** A time as it is shown. */
  readonly from: number;
  /** ms that a pixel stands for. */
  readonly scale: number;
  /** In pixels. */
  readonly width: number;
}

/** What of a timeline can be seen. */
export interface Seen {
  readonly window: TimeWindow;
  readonly time: WorkTime;
  /** Attempts of later places are not there yet; Infinity: all are. */
  readonly until: number;
}

/** Calls for each bar to draw, left to right, with its edges in pixels. */
export function visibleBars(
  attempts: Attempts,
  lane: readonly number[],
  { window: { from, scale, width }, time, until }: Seen,
  draw: (at: number, left: number, right: number) => void,
): void {
  const [first, last] = [time.real(from), time.real(from + width * scale)];
  let place = firstWhere(lane, (at) => attempts.endedOf(at) >= first);
  while (place < lane.length) {
    const at = lane[place] as number;
    const begun = attempts.begunOf(at);
    if (begun > last || at >= until) return;
    const left = (time.shown(begun) - from) / scale;
    const right = Math.max(left + 1, (time.shown(attempts.endedOf(at)) - from) / scale);
    draw(at, left, right);
    // What ends within the pixel that is drawn already cannot be seen.
    const covered = time.real(from + (Math.floor(right) + (right - left <= 1 ? 0.5 : 0)) * scale);
    place += 1;
    const next = lane[place];
    if (next !== undefined && attempts.endedOf(next) <= covered)
      place = firstWhere(lane, (each) => attempts.endedOf(each) > covered, place);
  }
}

/** Marks on the axis: times from the run's beginning, in ms, at steps that people count in. */
export function marksOf({ from, scale, width }: TimeWindow, begun: number, apart = 90): readonly number[] {
  const step = timeStep(scale * apart);
  const marks: number[] = [];
  const end = from + width * scale - begun;
  for (let mark = Math.ceil((from - begun) / step) * step; mark <= end && marks.length < 100; mark += step)
    if (mark >= 0) marks.push(mark);
  return marks;
}
