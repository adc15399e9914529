/** All nodes of a run, drawn by the graphics card. A file of its own, since it is large and seldom asked for. */
import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, NodePointProgram } from "sigma/rendering";
import { nodeStates, type Point, type TypeGraph, type WholeGraph } from "../../contract.ts";
import { Clusters } from "./clusters.ts";

export interface Look {
  /** In the order of `nodeStates`. */
  readonly states: readonly string[];
  readonly edge: string;
}

export interface Handlers {
  readonly onClick: (node: number) => void;
  /** `undefined`: no more. */
  readonly onPoint: (node: number | undefined, x: number, y: number) => void;
  /** After each picture, with where a task's label belongs, in pixels. */
  readonly onDrawn: (places: readonly Place[]) => void;
}

/** Of a task that has nodes. */
export interface Place extends Point {
  readonly task: number;
  readonly count: number;
}

const failed = nodeStates.indexOf("failed");

/** Radius of a node that is to be seen by itself, in pixels. */
const least = 2.5;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** @throws where the browser has no WebGL */
export class Everything {
  readonly #sigma: Sigma<Spot>;
  readonly #graph: MultiUndirectedGraph<Spot>;
  readonly #clusters: Clusters;
  #tasks: readonly number[] = [];
  #states: readonly number[] = [];
  /** How many nodes each task has. */
  readonly #counts: number[] = [];
  #edges = 0;
  #look: Look;
  #withEdges = false;

  constructor(
    container: HTMLElement,
    typeGraph: TypeGraph,
    first: WholeGraph,
    look: Look,
    {
      withEdges,
      tasks,
      handlers,
    }: { readonly withEdges: boolean; readonly tasks: number; readonly handlers: Handlers },
  ) {
    this.#look = look;
    const counts = Array.from({ length: tasks }, () => 0);
    for (const task of first.tasks) counts[task] = (counts[task] ?? 0) + 1;
    this.#clusters = new Clusters(typeGraph, counts);
    this.#graph = new MultiUndirectedGraph<Spot>();
    this.#withEdges = withEdges;
    this.#take(first);
    const { x, y } = this.#clusters.bounds;
    const scale = Math.min(container.clientWidth / (x[1] - x[0]), container.clientHeight / (y[1] - y[0]));
    const sizes = counts.map((count, task) =>
      Math.min(9, Math.max(count < 1_000 ? least : 1.1, scale * this.#clusters.sizeOf(task))),
    );
    // What it draws at once would have to be drawn again.
    this.#sigma = new Sigma<Spot>(new MultiUndirectedGraph<Spot>(), container, {
      renderLabels: false,
      renderEdgeLabels: false,
      enableEdgeEvents: false,
      enableCameraRotation: false,
      hideEdgesOnMove: first.edges.length > 40_000,
      // Nodes come apart as they grow.
      zoomToSizeRatioFunction: (ratio) => ratio ** 0.75,
      minEdgeThickness: 0.6,
      stagePadding: 30,
      minCameraRatio: 0.005,
      maxCameraRatio: 4,
      allowInvalidContainer: true,
      defaultDrawNodeHover: () => {},
      nodeProgramClasses: { point: NodePointProgram },
      edgeProgramClasses: { line: EdgeLineProgram },
      defaultNodeType: "point",
      defaultEdgeType: "line",
      zIndex: true,
      nodeReducer: (node, { x, y }) => {
        const size = sizes[this.#tasks[Number(node)] ?? 0] ?? least;
        const color = this.#colourOf(Number(node));
        // Failures can be seen among many that did not fail.
        if (this.#states[Number(node)] === failed) return { x, y, color, size: Math.max(least, size), zIndex: 1 };
        return { x, y, color, size, zIndex: 0 };
      },
      edgeReducer: () => ({ size: 0.6, color: this.#look.edge }),
    });
    this.#sigma.on("clickNode", ({ node }) => handlers.onClick(Number(node)));
    this.#sigma.on("enterNode", ({ node, event: { x, y } }) => handlers.onPoint(Number(node), x, y));
    this.#sigma.on("leaveNode", () => handlers.onPoint(undefined, 0, 0));
    this.#sigma.on("afterRender", () => handlers.onDrawn(this.#places()));
    this.#sigma.setCustomBBox(this.#clusters.bounds);
    this.#sigma.setGraph(this.#graph);
  }

  /** Nodes that have come are added, states are shown as they are now; what is there stays where it is. */
  update(next: WholeGraph): void {
    const before = this.#states;
    const known = this.#graph.order;
    this.#take(next);
    const changed: string[] = [];
    for (let node = 0; node < known; node += 1)
      if (before[node] !== next.states[node] && this.#graph.hasNode(node)) changed.push(String(node));
    if (changed.length === 0) return;
    // Colours alone: nothing has to be placed or put in order anew.
    const isSame =
      this.#graph.order === known &&
      !changed.some((node) => [before, next.states].some((of) => of[Number(node)] === failed));
    this.#sigma.refresh({ partialGraph: { nodes: changed }, skipIndexation: isSame, schedule: true });
  }

  showEdges(withEdges: boolean, whole: WholeGraph): void {
    if (withEdges === this.#withEdges) return;
    this.#withEdges = withEdges;
    if (withEdges) this.#takeEdges(whole);
    else {
      this.#edges = 0;
      this.#graph.clearEdges();
    }
  }

  paint(look: Look): void {
    this.#look = look;
    this.#sigma.refresh();
  }

  zoom(factor: number): void {
    const camera = this.#sigma.getCamera();
    camera.setState({ ratio: Math.min(4, Math.max(0.005, camera.ratio / factor)) });
  }

  /** By parts of the picture's width and height. */
  pan(x: number, y: number): void {
    const camera = this.#sigma.getCamera();
    camera.setState({ x: camera.x + x * camera.ratio, y: camera.y + y * camera.ratio });
  }

  fit(): void {
    this.#sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  resize(): void {
    this.#sigma.resize();
    this.#sigma.scheduleRender();
  }

  close(): void {
    this.#sigma.kill();
    this.#graph.clear();
  }

  #take(next: WholeGraph): void {
    this.#tasks = next.tasks;
    this.#states = next.states;
    for (let node = this.#graph.order; node < next.tasks.length; node += 1) {
      const task = next.tasks[node] ?? 0;
      const index = this.#counts[task] ?? 0;
      this.#counts[task] = index + 1;
      this.#graph.addNode(node, this.#clusters.placeOf(task, index));
    }
    if (this.#withEdges) this.#takeEdges(next);
  }

  #takeEdges({ edges }: WholeGraph): void {
    for (; this.#edges < edges.length; this.#edges += 2) {
      const [from, to] = [edges[this.#edges], edges[this.#edges + 1]];
      if (this.#graph.hasNode(from) && this.#graph.hasNode(to)) this.#graph.addEdge(from, to);
    }
  }

  #colourOf(node: number): string {
    return this.#look.states[this.#states[node] ?? 3] ?? "#888888";
  }

  #places(): readonly Place[] {
    return this.#counts.flatMap((count = 0, task) => {
      if (count === 0) return [];
      const { x, y } = this.#clusters.middleOf(task);
      const top = this.#sigma.graphToViewport({ x, y: y + this.#clusters.radiusOf(task, count) });
      return [{ task, count, x: top.x, y: top.y - 6 }];
    });
  }
}
