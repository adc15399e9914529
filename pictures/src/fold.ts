/** A graph of very many nodes as one of few boxes: the largest families are drawn as one box each. */
import { type Arrow, type Box, type Counts, type Drawing, type State } from "./drawing.ts";
import type { Scene } from "./svg.ts";

/** A node, named by its place. */
export interface FoldedNode {
  /** What it may be drawn together with; the box's text then. */
  readonly family: string;
  /** Its text where it is drawn by itself. */
  readonly lines: readonly string[];
  readonly isWorkflow: boolean;
  readonly title: string;
  /** The place of the use of a workflow that it is inside. */
  readonly inside?: number;
}

export interface FoldedEdge {
  readonly from: number;
  readonly to: number;
  readonly isSoft: boolean;
}

export interface Folded {
  readonly drawing: Drawing;
  /** The box of each node, and the arrow of each edge, by their places. */
  readonly boxOf: readonly number[];
  readonly arrowOf: readonly number[];
  /** Of what begins inside the use of a workflow, the arrow from that. */
  readonly insideArrowOf: ReadonlyMap<number, number>;
}

/** At most so many boxes, as far as folding gets that. `states`: of the nodes, as they are drawn. */
export function fold(
  title: string,
  nodes: readonly FoldedNode[],
  edges: readonly FoldedEdge[],
  states: readonly State[],
  most: number,
): Folded {
  const folded = familiesToFold(nodes, most);
  const boxes: { box: Box; counts: Partial<Record<State, number>> }[] = [];
  const boxOfFamily = new Map<string, number>();
  const boxOf = nodes.map((node, place) => {
    let index = folded.has(node.family) ? boxOfFamily.get(node.family) : undefined;
    if (index === undefined) {
      index = boxes.length;
      if (folded.has(node.family)) boxOfFamily.set(node.family, index);
      boxes.push({ box: boxFor(node, place, folded), counts: {} });
    }
    const counts = boxes[index]?.counts ?? {};
    const state = states[place] ?? "waiting";
    counts[state] = (counts[state] ?? 0) + 1;
    return index;
  });
  const arrows: Arrow[] = [];
  const known = new Map<string, number>();
  const arrowFor = (from: number, to: number, kind: Arrow["kind"]): number => {
    const [a, b] = [boxOf[from] ?? 0, boxOf[to] ?? 0];
    const key = `${a} ${b} ${kind}`;
    const arrow = known.get(key) ?? arrows.push({ from: String(a), to: String(b), kind }) - 1;
    known.set(key, arrow);
    return arrow;
  };
  const arrowOf = edges.map(({ from, to, isSoft }) => arrowFor(from, to, isSoft ? "soft" : "edge"));
  const led = new Set(edges.map(({ to }) => to));
  const insideArrowOf = new Map<number, number>();
  for (const [place, { inside }] of nodes.entries())
    if (inside !== undefined && !led.has(place) && boxOf[inside] !== boxOf[place])
      insideArrowOf.set(place, arrowFor(inside, place, "inside"));
  const drawing = { title, boxes: boxes.map(({ box, counts }, i) => ({ ...box, id: String(i), counts })), arrows };
  return { drawing, boxOf, arrowOf, insideArrowOf };
}

function boxFor({ family, lines, isWorkflow, title }: FoldedNode, place: number, folded: ReadonlySet<string>): Box {
  if (folded.has(family)) return { id: "", lines: [family], shape: "family" };
  return { id: String(place), lines, shape: isWorkflow ? "workflow" : "node", title };
}

/** The largest first; where two are as large, the one that came first. */
function familiesToFold(nodes: readonly FoldedNode[], most: number): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  for (const { family } of nodes) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  const folded = new Set<string>();
  let boxes = nodes.length;
  for (const [family, size] of [...sizes].sort(([, a], [, b]) => b - a)) {
    if (boxes <= most || size === 1) break;
    folded.add(family);
    boxes -= size - 1;
  }
  return folded;
}

/** How a folded graph looks where it has only its first nodes, in these states, and its first edges. */
export function sceneOf(
  { drawing, boxOf, arrowOf, insideArrowOf }: Folded,
  states: readonly State[],
  edges: number,
  clock: string,
): Scene {
  const counts: (Partial<Record<State, number>> | undefined)[] = drawing.boxes.map(() => undefined);
  for (const [node, state] of states.entries()) {
    const box = boxOf[node] ?? 0;
    const some = (counts[box] ??= {});
    some[state] = (some[state] ?? 0) + 1;
  }
  const arrows = drawing.arrows.map(() => false);
  for (let edge = 0; edge < edges; edge += 1) arrows[arrowOf[edge] ?? 0] = true;
  for (const [node, arrow] of insideArrowOf) if (node < states.length) arrows[arrow] = true;
  return { counts: counts satisfies readonly (Counts | undefined)[], arrows, clock };
}
