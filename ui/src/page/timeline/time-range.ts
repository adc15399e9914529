/** Which part of the time a timeline shows. Pure. Times are ms since the epoch. */
import type { TimeWindow } from "./visible.ts";

/** `all`: from the first to the last, growing with it. */
export type TimeRange = "all" | { readonly from: number; readonly scale: number };

const shortest = 0.001;

/** Some room is left at the right. */
export function windowOf(range: TimeRange, { first, last }: Bounds, width: number): TimeWindow {
  if (range !== "all") return { ...range, width };
  return { from: first, scale: Math.max(shortest, (Math.max(10, last - first) * 1.02) / Math.max(1, width)), width };
}

export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** Around a place that stays where it is; all of it again once that has room. */
export function zoomed(window: TimeWindow, factor: number, x: number, bounds: Bounds): TimeRange {
  const whole = windowOf("all", bounds, window.width);
  const scale = Math.max(shortest, window.scale / factor);
  if (scale >= whole.scale) return "all";
  return moved({ ...window, scale, from: window.from + x * (window.scale - scale) }, 0, bounds);
}

/** By so many pixels, and no farther than there is something to see. */
export function moved(window: TimeWindow, pixels: number, { first, last }: Bounds): TimeRange {
  const length = window.width * window.scale;
  const latest = Math.max(first, last + length * 0.1 - length);
  const from = Math.min(latest, Math.max(first, window.from - pixels * window.scale));
  return { from, scale: window.scale };
}
