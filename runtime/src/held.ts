/** What a rule can know of a node: what has happened to it, and, of a nested rule, the nodes that it holds by name. */
import type { View } from "./node-view.ts";
import type { Instance, RunState } from "./state.ts";
import type { NodeEvent } from "./workflow.ts";

/** What has happened to a node so far, as far as a rule can watch it. */
export function hasHappened(state: RunState, node: number, event: NodeEvent): boolean {
  const now = state.graph.state(node);
  switch (event) {
    case "added":
      return true;
    case "done":
    case "failed":
      return now === event;
    case "settled":
      return now === "done" || now === "failed" || now === "skipped";
  }
}

/** Whether a rule sees the node failed (or perhaps failed) by this event. */
export const isFailureEvent = (event: NodeEvent): boolean => event === "failed" || event === "settled";

/** The node that a name around the rule stands for. */
export function heldNode(instance: Instance, name: string): number {
  return (instance.names[name] as View).node;
}

/** The nodes that a nested rule waits for by name, each once. */
export function heldNodes(instance: Instance): readonly number[] {
  const nodes = new Set<number>();
  for (const condition of instance.scope.plan.rule(instance.rule).conditions)
    if (condition.kind === "held") nodes.add(heldNode(instance, condition.held));
  return [...nodes];
}

/** Whether a held node has met every condition that names it. */
export function hasMet(state: RunState, instance: Instance, node: number): boolean {
  return instance.scope.plan
    .rule(instance.rule)
    .conditions.every(
      (condition) =>
        condition.kind !== "held" ||
        heldNode(instance, condition.held) !== node ||
        hasHappened(state, node, condition.event),
    );
}
