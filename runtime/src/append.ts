/** The one place where a node that was appended to the graph becomes part of the run: its regions and whatever counts it. */
import { canonical } from "./library/canonical.ts";
import { NONE } from "./graph.ts";
import { joinRegions, openRegion, regionsBelow, type Region } from "./region.ts";
import type { RunState, ScopeRun } from "./state.ts";

/** Nodes enter in the order of their numbers. */
export function enterNode(state: RunState, scope: ScopeRun, node: number): void {
  const { graph } = state;
  const task = graph.task(node);
  const key = graph.key(node);
  if (key !== undefined) {
    scope.keys.set(`${task}:${canonical(key)}`, node);
    scope.keyedArgs.set(node, graph.args(node));
  }
  const set = scope.sets.get(task);
  if (set !== undefined) {
    set.members.push(node);
    if (set.counted) state.recount.push(set);
  }
  state.entered = node + 1;
  scope.unsettled += 1;
  scope.closure.hold(scope.plan.acting(task));
  if (scope.plan.regions.size > 0) {
    joinRegions(state, scope, node, regionsAround(state, node));
    openRegion(state, scope, node);
  }
  if (graph.pending(node) === 0) state.ready.push(node);
  state.onChange?.({ kind: "node-added", node, task: state.workflow.tasks[task]?.name ?? "" });
}

function regionsAround(state: RunState, node: number): ReadonlySet<Region> {
  const { graph } = state;
  const regions = new Set<Region>();
  for (let edge = graph.firstIn(node); edge !== NONE; edge = graph.nextIn(edge))
    for (const region of regionsBelow(state, graph.from(edge))) regions.add(region);
  return regions;
}
