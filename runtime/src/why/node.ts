/** Why a node waits, runs, failed, was skipped or was cancelled, and where it comes from. */
import { keepsResults } from "../keeps-results.ts";
import { isSpawn, scopeOf, type RunState } from "../state.ts";
import { Asking, usualLimits } from "./asking.ts";
import { aroundOf, failureLabel, labelsOf, nodeLabel, ruleLabel, someOf } from "./label.ts";
import { nodeReason } from "./node-reason.ts";
import type { Limits, Surroundings, WhyNode } from "./answer.ts";

/** The answer holds for this moment of the run; it changes nothing. */
export function whyNode(
  state: RunState,
  node: number,
  surroundings: Surroundings,
  limits: Limits = usualLimits,
): WhyNode {
  const asking = new Asking(state, surroundings, limits);
  const { graph } = state;
  const scope = scopeOf(state, node);
  const task = state.workflow.tasks[graph.task(node)];
  return {
    kind: "why-node",
    node: nodeLabel(state, node),
    ...(graph.isSettled(node) ? {} : { now: nodeReason(asking, node, limits.depth) }),
    ...(scope.node < 0 ? {} : { inside: nodeLabel(state, scope.node) }),
    addedBy: makerOf(state, node),
    ...(task !== undefined && keepsResults(task) ? { isCached: true } : {}),
    ...endOf(asking, node),
  };
}

function makerOf(state: RunState, node: number): WhyNode["addedBy"] {
  const maker = state.graph.firing(node);
  if (isSpawn(maker)) return { kind: "spawned", by: nodeLabel(state, maker.spawner) };
  const { instance, nodes } = maker;
  return {
    kind: "rule",
    rule: ruleLabel(state, instance.rule),
    on: labelsOf(state, nodes),
    around: aroundOf(state, instance),
  };
}

function endOf(asking: Asking, node: number): Partial<WhyNode> {
  const { state } = asking;
  const handledBy = (): Pick<WhyNode, "handled"> =>
    isTakenIn(state, node)
      ? { handled: { by: [...new Set(state.standIns.get(node))].map((rule) => ruleLabel(state, rule)) } }
      : {};
  switch (state.graph.state(node)) {
    case "failed": {
      const { code = "", message = "" } = state.graph.failure(node) ?? {};
      return { failure: { code, message }, ...handledBy() };
    }
    case "skipped": {
      const roots = state.roots.get(node) ?? [];
      const skippedFor = someOf(roots, asking.take(roots.length), (root) => failureLabel(state, root));
      return { skippedFor, ...handledBy() };
    }
    case "cancelled":
      return { cancelledBy: scopeOf(state, node).stopped?.message ?? "the run was interrupted" };
    default:
      return {};
  }
}

/** Of a skipped node: whether each of the failures behind it was. */
function isTakenIn(state: RunState, node: number): boolean {
  return (state.roots.get(node) ?? [node]).every((root) => state.handled.has(root));
}
