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
  const before = new Map<number, number[]>();
  for (const { from, to } of growth.edges) {
    const known = before.get(to);
    if (known === undefined) before.set(to, [from]);
    else known.push(from);
  }
  // Edges lead to nodes that were added later.
  const ends: number[] = [];
  for (const [node, { id }] of growth.nodes.entries()) {
    const earlier = latest(before.get(node) ?? [], ends);
    ends.push(times.get(id)?.ended ?? (earlier === undefined ? 0 : (ends[earlier] ?? 0)));
  }
  const path: PathNode[] = [];
  for (let node = latest(ends.keys(), ends); node !== undefined; node = latest(before.get(node) ?? [], ends)) {
    const time = times.get(growth.nodes[node]?.id ?? "");
    if (time !== undefined) path.push({ node, ...time });
  }
  return path.toReversed();
}

function latest(nodes: Iterable<number>, ends: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const node of nodes) if (found === undefined || (ends[node] ?? 0) > (ends[found] ?? 0)) found = node;
  return found;
}
