/** The one place where a node enters the graph, with its edges, its regions and whatever counts it. */
import { canonical } from "./library/canonical.ts";
import { joinRegions, openRegion, regionsBelow, type Region } from "./region.ts";
import type { Strength } from "./node-view.ts";
import type { Maker, RunState, ScopeRun } from "./state.ts";
import type { TaskId, Value } from "./workflow.ts";

/** A node that a body has asked for and the graph does not have yet. */
export interface Staged {
  readonly node: number;
  /** Position in the body, where keys met again count too: it must not depend on who came first. */
  readonly ordinal: number;
  readonly task: TaskId;
  readonly args: readonly unknown[];
  readonly sources: ReadonlyMap<number, Strength>;
  readonly key: Value | undefined;
  readonly priority: number | undefined;
}

/** Appends a node. Its edges are of declared types, and its number is the next one. */
export function appendNode(state: RunState, scope: ScopeRun, maker: Maker, staged: Staged): void {
  const { graph, workflow } = state;
  const { ordinal, task, args, sources, key, priority } = staged;
  const depth = scope.node < 0 ? 0 : graph.depth(scope.node) + 1;
  const node = graph.addNode({ task, scope: scope.id, depth, firing: maker, ordinal, args, key });
  const regions = new Set<Region>();
  for (const [from, strength] of sources) {
    graph.addEdge(from, node, strength);
    const type = graph.task(from) * workflow.tasks.length + task;
    state.edgeTypes.set(type, (state.edgeTypes.get(type) ?? 0) + 1);
    for (const region of regionsBelow(state, from)) regions.add(region);
  }
  if (key !== undefined) {
    scope.keys.set(`${task}:${canonical(key)}`, node);
    scope.keyedArgs.set(node, args);
  }
  if (priority !== undefined) state.priorities.set(node, priority);
  const set = scope.sets.get(task);
  set?.members.push(node);
  if (set?.counted === true) state.recount.push(set);
  scope.unsettled += 1;
  scope.closure.hold(scope.plan.acting(task));
  joinRegions(state, scope, node, regions);
  openRegion(state, scope, node);
  state.appeared.push(node);
  if (graph.pending(node) === 0) state.ready.push(node);
  state.onChange?.({ kind: "node-added", node, task: workflow.tasks[task]?.name ?? "" });
}
