/** Nodes that a running task appends below itself (`spawns`). They enter the graph when the task succeeds, or not at all. */
import { enterNode } from "./append.ts";
import { mayGrow } from "./growth.ts";
import { scopeOf, type RunState } from "./state.ts";
import type { Failure, Spawned } from "./event.ts";

/** Appends what a task asked for, below its node; a failure where it may not, and then nothing is appended. */
export function spawn(state: RunState, node: number, spawned: readonly Spawned[]): Failure | undefined {
  const { graph, workflow } = state;
  const owner = graph.task(node);
  const allowed = workflow.tasks[owner]?.spawns ?? [];
  const tasks: number[] = [];
  for (const { task: name, args } of spawned) {
    const task = allowed.find((each) => workflow.tasks[each]?.name === name);
    if (task === undefined)
      return { code: "ADG7005", message: `it appended "${name}", which is not among the tasks it "spawns"` };
    const parameters = workflow.tasks[task]?.parameters ?? [];
    if (args.length > parameters.length)
      return {
        code: "ADG7002",
        message: `it appended "${name}" with ${args.length} arguments, but it takes ${parameters.length}`,
      };
    if (!state.edgeTypes.has(owner * workflow.tasks.length + task))
      return {
        code: "ADG7005",
        message: `the edge type ${workflow.tasks[owner]?.name ?? ""} -> ${name} is not declared`,
      };
    tasks.push(task);
  }
  if (!mayGrow(state, undefined, tasks)) return undefined;
  const scope = scopeOf(state, node);
  const spawner = { spawner: node };
  for (const [ordinal, { args }] of spawned.entries()) {
    const added = graph.addNode(tasks[ordinal] as number, scope.id, scope.depth, spawner, ordinal, args, undefined);
    graph.addEdge(node, added, false);
    const type = owner * workflow.tasks.length + (tasks[ordinal] as number);
    state.edgeTypes.set(type, (state.edgeTypes.get(type) ?? 0) + 1);
    enterNode(state, scope, added);
  }
  return undefined;
}
