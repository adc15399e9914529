/** The nodes of a run's graph as they can be named. Pure. */
import { nodeId } from "../identity.ts";
import type { RunState } from "../state.ts";
import type { NodeState } from "../workflow.ts";
import type { NameableNode } from "./named-node.ts";

export interface GraphNode extends NameableNode {
  readonly state: NodeState;
}

/** All nodes that there are. Arguments that are not known yet are left out. */
export function graphNodes(state: RunState): readonly GraphNode[] {
  const { graph, workflow, entered } = state;
  return Array.from({ length: entered }, (_, node) => {
    const named = {
      node: nodeId(state, node),
      task: workflow.tasks[graph.task(node)]?.name ?? "",
      state: graph.state(node),
    };
    const isKnown = named.state !== "waiting" && named.state !== "skipped" && named.state !== "cancelled";
    return isKnown ? { ...named, args: JSON.stringify(graph.args(node)) } : named;
  });
}
