/** What an unsettled node does or waits for. */
import { NONE } from "../graph.ts";
import type { ScopeRun } from "../state.ts";
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
    const inside = depth > 0 ? nodesReasons(asking, nodesIn(scope), depth - 1) : [{ kind: "cut" } as const];
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

/** Nodes of a use of a scope, as long as it has not ended. */
export function* nodesIn({ ended, sets }: ScopeRun): Generator<number> {
  if (ended) return;
  for (const { members, settled } of sets.values()) if (settled < members.length) yield* members;
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

/**
 * Those of the nodes that have not settled, task by task; those that run come first, then those that could. There may be a million
 * of them.
 */
export function nodesReasons(asking: Asking, nodes: Iterable<number>, depth: number): readonly NodesReason[] {
  const { state, limits } = asking;
  const { graph, workflow } = state;
  const byTask = new Map<TaskId, Unsettled>();
  let last: Unsettled | undefined;
  for (const node of nodes) {
    if (graph.isSettled(node)) continue;
    const task = graph.task(node);
    if (last?.task !== task) byTask.set(task, (last = byTask.get(task) ?? noneOf(task)));
    const phase = phaseOf(asking, node);
    last.counts[phase] += 1;
    if (last.some[phase].length < limits.examples) last.some[phase].push(node);
  }
  return [...byTask.values()].map(({ task, counts, some }) => {
    const { running, ready, waiting } = counts;
    const count = running + ready + waiting;
    const most = asking.take(count);
    const shown = [...some.running, ...some.ready, ...some.waiting]
      .slice(0, most)
      .map((node) => nodeReason(asking, node, depth));
    const nodes = { shown, more: count - shown.length };
    return { kind: "nodes", task: taskName(workflow, task), running, ready, waiting, nodes };
  });
}

type Phase = "running" | "ready" | "waiting";

/** To the graph a node runs as soon as nothing of it is missing; whoever starts attempts knows whether one has begun. */
function phaseOf({ state: { graph }, surroundings }: Asking, node: number): Phase {
  if (graph.state(node) !== "running") return "waiting";
  return surroundings.attemptOf(node)?.kind === "not-begun" ? "ready" : "running";
}

interface Unsettled {
  readonly task: TaskId;
  readonly counts: Record<Phase, number>;
  readonly some: Readonly<Record<Phase, number[]>>;
}

const noneOf = (task: TaskId): Unsettled => ({
  task,
  counts: { running: 0, ready: 0, waiting: 0 },
  some: { running: [], ready: [], waiting: [] },
});
