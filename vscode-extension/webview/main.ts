/** The graph's page: draws what it is told, and tells what was chosen in it. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { type Direction, dotOf, type WantedDirection } from "../src/graph/dot.ts";
import type { Graph } from "../src/graph/graph.ts";
import type { FromPage, ToPage } from "../src/graph/messages.ts";
import { decorate, standalone } from "../src/graph/svg.ts";
import { View } from "./view.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; setState(state: unknown): void };

const { postMessage: tell, setState } = acquireVsCodeApi();
setState({ uri: document.body.dataset["program"] });
const view = new View(element("view"));
const layout = Graphviz.load();

/** What is to be drawn next: only the newest. */
let next: { readonly graph: Graph; readonly direction: WantedDirection } | undefined;
let isDrawing = false;
let svg = "";
let direction: Direction = "LR";
let marked: readonly string[] = [];

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "picture":
      element("badge").textContent = data.badge;
      document.body.classList.toggle("behind", data.badge !== "");
      next = data;
      void draw();
      break;
    case "mark":
      marked = data.keys;
      view.mark(marked, { reveal: data.reveal });
      break;
    case "export":
      tell({ kind: "export", svg: standalone(svg) });
  }
});

async function draw(): Promise<void> {
  if (isDrawing) return;
  isDrawing = true;
  while (next !== undefined) {
    const { graph, direction: wanted } = next;
    next = undefined;
    try {
      svg = decorate(await drawn(graph, wanted), graph);
      view.show(graph.nodes.length === 0 ? "" : svg);
      view.mark(marked, { reveal: false });
      tell({ kind: "drawn", boxes: graph.nodes.length });
    } catch (error) {
      tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }
  isDrawing = false;
}

/** Graphviz's drawing. */
async function drawn(graph: Graph, wanted: WantedDirection): Promise<string> {
  const graphviz = await layout;
  const drawings = (wanted === "auto" ? (["LR", "TB"] as const) : [wanted]).map((each) => ({
    direction: each,
    drawing: graphviz.dot(dotOf(graph, each), "svg"),
  }));
  const best = drawings.reduce((a, b) => (view.scaleOf(b.drawing) > view.scaleOf(a.drawing) ? b : a));
  direction = best.direction;
  return best.drawing;
}

view.onChoose((key) => tell({ kind: "choose", key }));
const turn = (): void => tell({ kind: "direction", direction: direction === "LR" ? "TB" : "LR" });
on("turn", turn);
on("fit", () => view.fit());
on("smaller", () => view.zoom(1 / 1.25));
on("larger", () => view.zoom(1.25));
on("export", () => tell({ kind: "export", svg: standalone(svg) }));

const keys: Readonly<Record<string, () => void>> = {
  t: turn,
  "0": () => view.fit(),
  "-": () => view.zoom(1 / 1.25),
  "+": () => view.zoom(1.25),
  "=": () => view.zoom(1.25),
  ArrowLeft: () => view.pan(60, 0),
  ArrowRight: () => view.pan(-60, 0),
  ArrowUp: () => view.pan(0, 60),
  ArrowDown: () => view.pan(0, -60),
};
document.addEventListener("keydown", (event) => {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

tell({ kind: "ready" });

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no "${id}".`);
  return found;
}

function on(id: string, act: () => void): void {
  element(id).addEventListener("click", act);
}
