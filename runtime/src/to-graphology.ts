/** A run's graph as a graphology graph, so that what there is for those works on runs. */
import { DirectedGraph } from "graphology";
import type { FinalEdge, FinalGraph, FinalNode } from "./final-graph.ts";

/** The attributes of nodes and edges: all that `adg run --graph` writes of them, but for ids and ends. */
export type RunNode = Omit<FinalNode, "id">;
export type RunEdge = Omit<FinalEdge, "from" | "to">;

/** Which part of a run is wanted: edges come along where both ends do. */
export interface RunPart {
  readonly nodes?: (node: FinalNode) => boolean;
}

/** Nodes are called by their ids. */
export function toGraphology(run: FinalGraph, part: RunPart = {}): DirectedGraph<RunNode, RunEdge> {
  const graph = new DirectedGraph<RunNode, RunEdge>({ allowSelfLoops: false });
  for (const node of run.nodes) {
    if (part.nodes?.(node) === false) continue;
    const { id, ...attributes } = node;
    graph.addNode(id, attributes);
  }
  for (const { from, to, ...attributes } of run.edges)
    if (graph.hasNode(from) && graph.hasNode(to)) graph.addDirectedEdge(from, to, attributes);
  return graph;
}
