/** Whether a node of a run that goes on can be run again by hand. Pure. */
import { nodesCalled } from "./ask/nodes-called.ts";
import { nodeId } from "./identity.ts";
import type { RunState } from "./state.ts";

/** A node that failed; or why that of this id, whose id begins so or that is called so cannot run again. */
export type Retryable = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly message: string };

export function retryable(state: RunState, named: string): Retryable {
  const nodes = nodesCalled(state, named);
  const [node] = nodes;
  if (node === undefined) return no(`There is no node "${named}" in the run.`);
  const id = nodeId(state, node);
  if (nodes.length > 1)
    return no(id.startsWith(named) ? `Several nodes begin with "${named}".` : `Several nodes match "${named}".`);
  const is = state.graph.state(node);
  const { implementation } = state.workflow.tasks[state.graph.task(node)] ?? {};
  if (is === "failed" && implementation?.kind === "pure")
    return no(`"${id}" is an expression: it comes to the same as long as what it is made of does.`);
  if (is === "failed" && !state.inside.has(node)) return { ok: true, id };
  if (is === "failed") return no(`"${id}" is a workflow: name the node in it that failed.`);
  if (is === "skipped") return no(`"${id}" was skipped and runs again with the node that failed: name that one.`);
  return no(`"${id}" is ${is}; only a node that failed can run again while the run goes on.`);
}

const no = (message: string): Retryable => ({ ok: false, message });
