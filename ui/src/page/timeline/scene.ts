/** The timeline as it is to be drawn: what is where. Pure but for the colours that it is given. */
import type { RunningAttempt } from "../../contract.ts";
import { markText } from "../words.ts";
import type { Attempts } from "./attempts.ts";
import type { Pause } from "./pauses.ts";
import { marksOf, visibleBars, type Seen } from "./visible.ts";

export interface Scene extends Seen {
  readonly attempts: Attempts;
  readonly running: readonly RunningAttempt[];
  readonly lanes: readonly number[];
  /** ms since the epoch. */
  readonly started: number;
  readonly now: number;
  /** Numbers of nodes that the run waited for. */
  readonly critical: ReadonlySet<number>;
  /** In pixels: how far the lanes are scrolled, and how high each is. */
  readonly scroll: number;
  readonly laneHeight: number;
  readonly height: number;
  /** The moment that is shown, where that is not now. */
  readonly moment: number | undefined;
}

export const paintNames = ["done", "failed", "running", "ink", "faint", "line", "accent"] as const;
export type Paint = Readonly<Record<(typeof paintNames)[number], string>>;

/** Height of the axis below the lanes. */
export const axisHeight = 20;

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene, paint: Paint): void {
  const { attempts, window, height, laneHeight, scroll } = scene;
  const { from, scale, width } = window;
  const pixelOf = (real: number): number => (scene.time.shown(real) - from) / scale;
  context.clearRect(0, 0, width, height);
  const lanesHeight = height - axisHeight;
  drawAxis(context, scene, paint);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, lanesHeight);
  context.clip();
  const barHeight = Math.max(1, laneHeight - (laneHeight > 5 ? 2 : laneHeight > 2 ? 1 : 0));
  const first = Math.max(0, Math.floor(scroll / laneHeight));
  const last = Math.min(attempts.lanes.length - 1, Math.floor((scroll + lanesHeight) / laneHeight));
  for (let lane = first; lane <= last; lane += 1) {
    const kept = attempts.lanes[lane];
    if (kept === undefined) continue;
    const top = lane * laneHeight - scroll + 1;
    const gap = laneHeight > 4 ? 0.5 : 0;
    context.fillStyle = paint.done;
    visibleBars(attempts, kept.all, scene, (_, left, right) =>
      context.fillRect(left, top, Math.max(1, right - left - gap), barHeight),
    );
    context.fillStyle = paint.failed;
    visibleBars(attempts, kept.failed, scene, (_, left, right) => {
      context.fillRect(left, top, Math.max(2, right - left - gap), barHeight);
    });
    if (scene.critical.size === 0 || laneHeight < 4) continue;
    context.strokeStyle = paint.ink;
    context.lineWidth = 1.5;
    visibleBars(attempts, kept.all, scene, (at, left, right) => {
      if (scene.critical.has(attempts.nodeOf(at)) && !attempts.hasFailed(at))
        context.strokeRect(left + 0.75, top + 0.75, Math.max(1, right - left - 1.5), Math.max(1, barHeight - 1.5));
    });
  }
  context.fillStyle = paint.running;
  const { moment } = scene;
  if (moment !== undefined) {
    for (let lane = first; lane <= last; lane += 1) {
      const at = attempts.find(lane, moment, 0);
      if (at === undefined || at < scene.until) continue;
      const left = Math.max(-2, pixelOf(attempts.begunOf(at)));
      const right = Math.min(width + 2, pixelOf(moment));
      if (right > left) context.fillRect(left, lane * laneHeight - scroll + 1, right - left, barHeight);
    }
  }
  for (const [i, [, , , begun]] of scene.running.entries()) {
    const lane = scene.lanes[i];
    if (lane === undefined) continue;
    const [left, right] = [pixelOf(begun), pixelOf(scene.now)];
    if (right < 0 || left > width) continue;
    const seen = Math.max(-2, left);
    context.fillRect(seen, lane * laneHeight - scroll + 1, Math.max(2, Math.min(width + 2, right) - seen), barHeight);
  }
  context.restore();
  if (moment !== undefined) {
    const x = Math.round(pixelOf(moment));
    context.fillStyle = paint.accent;
    context.fillRect(x, 0, 2, height);
  }
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene, paint: Paint): void {
  const { window, started, height } = scene;
  const { from, scale, width } = window;
  context.fillStyle = paint.line;
  for (const { from: begun, to } of scene.time.pauses) {
    const [left, right] = [begun, to].map((each) => (scene.time.shown(each) - from) / scale);
    if (left !== undefined && right !== undefined) context.fillRect(left, 0, Math.max(2, right - left), height);
  }
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const mark of marksOf(window, started)) {
    const x = Math.round((started + mark - from) / scale);
    context.fillStyle = paint.line;
    context.fillRect(x, 0, 1, height - axisHeight);
    context.fillStyle = paint.faint;
    const text = markText(mark);
    const wide = context.measureText(text).width;
    context.fillText(text, Math.min(width - wide - 2, Math.max(2, x - wide / 2)), height - axisHeight / 2);
  }
}

/** What is at a point of the canvas. */
export type Hit =
  | { readonly kind: "pause"; readonly pause: Pause }
  | { readonly kind: "ended"; readonly at: number }
  | { readonly kind: "running"; readonly attempt: RunningAttempt };

export function hitAt(scene: Scene, x: number, y: number): Hit | undefined {
  const { window, attempts, laneHeight, scroll } = scene;
  if (y > scene.height - axisHeight) return undefined;
  const lane = Math.floor((y + scroll) / laneHeight);
  const time = scene.time.real(window.from + x * window.scale);
  const running = scene.running.findIndex(
    ([, , , begun], i) => scene.lanes[i] === lane && begun <= time && time <= scene.now,
  );
  const attempt = scene.running[running];
  if (attempt !== undefined) return { kind: "running", attempt };
  const at = attempts.find(lane, time, window.scale * 1.5);
  if (at !== undefined && at < scene.until) return { kind: "ended", at };
  const pause = scene.time.pauses.find(({ from, to }) => from < time && time < to);
  return pause === undefined ? undefined : { kind: "pause", pause };
}
