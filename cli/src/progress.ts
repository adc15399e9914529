import type { RunEvent } from "@adg/runtime";

/** What became of the nodes of one task, so far. */
export interface TaskProgress {
  readonly task: string;
  waiting: number;
  running: number;
  done: number;
  failed: number;
  skipped: number;
  cancelled: number;
}

type NodeState = "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled";

/** The state of a run as its events tell it: counts per task, in the order in which the tasks first had a node. */
export class Progress {
  readonly #tasks = new Map<string, TaskProgress>();
  readonly #nodes: NodeState[] = [];

  get tasks(): Iterable<TaskProgress> {
    return this.#tasks.values();
  }

  /** Takes in what happened. */
  apply(event: RunEvent): void {
    switch (event.kind) {
      case "node-added":
        return this.#move(event.task, event.node, "waiting");
      case "node-started":
        return this.#move(event.task, event.node, "running");
      case "attempt-failed":
        return this.#move(event.task, event.node, "waiting");
      case "node-settled":
        return this.#move(event.task, event.node, event.state);
      default:
        return;
    }
  }

  #move(task: string, node: number, to: NodeState): void {
    let counts = this.#tasks.get(task);
    if (counts === undefined) {
      counts = { task, waiting: 0, running: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 };
      this.#tasks.set(task, counts);
    }
    const from = this.#nodes[node];
    if (from !== undefined) counts[from] -= 1;
    counts[to] += 1;
    this.#nodes[node] = to;
  }
}
