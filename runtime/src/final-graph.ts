/** The graph of a run as plain data, for files and pictures. */
import { nodeId } from "./identity.ts";
import type { RunState } from "./state.ts";
import type { NodeState, Value } from "./workflow.ts";

/** A node as `adg run --graph` writes it. */
export interface FinalNode {
  readonly id: string;
  readonly task: string;
  readonly state: NodeState;
  /** Where it was added with one. */
  readonly key?: Value;
  /** The node of the workflow that it is inside of. */
  readonly inside?: string;
}

/** `soft` edges order, and do not skip. */
export interface FinalEdge {
  readonly from: string;
  readonly to: string;
  readonly soft?: true;
}

/** Nodes in order of their ids, edges in order of both: equal graphs are equal texts, in whatever order tasks completed. */
export interface FinalGraph {
  readonly nodes: readonly FinalNode[];
  readonly edges: readonly FinalEdge[];
}

/** The graph as it is now. */
export function finalGraph(state: RunState): FinalGraph {
  const nodes: FinalNode[] = [];
  for (let node = 0; node < state.graph.size; node += 1) nodes.push(nodeOf(state, node));
  const edges: FinalEdge[] = [];
  const { graph } = state;
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    const ends = { from: nodeId(state, graph.from(edge)), to: nodeId(state, graph.to(edge)) };
    edges.push(graph.isSoft(edge) ? { ...ends, soft: true } : ends);
  }
  return {
    nodes: nodes.sort((a, b) => compare(a.id, b.id)),
    edges: edges.sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to)),
  };
}

function nodeOf(state: RunState, node: number): FinalNode {
  const { graph, scopes, workflow } = state;
  const key = graph.key(node);
  const outer = scopes[graph.scope(node)]?.node ?? -1;
  return {
    id: nodeId(state, node),
    task: workflow.tasks[graph.task(node)]?.name ?? "",
    state: graph.state(node),
    ...(key === undefined ? {} : { key }),
    ...(outer < 0 ? {} : { inside: nodeId(state, outer) }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
