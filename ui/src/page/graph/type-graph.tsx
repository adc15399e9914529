import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { place } from "../store/choice.ts";
import { shown } from "../store/replay.ts";
import { facts } from "../store/run.ts";
import { totalOf } from "../words.ts";
import { Icon } from "../parts/icon.tsx";
import { listenToGestures } from "./gestures.ts";
import { Arrow } from "./type-arrow.tsx";
import { Box } from "./type-box.tsx";
import { fit, pan, zoom, type ViewPort } from "./view-port.ts";

/** No smaller at first, so that names can be read: in a narrow window they could not be made out otherwise. */
const readable = (room: number): number => (room < 600 ? 0.7 : 0.35);

/** What may come, and how much of it has come. */
export function TypeGraphView() {
  const room = useRef<HTMLDivElement>(null);
  const port = useSignal<ViewPort | undefined>(undefined);
  const isMoved = useRef(false);

  const fitAll = ({ isReadable = false } = {}): void => {
    const graph = facts.peek()?.typeGraph;
    const element = room.current;
    if (graph === undefined || element === null || element.clientWidth === 0) return;
    isMoved.current = false;
    const { clientWidth: width, clientHeight: height } = element;
    port.value = fit(graph, { width, height }, isReadable ? readable(width) : undefined);
  };
  const move = (change: (from: ViewPort) => ViewPort): void => {
    if (port.peek() === undefined) return;
    isMoved.current = true;
    port.value = change(port.peek() as ViewPort);
  };
  const middle = () => ({ x: (room.current?.clientWidth ?? 0) / 2, y: (room.current?.clientHeight ?? 0) / 2 });
  const larger = (): void => move((from) => zoom(from, 1.25, middle()));
  const smaller = (): void => move((from) => zoom(from, 0.8, middle()));

  /** What gets the focus can be seen. */
  const reveal = ({ target }: Event): void => {
    const element = room.current;
    if (element === null || !(target instanceof SVGElement)) return;
    // The browser may have scrolled to it.
    element.scrollTo(0, 0);
    const [view, box] = [element.getBoundingClientRect(), target.getBoundingClientRect()];
    const by = (from: number, to: number, low: number, high: number): number =>
      from < low || to > high ? (low + high - from - to) / 2 : 0;
    const x = by(box.left, box.right, view.left, view.right);
    const y = by(box.top, box.bottom, view.top, view.bottom);
    if (x !== 0 || y !== 0) move((port) => pan(port, x, y));
  };
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const stop = listenToGestures(element, {
      pan: (x, y) => move((from) => pan(from, x, y)),
      zoom: (factor, at) => move((from) => zoom(from, factor, at)),
    });
    const observer = new ResizeObserver(() => {
      if (!isMoved.current) fitAll({ isReadable: true });
    });
    observer.observe(element);
    element.addEventListener("focusin", reveal);
    return () => {
      stop();
      element.removeEventListener("focusin", reveal);
      observer.disconnect();
    };
  }, []);
  useSignalEffect(() => {
    if (facts.value !== undefined) fitAll({ isReadable: true });
  });

  const keys: Readonly<Record<string, () => void>> = {
    "+": larger,
    "=": larger,
    "-": smaller,
    "0": () => fitAll(),
    ArrowLeft: () => move((from) => pan(from, 60, 0)),
    ArrowRight: () => move((from) => pan(from, -60, 0)),
    ArrowUp: () => move((from) => pan(from, 0, 60)),
    ArrowDown: () => move((from) => pan(from, 0, -60)),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  return (
    <div class="canvas-room" ref={room} tabIndex={0} role="group" aria-label="Graph of tasks" onKeyDown={onKeyDown}>
      <svg class="type-graph" width="100%" height="100%">
        {port.value !== undefined && (
          <g transform={`translate(${port.value.x} ${port.value.y}) scale(${port.value.scale})`}>
            <Drawn />
          </g>
        )}
      </svg>
      <div class="zoom-buttons">
        <button type="button" title="Larger (+)" aria-label="Larger" onClick={larger}>
          <Icon name="plus" />
        </button>
        <button type="button" title="Smaller (-)" aria-label="Smaller" onClick={smaller}>
          <Icon name="minus" />
        </button>
        <button type="button" title="Show all (0)" aria-label="Show all" onClick={() => fitAll()}>
          <Icon name="fit" />
        </button>
      </div>
    </div>
  );
}

function Drawn() {
  const graph = facts.value?.typeGraph;
  const tasks = shown.value?.tasks;
  if (graph === undefined) return null;
  const countsOf = (task: number | undefined) => (task === undefined ? undefined : (tasks?.[task] ?? []));
  const hasCome = (box: number): boolean => {
    const counts = countsOf(graph.boxes[box]?.task);
    return counts === undefined || totalOf(counts) > 0;
  };
  return (
    <>
      {graph.arrows.map((arrow, i) => (
        <Arrow key={i} arrow={arrow} isThere={hasCome(arrow.from) && hasCome(arrow.to)} />
      ))}
      {graph.boxes.map((box, i) => (
        <Box
          key={i}
          box={box}
          counts={countsOf(box.task)}
          isChosen={box.task !== undefined && box.task === place.value.task}
        />
      ))}
    </>
  );
}
