/** The graph as a predicate written in TypeScript sees it. */
import { nodeView } from "./node-view.ts";
import type { RunState, ScopeRun } from "./state.ts";
import type { GraphView } from "./workflow.ts";

export function graphView(state: RunState, scope: ScopeRun): GraphView {
  return {
    nodes: ({ task }) =>
      (scope.sets.get(task)?.members ?? []).map((node) => {
        const view = nodeView(state, node, "strict");
        return Object.defineProperty(view, "state", { value: state.graph.state(node) }) as never;
      }),
    isClosed: ({ task }) => scope.sets.get(task)?.closed ?? true,
  };
}
