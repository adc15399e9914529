/** The one place where a node enters the graph, with its edges, its regions and whatever counts it. */
import { canonical } from "./library/canonical.ts";
import { joinRegions, openRegion, regionsBelow, type Region } from "./region.ts";
import type { Sources } from "./sources.ts";
import type { Maker, RunState, ScopeRun } from "./state.ts";
import type { TaskId, Value } from "./workflow.ts";

/** A node that a body has asked for and the graph does not have yet. */
export interface Staged {
  readonly node: number;
  /** Position in the body, where keys met again count too: it must not depend on who came first. */
  readonly ordinal: number;
  readonly task: TaskId;
  readonly args: readonly unknown[];
  readonly sources: Pick<Sources, "nodes" | "soft">;
  readonly key: Value | undefined;
  readonly priority: number | undefined;
}

/** Appends a node. Its edges are of declared types, and its number is the next one. */
export function appendNode(state: RunState, scope: ScopeRun, maker: Maker, staged: Staged): void {
  const { graph, workflow } = state;
  const { ordinal, task, args, sources, key, priority } = staged;
  const depth = scope.node < 0 ? 0 : graph.depth(scope.node) + 1;
  const node = graph.addNode({ task, scope: scope.id, depth, firing: maker, ordinal, args, key });
  addEdges(state, node, task, sources);
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
  if (scope.plan.regions.size > 0) {
    joinRegions(state, scope, node, regionsAround(state, sources.nodes));
    openRegion(state, scope, node);
  }
  state.appeared.push(node);
  if (graph.pending(node) === 0) state.ready.push(node);
  state.onChange?.({ kind: "node-added", node, task: workflow.tasks[task]?.name ?? "" });
}

function addEdges(state: RunState, node: number, task: TaskId, { nodes, soft }: Staged["sources"]): void {
  const { graph, edgeTypes } = state;
  const tasks = state.workflow.tasks.length;
  // Most edges of a node are of one type: they are counted together.
  let type = -1;
  let count = 0;
  for (let index = 0; index < nodes.length; index += 1) {
    const from = nodes[index] as number;
    graph.addEdge(from, node, soft[index] as boolean);
    const next = graph.task(from) * tasks + task;
    if (next !== type) {
      if (count > 0) edgeTypes.set(type, (edgeTypes.get(type) ?? 0) + count);
      type = next;
      count = 0;
    }
    count += 1;
  }
  if (count > 0) edgeTypes.set(type, (edgeTypes.get(type) ?? 0) + count);
}

function regionsAround(state: RunState, nodes: readonly number[]): ReadonlySet<Region> {
  const regions = new Set<Region>();
  for (const from of nodes) for (const region of regionsBelow(state, from)) regions.add(region);
  return regions;
}
