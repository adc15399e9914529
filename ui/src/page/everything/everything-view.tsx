import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { nodeStates, type WholeGraph } from "../../contract.ts";
import { runPath } from "../client/api.ts";
import { useAsked } from "../client/asked.ts";
import { Tip } from "../parts/tip.tsx";
import { place } from "../store/choice.ts";
import { numberLine, openNumber } from "../store/node-by-number.ts";
import { at } from "../store/replay.ts";
import { facts, live } from "../store/run.ts";
import { colours, theme } from "../store/theme.ts";
import { shortLabel } from "../short-label.ts";
import { counted, numberText } from "../words.ts";
import type { Everything, Look, Place } from "./everything.ts";

/** More nodes, a browser does not take in one picture; more edges, a reader does not ask for. */
const most = { nodes: 100_000, edges: 20_000 };

/** Every node and edge of the run as it is now. */
export function EverythingView() {
  const room = useRef<HTMLDivElement>(null);
  const drawing = useRef<Everything | undefined>(undefined);
  const trouble = useSignal<string | undefined>(undefined);
  const labels = useSignal<readonly Place[]>([]);
  const tip = useSignal<{ readonly text: string; readonly x: number; readonly y: number } | undefined>(undefined);
  const wantsEdges = useSignal<boolean | undefined>(undefined);
  const epoch = useRef<number | undefined>(undefined);
  const nodes = useComputed(() => live.value?.nodes ?? 0);
  const edges = useComputed(() => live.value?.edges ?? 0);
  const isTooLarge = useComputed(() => nodes.value > most.nodes);
  const withEdges = useComputed(() => wantsEdges.value ?? edges.value <= most.edges);
  const whole = useAsked<WholeGraph>(
    () => (place.value.run === undefined || isTooLarge.value ? undefined : `${runPath(place.value.run)}/graph`),
    () => live.value,
    { every: () => (nodes.peek() > 20_000 ? 5_000 : 1_500) },
  );

  const draw = async (graph: WholeGraph): Promise<void> => {
    if (epoch.current !== graph.epoch) {
      drawing.current?.close();
      drawing.current = undefined;
      epoch.current = graph.epoch;
    }
    if (drawing.current !== undefined) {
      drawing.current.update(graph);
      return;
    }
    const { Everything } = await import("./everything.ts");
    const { typeGraph, tasks } = facts.peek() ?? {};
    if (room.current === null || drawing.current !== undefined || typeGraph === undefined) return;
    const handlers = {
      onClick: (node: number) => void openNumber(node),
      onPoint: (node: number | undefined, x: number, y: number) => void point(node, x, y),
      onDrawn: (places: readonly Place[]) => (labels.value = places),
    };
    const options = { withEdges: withEdges.peek(), tasks: tasks?.length ?? 0, handlers };
    drawing.current = new Everything(room.current, typeGraph, graph, lookNow(), options);
  };
  const pointed = useSignal<number | undefined>(undefined);
  const point = async (node: number | undefined, x: number, y: number): Promise<void> => {
    pointed.value = node;
    tip.value = undefined;
    const line = node === undefined ? undefined : await numberLine(node);
    if (line === undefined || pointed.peek() !== node) return;
    const name = facts.peek()?.tasks[line.task]?.name ?? "";
    tip.value = { text: `${name}(${shortLabel(line.label ?? "")}): ${line.state}`, x, y };
  };

  useSignalEffect(() => {
    const graph = whole.value?.value;
    if (graph === undefined) return;
    draw(graph).catch((error: unknown) => {
      trouble.value =
        error instanceof Error && /webgl|getContext|null/i.test(error.message)
          ? "This browser cannot draw it, since it has no WebGL."
          : `It cannot be drawn: ${String(error)}.`;
    });
  });
  useSignalEffect(() => {
    const wanted = withEdges.value;
    const graph = whole.peek()?.value;
    if (graph !== undefined) drawing.current?.showEdges(wanted, graph);
  });
  useSignalEffect(() => {
    void theme.value;
    drawing.current?.paint(lookNow());
  });
  useEffect(() => {
    const observer = new ResizeObserver(() => drawing.current?.resize());
    if (room.current !== null) observer.observe(room.current);
    return () => {
      observer.disconnect();
      drawing.current?.close();
      drawing.current = undefined;
    };
  }, []);

  const keys: Readonly<Record<string, () => void>> = {
    "+": () => drawing.current?.zoom(1.4),
    "=": () => drawing.current?.zoom(1.4),
    "-": () => drawing.current?.zoom(1 / 1.4),
    "0": () => drawing.current?.fit(),
    ArrowLeft: () => drawing.current?.pan(-0.08, 0),
    ArrowRight: () => drawing.current?.pan(0.08, 0),
    ArrowUp: () => drawing.current?.pan(0, 0.08),
    ArrowDown: () => drawing.current?.pan(0, -0.08),
  };
  return (
    <div
      class={`canvas-room everything ${pointed.value === undefined ? "" : "pointing"}`}
      tabIndex={0}
      role="group"
      aria-label={`All ${counted(nodes.value, "node")}. They can be read in the list of nodes.`}
      onKeyDown={(event) => {
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (act === undefined) return;
        event.preventDefault();
        act();
      }}
    >
      <div class="drawing" ref={room} />
      {labels.value.map((label) => (
        <TaskLabel key={label.task} label={label} />
      ))}
      {tip.value !== undefined && (
        <Tip x={tip.value.x} y={tip.value.y} width={room.current?.clientWidth ?? 0}>
          {tip.value.text}
        </Tip>
      )}
      <Remarks trouble={trouble.value ?? whole.value?.trouble} isTooLarge={isTooLarge.value} nodes={nodes.value} />
      {!isTooLarge.value && (
        <label class="edges-toggle">
          <input
            type="checkbox"
            checked={withEdges.value}
            onChange={({ currentTarget: { checked } }) => (wantsEdges.value = checked)}
          />
          {counted(edges.value, "edge")}
        </label>
      )}
    </div>
  );
}

interface RemarksProps {
  readonly trouble: string | undefined;
  readonly isTooLarge: boolean;
  readonly nodes: number;
}

function Remarks({ trouble, isTooLarge, nodes }: RemarksProps) {
  if (isTooLarge)
    return (
      <p class="remark">
        The run has {counted(nodes, "node")}; up to {numberText(most.nodes)} can be drawn. The list beside finds each of
        them.
      </p>
    );
  if (trouble !== undefined) return <p class="remark">{trouble}</p>;
  return at.value === undefined ? null : <p class="remark">Here the run is shown as it is now.</p>;
}

function TaskLabel({ label: { task, count, x, y } }: { readonly label: Place }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.style.setProperty("transform", `translate(${Math.round(x)}px, ${Math.round(y)}px)`);
  });
  return (
    <div class="task-label" ref={element}>
      <span>
        {facts.value?.tasks[task]?.name} <small>{numberText(count)}</small>
      </span>
    </div>
  );
}

function lookNow(): Look {
  const found = colours([...nodeStates, "edge"]);
  return { states: nodeStates.map((state) => found[state]), edge: found.edge };
}
