import { type CheckedModule, moduleProgram } from "../program-of.ts";
import { type TypeGraph, typeGraphOf } from "../type-graph.ts";

const graphs = new WeakMap<CheckedModule, TypeGraph>();

/** The type graph of one file: how often its rules fire, and what may add to its tasks. Computed when it is first asked for. */
export function moduleGraph(module: CheckedModule): TypeGraph {
  let graph = graphs.get(module);
  if (graph === undefined) graphs.set(module, (graph = typeGraphOf(moduleProgram(module))));
  return graph;
}
