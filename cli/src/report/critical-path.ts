/** The chain of nodes that a run waited for: from the one that ended last, each time to what ended last of what it waited for. Pure. */
import type { RunGraph } from "../graph/run-graph.ts";

/** Times are ms since the epoch. */
export interface PathNode {
  /** Place of the node in the graph. */
  readonly node: number;
  readonly begun: number;
  readonly ended: number;
}

/** In the order in which they ran. Nodes that never ran, such as pure ones, are passed over. */
export function criticalPath({ growth, run }: RunGraph): readonly PathNode[] {
  const times = new Map(
    run.history.outcomes.map(({ record: { node, begun, ended } }) => [node, { begun, ended }] as const),
  );
  return longestChain(growth.nodes.length, growth.edges, (node) => times.get(growth.nodes[node]?.id ?? ""));
}

/** Nodes are named by their places, and edges lead to later ones. `timeOf`: of those that ran. */
export function longestChain(
  nodes: number,
  edges: readonly { readonly from: number; readonly to: number }[],
  timeOf: (node: number) => Pick<PathNode, "begun" | "ended"> | undefined,
): readonly PathNode[] {
  const before = new Map<number, number[]>();
  for (const { from, to } of edges) {
    const known = before.get(to);
    if (known === undefined) before.set(to, [from]);
    else known.push(from);
  }
  const ends: End[] = [];
  const earlierOf = (node: number): readonly number[] => before.get(node) ?? [];
  for (let node = 0; node < nodes; node += 1) {
    const earlier = ends[latest(earlierOf(node), ends) ?? -1];
    ends.push({ time: timeOf(node)?.ended ?? earlier?.time ?? 0, depth: 1 + (earlier?.depth ?? 0) });
  }
  const path: PathNode[] = [];
  for (let node = latest(ends.keys(), ends); node !== undefined; node = latest(earlierOf(node), ends)) {
    const time = timeOf(node);
    if (time !== undefined) path.push({ node, ...time });
  }
  return path.toReversed();
}

/** When a node ended, and how many one after the other that took. */
interface End {
  readonly time: number;
  readonly depth: number;
}

/** Of those that ended at the same time, the one behind the longest chain. */
function latest(nodes: Iterable<number>, ends: readonly End[]): number | undefined {
  let found: number | undefined;
  let most: End = { time: -1, depth: 0 };
  for (const node of nodes) {
    const end = ends[node];
    if (end === undefined || end.time < most.time || (end.time === most.time && end.depth <= most.depth)) continue;
    found = node;
    most = end;
  }
  return found;
}
