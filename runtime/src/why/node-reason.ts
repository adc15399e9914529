/** What an unsettled node does or waits for. */
import { NONE } from "../graph.ts";
import { pushTo } from "../state.ts";
import { nodeLabel, taskName } from "./label.ts";
import type { Asking } from "./asking.ts";
import type { NodeReason, NodesReason, Some } from "./answer.ts";
import type { TaskId } from "../workflow.ts";

/** `depth`: how many further levels may follow below it. */
export function nodeReason(asking: Asking, node: number, depth: number): NodeReason {
  const { state, surroundings } = asking;
  const label = nodeLabel(state, node);
  if (label.state === "waiting") {
    const waitsFor = unsettledSources(asking, node, depth);
    return { kind: "node", node: label, ...(waitsFor === undefined ? {} : { waitsFor }) };
  }
  const scope = state.inside.get(node);
  if (scope !== undefined) {
    const unsettled = scope.ended
      ? []
      : [...scope.sets.values()].flatMap(({ members }) => unsettledOf(asking, members));
    const inside = depth > 0 ? nodesReasons(asking, unsettled, depth - 1) : [{ kind: "cut" } as const];
    return { kind: "node", node: label, inside };
  }
  const seen = surroundings.attemptOf(node);
  if (seen?.kind === "running") {
    const runningFor = Math.max(0, surroundings.now - seen.since);
    return { kind: "node", node: label, attempt: seen.attempt, runningFor };
  }
  const attempt = seen?.attempt ?? state.attempts.get(node) ?? 1;
  return { kind: "node", node: label, attempt, ...(seen === undefined ? {} : { turn: seen.turn }) };
}

/** Nodes that are still counted down to it. */
function unsettledSources(asking: Asking, node: number, depth: number): Some<NodeReason> | undefined {
  const { graph } = asking.state;
  const pending = graph.pending(node);
  if (pending === 0) return undefined;
  const wanted = depth > 0 ? asking.take(pending) : 0;
  const shown: NodeReason[] = [];
  for (let edge = graph.firstIn(node); edge !== NONE && shown.length < wanted; edge = graph.nextIn(edge)) {
    const from = graph.from(edge);
    if (!graph.isSettled(from)) shown.push(nodeReason(asking, from, depth - 1));
  }
  return { shown, more: pending - shown.length };
}

export const unsettledOf = ({ state }: Asking, nodes: readonly number[]): readonly number[] =>
  nodes.filter((node) => !state.graph.isSettled(node));

/** Unsettled nodes, task by task; those that run come first. */
export function nodesReasons(asking: Asking, nodes: readonly number[], depth: number): readonly NodesReason[] {
  const { graph, workflow } = asking.state;
  const byTask = new Map<TaskId, number[]>();
  for (const node of nodes) pushTo(byTask, graph.task(node), node);
  return [...byTask].map(([task, all]) => {
    const running = all.filter((node) => graph.state(node) === "running");
    const most = asking.take(all.length);
    const first =
      running.length >= most ? running : [...running, ...all.filter((node) => graph.state(node) !== "running")];
    const shown = first.slice(0, most).map((node) => nodeReason(asking, node, depth));
    return {
      kind: "nodes",
      task: taskName(workflow, task),
      running: running.length,
      waiting: all.length - running.length,
      nodes: { shown, more: all.length - shown.length },
    };
  });
}
