/** What there is of a run at a moment: counts, nodes, edges. Pure. */
import { argsByName } from "../args-by-name.ts";
import { NONE } from "../graph.ts";
import { nodeId } from "../identity.ts";
import type { RunState } from "../state.ts";
import type { NodeState, Value } from "../workflow.ts";

/**
 * For each task of the workflow, how many of its nodes are in each of these states. A node counts as running from when it could run.
 * Looks at each node that there is.
 */
export function stateCounts(
  { graph, workflow, entered }: RunState,
  states: readonly NodeState[],
): readonly (readonly number[])[] {
  const places = new Map(states.map((state, place) => [state, place]));
  const counts = workflow.tasks.map(() => states.map(() => 0));
  for (let node = 0; node < entered; node += 1) {
    const of = counts[graph.task(node)];
    const at = places.get(graph.state(node));
    if (of !== undefined && at !== undefined) of[at] = (of[at] ?? 0) + 1;
  }
  return counts;
}

/** A node of a run; names others by their numbers. */
export interface MirroredNode {
  readonly id: string;
  /** Place of its task in the workflow. */
  readonly task: number;
  readonly state: NodeState;
  /** Of one that waits, what is not known yet is named by the ids of nodes. */
  readonly args: Readonly<Record<string, Value>>;
  readonly result?: Value;
  /** The node of the workflow that it is inside of. */
  readonly inside?: number;
}

export function mirroredNode(state: RunState, node: number): MirroredNode {
  const { graph, scopes } = state;
  const now = graph.state(node);
  const inside = scopes[graph.scope(node)]?.node ?? -1;
  return {
    id: nodeId(state, node),
    task: graph.task(node),
    state: now,
    args: argsByName(state, node),
    ...(now === "done" ? { result: graph.result(node) } : {}),
    ...(inside < 0 ? {} : { inside }),
  };
}

/** Nodes that a node depends on, or that depend on it; so many at most. */
export function neighbours({ graph }: RunState, node: number, side: "parents" | "children", most: number): number[] {
  const found: number[] = [];
  const isUp = side === "parents";
  for (
    let edge = isUp ? graph.firstIn(node) : graph.firstOut(node);
    edge !== NONE && found.length < most;
    edge = isUp ? graph.nextIn(edge) : graph.nextOut(edge)
  )
    found.push(isUp ? graph.from(edge) : graph.to(edge));
  return found;
}
