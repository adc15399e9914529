import type { RunEvent, Workflow } from "@adg/runtime";
import { Running, Starts } from "./running.ts";

/** What became of the nodes of one task, so far. */
export interface TaskProgress {
  readonly task: string;
  /** The task is a workflow: a node of it counts as running from when it is there. */
  readonly isWorkflow: boolean;
  added: number;
  readonly running: Running;
  done: number;
  failed: number;
  skipped: number;
  cancelled: number;
  /** How many of `done` have their result from the cache. */
  reused: number;
  /** When one of its nodes last started, failed or settled, in ms since the epoch; 0 where none has. */
  moved: number;
}

/** The state of a run as its events tell it: counts for each task. An event takes constant time, as a run may have millions of them. */
export class Progress {
  /** In the order of the program. */
  readonly tasks: readonly TaskProgress[];
  /** How many events have changed something. */
  changes = 0;
  readonly #byName: ReadonlyMap<string, TaskProgress>;

  constructor(workflow: Pick<Workflow, "tasks">) {
    const starts = new Starts();
    this.tasks = workflow.tasks.map(({ name, implementation }) => ({
      task: name,
      isWorkflow: implementation.kind === "scope",
      added: 0,
      running: new Running(starts),
      done: 0,
      failed: 0,
      skipped: 0,
      cancelled: 0,
      reused: 0,
      moved: 0,
    }));
    this.#byName = new Map(this.tasks.map((each) => [each.task, each]));
  }

  /** Takes in what happened; answers when an attempt that is over now had started. */
  apply(event: RunEvent): number | undefined {
    switch (event.kind) {
      case "run-started":
        // A run that is taken up again tells all that there is once more.
        for (const each of this.tasks) reset(each);
        return undefined;
      case "node-added":
        this.#added(event.task, event.node, event.time);
        return undefined;
      case "node-started":
        this.#started(event.task, event.node, event.time);
        return undefined;
      case "node-reused":
        this.#reused(event.task);
        return undefined;
      case "attempt-failed":
        return this.#over(event.task, event.node, event.time);
      case "node-settled":
        return this.#over(event.task, event.node, event.time, event.state);
      case "rule-fired":
        this.changes += 1;
        return undefined;
      default:
        return undefined;
    }
  }

  #added(task: string, node: number, time: number): void {
    const counts = this.#byName.get(task);
    if (counts === undefined) return;
    this.changes += 1;
    counts.added += 1;
    if (counts.isWorkflow) counts.running.start(node, time);
  }

  #started(task: string, node: number, time: number): void {
    const counts = this.#byName.get(task);
    if (counts === undefined) return;
    this.changes += 1;
    counts.moved = time;
    counts.running.start(node, time);
  }

  #reused(task: string): void {
    const counts = this.#byName.get(task);
    if (counts !== undefined) counts.reused += 1;
  }

  #over(
    task: string,
    node: number,
    time: number,
    state?: "done" | "failed" | "skipped" | "cancelled",
  ): number | undefined {
    const counts = this.#byName.get(task);
    if (counts === undefined) return undefined;
    this.changes += 1;
    counts.moved = time;
    if (state !== undefined) counts[state] += 1;
    return counts.running.end(node);
  }
}

function reset(counts: TaskProgress): void {
  Object.assign(counts, { added: 0, done: 0, failed: 0, skipped: 0, cancelled: 0, reused: 0, moved: 0 });
  counts.running.clear();
}

/** Nodes that have come to their end. */
export function settledOf({ done, failed, skipped, cancelled }: TaskProgress): number {
  return done + failed + skipped + cancelled;
}

/** Nodes that neither run nor have ended: they wait for others, for their turn, or for their next attempt. */
export function waitingOf(task: TaskProgress): number {
  return task.added - task.running.size - settledOf(task);
}
