/** Values of task attributes, which may be functions of the call. */
import { messageOf } from "./thrown.ts";
import type { Failure } from "./event.ts";
import type { Attribute, CallBindings, Value } from "./workflow.ts";
import type { RunState } from "./state.ts";

/** What an attribute function of a node's task may read before the task runs (no output path is known yet). */
export function callOf(state: RunState, node: number, attempt: number): CallBindings {
  const values = state.graph.args(node);
  const task = state.workflow.tasks[state.graph.task(node)];
  const args = Object.fromEntries(task?.parameters.map(({ name }, index) => [name, values[index] as Value]) ?? []);
  return { args, inputs: state.inputs, attempt, out: "" };
}

/** The value of an attribute for one attempt of a node; `otherwise` where the task has none; a failure where it has no value. */
export function attributeValue(
  state: RunState,
  node: number,
  attempt: number,
  attribute: Attribute<number> | undefined,
  otherwise: number,
): number | Failure {
  if (typeof attribute !== "function") return attribute ?? otherwise;
  try {
    return attribute(callOf(state, node, attempt));
  } catch (cause) {
    return { code: "ADG7007", message: `an attribute of the task: ${messageOf(cause)}`, cause };
  }
}
