/** Gathers: the nodes of a task in a scope, or under a node, in graph order. */
import { compareNodes, type Comparisons } from "./order.ts";
import { nodeView, type View } from "./node-view.ts";
import type { Gathers, Rule, TaskId } from "./workflow.ts";
import type { NodeSet, RunState, ScopeRun } from "./state.ts";

/** What a rule's guard and body may ask of the graph. */
export function gathersFor(state: RunState, scope: ScopeRun, rule: Rule): Gathers {
  return {
    all({ task }, under) {
      // A rule that waited for all to settle sees failed nodes: what it makes of them must not be skipped for that.
      const strength = rule.conditions.some(
        (each) => each.kind === "all" && each.task === task && each.event === "settled",
      )
        ? "soft"
        : "strict";
      return gather(state, scope, task, under?.node).map((node) =>
        nodeView(state, node, strength),
      ) as readonly View[] as never;
    },
  };
}

/** Nodes of a task in the scope (under `anchor`, where it is given), in graph order. */
export function gather(state: RunState, scope: ScopeRun, task: TaskId, anchor: number | undefined): readonly number[] {
  const sets = anchor === undefined ? scope.sets : scope.regions.get(anchor)?.sets;
  const set = sets?.get(task);
  if (set !== undefined) return inOrder(state, set);
  return anchor === undefined ? [] : descendants(state, anchor, task);
}

/** Members of a set in graph order. */
export function inOrder(state: RunState, set: NodeSet): readonly number[] {
  const { members } = set;
  const known: Comparisons = new Map();
  for (let index = 1; index < members.length; index += 1)
    if (compareNodes(state, members[index - 1] as number, members[index] as number, known) > 0)
      return [...members].sort((a, b) => compareNodes(state, a, b, known));
  return members;
}

/** Nodes of a task under another, found by following edges: for what no plan foresaw. */
function descendants(state: RunState, anchor: number, task: TaskId): readonly number[] {
  const boundary = state.graph.task(anchor);
  const seen = new Set<number>([anchor]);
  const found: number[] = [];
  const todo = [anchor];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node !== anchor && state.graph.task(node) === task) found.push(node);
    if (node !== anchor && state.graph.task(node) === boundary) continue;
    const visit = (next: number): void => {
      if (seen.has(next)) return;
      seen.add(next);
      todo.push(next);
    };
    state.graph.eachTarget(node, visit);
    state.met.get(node)?.forEach(visit);
  }
  return found.sort((a, b) => compareNodes(state, a, b));
}
