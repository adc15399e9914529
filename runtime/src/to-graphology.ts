/** A run's graph as a graphology graph, so that what there is for those works on runs. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as graphology from "graphology";
import type { FinalEdge, FinalGraph, FinalNode } from "./final-graph.ts";

/** The attributes of nodes and edges: all that `adg run --graph` writes of them, but for ids and ends. */
export type RunNode = Omit<FinalNode, "id">;
export type RunEdge = Omit<FinalEdge, "from" | "to">;

/** Which part of a run is wanted: edges come along where both ends do. */
export interface RunPart {
  readonly nodes?: (node: FinalNode) => boolean;
}

/** Nodes are called by their ids. */
export function toGraphology(run: FinalGraph, part: RunPart = {}): graphology.DirectedGraph<RunNode, RunEdge> {
  const { DirectedGraph } = library();
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

/** The very module that others import, loaded when it is asked for: it takes as long to load as a fifth of all else that a run needs. */
function library(): typeof graphology {
  const require = createRequire(import.meta.url);
  return require(fileURLToPath(import.meta.resolve("graphology"))) as typeof graphology;
}
