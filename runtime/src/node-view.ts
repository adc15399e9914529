/** A node as a rule's guard and body see it. */
import { isNode, nodeBrand } from "./brand.ts";
import type { RunState } from "./state.ts";
import type { NodeRef, Outcome, Value } from "./workflow.ts";

/** How an edge from the node orders: softly where the rule saw it failed or settled. */
export type Strength = "strict" | "soft";

export type View = NodeRef<Readonly<Record<string, unknown>>, Value> & { readonly strength: Strength };

export function nodeView(state: RunState, node: number, strength: Strength): View {
  const { graph } = state;
  return {
    [nodeBrand]: true,
    node,
    strength,
    get args() {
      const values = graph.args(node);
      const { parameters } = state.workflow.tasks[graph.task(node)] ?? { parameters: [] };
      return Object.fromEntries(parameters.map(({ name }, index) => [name, values[index] ?? null]));
    },
    get result() {
      return graph.result(node);
    },
    get error() {
      return errorOf(state, node);
    },
    get outcome() {
      return outcomeOf(state, node);
    },
    get key() {
      return graph.key(node) ?? null;
    },
  };
}

/** What a `settled` gather yields for the node. */
export function outcomeOf(state: RunState, node: number): Outcome<Value> {
  return state.graph.state(node) === "done"
    ? { ok: true, value: state.graph.result(node) }
    : { ok: false, error: errorOf(state, node) };
}

function errorOf(state: RunState, node: number): string {
  const failure = state.graph.failure(node);
  if (failure !== undefined) return failure.message;
  const root = state.roots.get(node)?.[0];
  const cause = root === undefined ? undefined : state.graph.failure(root);
  return cause === undefined ? "skipped" : `skipped: ${cause.message}`;
}

export const isView = (value: unknown): value is View => isNode(value);
