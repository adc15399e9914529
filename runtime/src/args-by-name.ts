import { isGathered } from "./brand.ts";
import { nodeId } from "./identity.ts";
import { isView } from "./node-view.ts";
import type { RunState } from "./state.ts";
import type { Value } from "./workflow.ts";

/** The arguments of a node for people. */
export function argsByName(state: RunState, node: number): Readonly<Record<string, Value>> {
  const parameters = state.workflow.tasks[state.graph.task(node)]?.parameters ?? [];
  const args = state.graph.args(node);
  return Object.fromEntries(parameters.map(({ name }, index) => [name, asValue(state, args[index])]));
}

/** An argument for people: a node that never got to be a value is its id. */
function asValue(state: RunState, argument: unknown): Value {
  // Results of nodes are frozen JSON: no node can be in them.
  if (typeof argument !== "object" || argument === null || Object.isFrozen(argument))
    return (argument ?? null) as Value;
  if (isView(argument)) return nodeId(state, argument.node);
  if (isGathered(argument)) return argument.nodes.map((node) => nodeId(state, node));
  if (Array.isArray(argument)) return argument.map((element) => asValue(state, element));
  return Object.fromEntries(Object.entries(argument).map(([name, field]) => [name, asValue(state, field)]));
}
