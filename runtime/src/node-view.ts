/** A node as a rule's guard and body see it. */
import { isNode, nodeBrand } from "./brand.ts";
import { ExpressionError } from "./library/expression-error.ts";
import { putField } from "./put-field.ts";
import type { RunState } from "./state.ts";
import type { NodeRef, Outcome, Value } from "./workflow.ts";

/** How an edge from the node orders: softly where the rule saw it failed or settled. */
export type Strength = "strict" | "soft";

export type View = NodeRef<Readonly<Record<string, unknown>>, Value> & { readonly strength: Strength };

export function nodeView(state: RunState, node: number, strength: Strength): View {
  return new NodeView(state, node, strength);
}

class NodeView implements View {
  readonly node: number;
  readonly strength: Strength;
  readonly #state: RunState;

  constructor(state: RunState, node: number, strength: Strength) {
    this.#state = state;
    this.node = node;
    this.strength = strength;
  }

  get [nodeBrand](): true {
    return true;
  }

  get args(): Readonly<Record<string, unknown>> {
    const { graph, workflow } = this.#state;
    const values = graph.args(this.node);
    const args: Record<string, unknown> = {};
    for (const [index, { name }] of (workflow.tasks[graph.task(this.node)]?.parameters ?? []).entries())
      putField(args, name, values[index] ?? null);
    return args;
  }

  get result(): Value {
    const { graph, workflow } = this.#state;
    if (graph.isDone(this.node)) return graph.result(this.node);
    const name = workflow.tasks[graph.task(this.node)]?.name ?? "";
    throw new ExpressionError(`the result of "${name}" is read here, and this one is ${graph.state(this.node)}`);
  }

  get error(): string {
    return errorOf(this.#state, this.node);
  }

  get outcome(): Outcome<Value> {
    return outcomeOf(this.#state, this.node);
  }

  get key(): Value {
    return this.#state.graph.key(this.node) ?? null;
  }
}

/** What a `settled` gather yields for the node. */
export function outcomeOf(state: RunState, node: number): Outcome<Value> {
  return state.graph.isDone(node)
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
