/** What a plan tells, of a graph that was grown without running anything. Pure. */
import type { DryRun } from "@adg/runtime/asked";
import { grownGraph } from "@adg/runtime/asked";
import { longestChain } from "../report/critical-path.ts";
import { callText } from "../short-value.ts";

export type TaskBounds = ReadonlyMap<string, { readonly least: number; readonly most?: number }>;

export interface Plan {
  readonly file: string;
  readonly nodes: number;
  readonly edges: number;
  /** Whether all of the graph was grown; else it was stopped for having too many nodes. */
  readonly isWhole: boolean;
  /** In the order of the program. */
  readonly tasks: readonly PlannedTask[];
  /** Results that were taken from a run, where that was asked for. */
  readonly from?: { readonly run: string; readonly taken: number };
  /** Tasks whose results, lists, are empty since nothing is assumed of them. */
  readonly empty: readonly string[];
  /** The chain of nodes that the run would wait for, and what it takes in ms, without waiting for its turn. */
  readonly length: number;
  readonly path: readonly { readonly node: string; readonly call: string; readonly took: number }[];
  /** ms of a cpu. */
  readonly cost: number;
  /** Nodes for which nothing could be assumed, and those that failed in the run that results were taken from. */
  readonly failures: readonly { readonly node: string; readonly call: string; readonly message: string }[];
}

export interface PlannedTask {
  readonly task: string;
  readonly nodes: number;
  readonly skipped: number;
  readonly failed: number;
  /** What the text of the program says of how many there may be in any run: at most any number, where `most` is left out. */
  readonly least: number;
  readonly most?: number;
}

/** What of a plan is known beside the graph. */
export type PlanFacts = Pick<Plan, "file" | "from" | "empty">;

export function planOf(
  { file, ...facts }: PlanFacts,
  { state, times, isWhole, cost }: DryRun,
  bounds: TaskBounds,
): Plan {
  const { nodes, edges } = grownGraph(state);
  const { graph, workflow } = state;
  const counts = new Map(workflow.tasks.map(({ name }) => [name, { nodes: 0, skipped: 0, failed: 0 }]));
  const failures: Plan["failures"][number][] = [];
  for (const [node, { id, task, args }] of nodes.entries()) {
    const count = counts.get(task);
    const now = graph.state(node);
    if (count !== undefined) {
      count.nodes += 1;
      if (now === "skipped" || now === "failed") count[now] += 1;
    }
    const failure = graph.failure(node);
    if (failure !== undefined) failures.push({ node: id, call: callText(task, args), message: failure.message });
  }
  const path = longestChain(nodes.length, edges, (node) => times.get(node));
  return {
    file,
    ...facts,
    nodes: nodes.length,
    edges: edges.length,
    isWhole,
    tasks: [...counts].map(([task, count]) => ({ task, ...count, ...(bounds.get(task) ?? { least: 0 }) })),
    length: path.reduce((sum, { begun, ended }) => sum + ended - begun, 0),
    path: path.map(({ node, begun, ended }) => {
      const { id = "", task = "", args = {} } = nodes[node] ?? {};
      return { node: id, call: callText(task, args), took: ended - begun };
    }),
    cost,
    failures,
  };
}
