import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { runPath } from "../client/api.ts";
import { useAsked } from "../client/asked.ts";
import { listenToGestures } from "../graph/gestures.ts";
import { place } from "../store/choice.ts";
import { openNumber } from "../store/node-by-number.ts";
import { at, shown } from "../store/replay.ts";
import { attempts, facts, isOnline, live } from "../store/run.ts";
import { colours, theme } from "../store/theme.ts";
import { counted } from "../words.ts";
import { axisHeight, drawTimeline, hitAt, paintNames, type Hit, type Scene } from "./scene.ts";
import { pausesOf, WorkTime } from "./pauses.ts";
import { HitTip } from "./hit-tip.tsx";
import { moved, windowOf, zoomed, type Bounds, type TimeRange } from "./time-range.ts";

/** In pixels. */
const lane = { most: 16, least: 3 };

/** A bar for each attempt; one lane for each that was at work at once. */
export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const range = useSignal<TimeRange>("all");
  const scroll = useSignal(0);
  const size = useSignal({ width: 0, height: 0 });
  const hit = useSignal<{ readonly hit: Hit; readonly x: number; readonly y: number } | undefined>(undefined);
  const scene = useRef<Scene | undefined>(undefined);
  const isOver = useComputed(() => live.value?.state !== "running" && live.value?.state !== "paused");
  const path = useAsked<readonly number[]>(
    () => (place.value.run === undefined ? undefined : `${runPath(place.value.run)}/critical-path`),
    () => (isOver.value ? live.value : Math.floor(attempts.value.size / 1_000)),
    { every: () => 5_000 },
  );
  const critical = useComputed(() => new Set(path.value?.value));
  const frame = useMemo(() => ({ request: 0 }), []);

  const draw = (): void => {
    frame.request = 0;
    const context = canvas.current?.getContext("2d");
    if (context == null || canvas.current === null || size.peek().width === 0) return;
    scene.current = sceneNow();
    if (scene.current === undefined) return;
    const ratio = window.devicePixelRatio;
    const { width, height } = size.peek();
    if (canvas.current.width !== Math.round(width * ratio) || canvas.current.height !== Math.round(height * ratio)) {
      canvas.current.width = Math.round(width * ratio);
      canvas.current.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawTimeline(context, scene.current, paintNow());
  };
  const drawSoon = (): void => void (frame.request ||= requestAnimationFrame(draw));

  /** As they are shown. */
  const boundsNow = (): Bounds => {
    const { all } = attempts.peek();
    const started = facts.peek()?.started ?? 0;
    const first = Math.min(started, all.first);
    const last = Math.max(first, all.last, runningNow().length > 0 ? nowOf() : -Infinity);
    const time = timeNow();
    return { first: time.shown(first), last: time.shown(last) };
  };
  /** Long pauses are left out. */
  const timeNow = (): WorkTime => {
    const { all } = attempts.peek();
    const open = at.peek() === undefined ? runningNow().map(([, , , begun]) => begun) : [];
    const pauses = pausesOf(all, open);
    const idle = pauses.reduce((sum, { from, to }) => sum + to - from, 0);
    return new WorkTime(pauses, Math.max(all.last, ...open) - all.first - idle);
  };
  const runningNow = () => (at.peek() === undefined ? (live.peek()?.running ?? []) : (shown.peek()?.running ?? []));
  const nowOf = (): number => {
    const snapshot = shown.peek();
    if (at.peek() !== undefined || !isOnline.peek() || snapshot?.state === "cut off") return snapshot?.time ?? 0;
    return Math.max(Date.now(), snapshot?.time ?? 0);
  };

  const sceneNow = (): Scene | undefined => {
    const { all } = attempts.peek();
    const snapshot = live.peek();
    // Until all that has ended is known, what runs would take lanes that are not free.
    const isCaughtUp = snapshot !== undefined && all.count >= snapshot.total;
    const running = isCaughtUp && at.peek() === undefined ? runningNow() : [];
    const lanes = isCaughtUp && at.peek() === undefined ? all.lanesOf(running) : [];
    const bounds = boundsNow();
    const time = timeNow();
    const { width, height } = size.peek();
    const room = height - axisHeight - 2;
    const count = Math.max(1, all.lanes.length);
    const laneHeight = Math.min(lane.most, Math.max(lane.least, Math.floor(room / count)));
    scroll.value = Math.min(Math.max(0, count * laneHeight - room), Math.max(0, scroll.peek()));
    return {
      attempts: all,
      running,
      lanes,
      started: facts.peek()?.started ?? bounds.first,
      now: nowOf(),
      time,
      until: at.peek() ?? Infinity,
      critical: at.peek() === undefined ? critical.peek() : new Set(),
      scroll: scroll.peek(),
      laneHeight,
      window: windowOf(range.peek(), bounds, width),
      height,
      moment: at.peek() === undefined ? undefined : shown.peek()?.time,
    };
  };

  const zoom = (factor: number, x: number): void => {
    if (scene.current !== undefined) range.value = zoomed(scene.current.window, factor, x, boundsNow());
  };
  const pan = (x: number, y: number): void => {
    if (scene.current !== undefined && range.peek() !== "all" && x !== 0)
      range.value = moved(scene.current.window, x, boundsNow());
    scroll.value -= y;
  };

  useSignalEffect(() => {
    void [attempts.value, live.value, shown.value, at.value, range.value, scroll.value, size.value, critical.value];
    void theme.value;
    drawSoon();
  });
  // Bars of what runs grow.
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && at.peek() === undefined && runningNow().length > 0) drawSoon();
    }, 250);
    return () => {
      clearInterval(timer);
      cancelAnimationFrame(frame.request);
    };
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const stop = listenToGestures(element, { pan, zoom: (factor, { x }) => zoom(factor, x) });
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => {
      stop();
      observer.disconnect();
    };
  }, []);

  const keys: Readonly<Record<string, () => void>> = {
    "+": () => zoom(1.5, size.peek().width / 2),
    "=": () => zoom(1.5, size.peek().width / 2),
    "-": () => zoom(1 / 1.5, size.peek().width / 2),
    "0": () => (range.value = "all"),
    ArrowLeft: () => pan(80, 0),
    ArrowRight: () => pan(-80, 0),
    ArrowUp: () => pan(0, 40),
    ArrowDown: () => pan(0, -40),
  };
  const find = ({ offsetX, offsetY }: MouseEvent) =>
    scene.current === undefined ? undefined : hitAt(scene.current, offsetX, offsetY);
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="panel-head">
        <h2>Timeline</h2>
        <span class="note">
          {counted(attempts.value.size, "attempt")}
          {critical.value.size > 0 && at.value === undefined && (
            <>
              , <span class="outlined" /> what the run waited for
            </>
          )}
        </span>
      </div>
      <div class="timeline-room">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={`${counted(attempts.value.size, "attempt")} over time. Their nodes are in the list of nodes.`}
          onKeyDown={(event) => {
            const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
            if (act === undefined) return;
            event.preventDefault();
            act();
          }}
          onMouseMove={(event) => {
            const found = event.buttons === 0 ? find(event) : undefined;
            hit.value = found === undefined ? undefined : { hit: found, x: event.offsetX, y: event.offsetY };
          }}
          onMouseLeave={() => (hit.value = undefined)}
          onClick={(event) => {
            const found = find(event);
            if (found === undefined || found.kind === "pause") return;
            void openNumber(found.kind === "running" ? found.attempt[0] : attempts.peek().all.nodeOf(found.at));
          }}
        />
        {hit.value !== undefined && <HitTip {...hit.value} width={size.value.width} />}
      </div>
    </section>
  );
}

let painted:
  { readonly theme: string; readonly paint: ReturnType<typeof colours<(typeof paintNames)[number]>> } | undefined;

function paintNow() {
  if (painted?.theme !== theme.peek()) painted = { theme: theme.peek(), paint: colours(paintNames) };
  return painted.paint;
}
