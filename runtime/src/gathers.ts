/** Gathers: the nodes of a task in a scope, or under a node, in graph order. */
import { NONE } from "./graph.ts";
import { compareNodes } from "./order.ts";
import { nodeView, type View } from "./node-view.ts";
import type { Gathers, Rule, TaskId } from "./workflow.ts";
import type { NodeSet, RunState, ScopeRun } from "./state.ts";

/** What a rule's guard and body may ask of the graph. */
export function gathersFor(state: RunState, scope: ScopeRun, rule: Rule): Gathers {
  return { all: ({ task }, under) => gatheredViews(state, scope, rule, task, under?.node) as never };
}

/** The nodes of a strict gather, as the rule sees them. */
export function gatheredViews(
  state: RunState,
  scope: ScopeRun,
  rule: Rule,
  task: TaskId,
  anchor: number | undefined,
): readonly View[] {
  // A rule that waited for all to settle sees failed nodes: what it makes of them must not be skipped for that.
  const waited = rule.conditions.some((each) => each.kind === "all" && each.task === task && each.event === "settled");
  const strength = waited ? "soft" : "strict";
  return gather(state, scope, task, anchor).map((node) => nodeView(state, node, strength));
}

/** Nodes of a task in the scope (under `anchor`, where it is given), in graph order. */
export function gather(state: RunState, scope: ScopeRun, task: TaskId, anchor: number | undefined): readonly number[] {
  const sets = anchor === undefined ? scope.sets : scope.regions.get(anchor)?.sets;
  const set = sets?.get(task);
  if (set !== undefined) return inOrder(state, set);
  return anchor === undefined ? [] : descendants(state, anchor, task);
}

/** Members of a set in graph order. What was in order before stays so: only what has come since is put in its place. */
export function inOrder(state: RunState, set: NodeSet): readonly number[] {
  const { members } = set;
  const count = members.length;
  if (set.inOrder === count) return set.ordered ?? members;
  const compare = (a: number, b: number): number => compareNodes(state, a, b);
  if (set.ordered === undefined) {
    let index = Math.max(1, set.inOrder);
    while (index < count && compare(members[index - 1] as number, members[index] as number) < 0) index += 1;
    set.inOrder = index;
    if (index >= count) return members;
    set.ordered = members.slice(0, index);
  }
  set.ordered = merged(set.ordered, members.slice(set.inOrder).sort(compare), compare);
  set.inOrder = count;
  return set.ordered;
}

function merged(
  left: readonly number[],
  right: readonly number[],
  compare: (a: number, b: number) => number,
): readonly number[] {
  const all: number[] = [];
  let taken = 0;
  for (const node of right) {
    while (taken < left.length && compare(left[taken] as number, node) < 0) all.push(left[taken++] as number);
    all.push(node);
  }
  while (taken < left.length) all.push(left[taken++] as number);
  return all;
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
      if (next >= state.entered || seen.has(next)) return;
      seen.add(next);
      todo.push(next);
    };
    const { graph } = state;
    for (let edge = graph.firstOut(node); edge !== NONE; edge = graph.nextOut(edge)) visit(graph.to(edge));
    state.met.get(node)?.forEach(visit);
  }
  return found.sort((a, b) => compareNodes(state, a, b));
}
