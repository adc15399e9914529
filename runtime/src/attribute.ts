/** Values of task attributes, which may be functions of the call. */
import type { Attribute, CallBindings, Value } from "./workflow.ts";
import type { RunState } from "./state.ts";

/** What an attribute function of a node's task may read before the task runs (no output path is known yet). */
export function callOf(state: RunState, node: number, attempt: number): CallBindings {
  const values = state.graph.args(node);
  const task = state.workflow.tasks[state.graph.task(node)];
  const args = Object.fromEntries(task?.parameters.map(({ name }, index) => [name, values[index] as Value]) ?? []);
  return { args, inputs: state.inputs, attempt, out: "" };
}

/** The value of an attribute for one attempt of a node; `otherwise` where the task has none. */
export function attributeValue<T extends number>(
  state: RunState,
  node: number,
  attempt: number,
  attribute: Attribute<T> | undefined,
  otherwise: T,
): T {
  if (attribute === undefined) return otherwise;
  return typeof attribute === "function" ? attribute(callOf(state, node, attempt)) : attribute;
}
