/**
 * Where each node of a run is: the nodes of a task on a spiral around the place that its box has in the type graph, one behind the other
 * at the golden angle. A node's place follows from its task and from how many of the task came before it, so none ever moves. Pure.
 */
import type { Point, TypeGraph } from "../../contract.ts";

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** How much closer the outer ones are than the inner ones. */
const squeeze = 4;

/** Fewer nodes than that take no less room, so that there is some for more. */
const fewest = 150;

interface Cluster {
  readonly middle: Point;
  /** How far the nodes reach for which there is room. */
  readonly reach: number;
  /** From how many on they come closer, as a root of that. */
  readonly bend: number;
}

/** `counts`: of each task's nodes when drawing begins. There is room for twice as many; more of them come ever closer. */
export class Clusters {
  readonly #clusters: readonly Cluster[];
  readonly bounds: { readonly x: [number, number]; readonly y: [number, number] };

  constructor(graph: TypeGraph, counts: readonly number[]) {
    const middles = middlesOf(graph, counts.length);
    const capacities = counts.map((count) => Math.max(fewest, 2 * count));
    this.#clusters = middles.map((middle, i) => {
      const capacity = capacities[i] ?? fewest;
      return { middle, reach: reachOf(i, middles, capacities), bend: Math.sqrt(capacity) / squeeze };
    });
    const range = (of: (cluster: Cluster) => number): [number, number] => [
      Math.min(...this.#clusters.map((each) => of(each) - each.reach)),
      Math.max(...this.#clusters.map((each) => of(each) + each.reach)),
    ];
    this.bounds =
      middles.length === 0
        ? { x: [-1, 1], y: [-1, 1] }
        : { x: range(({ middle }) => middle.x), y: range(({ middle }) => middle.y) };
  }

  /** Of the nodes of a task, the one before which there were so many. */
  placeOf(task: number, index: number): Point {
    const { x, y } = this.middleOf(task);
    const radius = this.radiusOf(task, index);
    const angle = index * goldenAngle;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  }

  /** How far from the middle the nodes of a task are before which there were so many. */
  radiusOf(task: number, index: number): number {
    const { reach, bend } = this.#clusters[task] ?? nowhere;
    return (reach * Math.log1p(Math.sqrt(index) / bend)) / Math.log1p(squeeze);
  }

  /** A radius with which few nodes of a task cover each other, in the units of the places. */
  sizeOf(task: number): number {
    const { reach, bend } = this.#clusters[task] ?? nowhere;
    return (0.3 * reach) / (bend * Math.log1p(squeeze));
  }

  middleOf(task: number): Point {
    return (this.#clusters[task] ?? nowhere).middle;
  }
}

const nowhere: Cluster = { middle: { x: 0, y: 0 }, reach: 1, bend: 1 };

/** Where the boxes of the tasks are; tasks that have none stand in a row below. Upwards is positive. */
function middlesOf({ boxes }: TypeGraph, tasks: number): readonly Point[] {
  const known = new Map(boxes.flatMap(({ task, x, y }) => (task === undefined ? [] : [[task, { x, y: -y }] as const])));
  const placed = [...known.values()];
  const low = placed.reduce((least, { y }) => Math.min(least, y), 0);
  const left = placed.reduce((least, { x }) => Math.min(least, x), 0);
  let next = 0;
  return Array.from({ length: tasks }, (_, task) => known.get(task) ?? { x: left + 160 * next++, y: low - 160 });
}

/** The room between two is shared by how many there are of each. */
function reachOf(task: number, middles: readonly Point[], capacities: readonly number[]): number {
  const own = middles[task] ?? nowhere.middle;
  const share = Math.sqrt(capacities[task] ?? fewest);
  return middles.reduce((least, { x, y }, other) => {
    if (other === task) return least;
    const apart = Math.max(20, Math.hypot(x - own.x, y - own.y));
    return Math.min(least, (0.92 * apart * share) / (share + Math.sqrt(capacities[other] ?? fewest)));
  }, 120);
}
