/**
 * Where each node of a run is: the nodes of a task on a spiral around the place that its box has in the type graph, one behind the other
 * at the golden angle. A node's place follows from its task and from how many of the task came before it, so none ever moves. Pure.
 */
import type { Point, TypeGraph } from "../../contract.ts";

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** How much closer the outer ones are than the inner ones. */
const squeeze = 4;

/** `capacity`: so many nodes of one task fill its room; more have room too, ever closer. */
export class Clusters {
  readonly #middles: readonly (Point | undefined)[];
  readonly #room: number;
  readonly #bend: number;
  /** In the units of the positions. */
  readonly nodeSize: number;
  readonly bounds: { readonly x: [number, number]; readonly y: [number, number] };

  constructor(graph: TypeGraph, tasks: number, capacity: number) {
    const middles: (Point | undefined)[] = Array.from({ length: tasks });
    // Upwards is positive where they are drawn.
    for (const { task, x, y } of graph.boxes) if (task !== undefined) middles[task] = { x, y: -y };
    const placed = middles.filter((each) => each !== undefined);
    const low = placed.reduce((least, { y }) => Math.min(least, y), 0);
    const left = placed.reduce((least, { x }) => Math.min(least, x), Infinity);
    // Tasks that have no box stand in a row below.
    let next = 0;
    this.#middles = middles.map(
      (each) => each ?? { x: (Number.isFinite(left) ? left : 0) + 160 * next++, y: low - 160 },
    );
    this.#room = 0.46 * nearest(this.#middles.filter((each) => each !== undefined));
    this.#bend = Math.max(1, Math.sqrt(capacity) / squeeze);
    this.nodeSize = (0.3 * this.#room) / (this.#bend * Math.log1p(squeeze));
    const all = this.#middles.filter((each) => each !== undefined);
    const range = (values: readonly number[]): [number, number] => [
      Math.min(...values) - this.#room,
      Math.max(...values) + this.#room,
    ];
    this.bounds = all.length === 0 ? { x: [-1, 1], y: [-1, 1] } : { x: range(all.map(({ x }) => x)), y: range(all.map(({ y }) => y)) };
  }

  /** Of the nodes of a task, the one before which there were so many. */
  placeOf(task: number, index: number): Point {
    const middle = this.#middles[task] ?? { x: 0, y: 0 };
    const radius = this.radiusOf(index);
    const angle = index * goldenAngle;
    return { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
  }

  /** How far from the middle the nodes are before which there were so many. */
  radiusOf(index: number): number {
    return (this.#room * Math.log1p(Math.sqrt(index) / this.#bend)) / Math.log1p(squeeze);
  }

  middleOf(task: number): Point {
    return this.#middles[task] ?? { x: 0, y: 0 };
  }
}

/** The least distance of two points; 200 where there are no two. */
function nearest(points: readonly Point[]): number {
  let least = Infinity;
  for (const [i, a] of points.entries())
    for (const b of points.slice(i + 1)) least = Math.min(least, Math.hypot(a.x - b.x, a.y - b.y));
  return Number.isFinite(least) ? Math.max(20, least) : 200;
}
