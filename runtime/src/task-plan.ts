/** What the engine works out once for each task. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isNodeCondition } from "./conditions.ts";
import type { Executor } from "./executor.ts";
import { findExecutor, type ChosenExecutors } from "./find-executor.ts";
import { keepsResults } from "./keeps-results.ts";
import { fixedTerms } from "./ready.ts";
import type { Budgets, Terms } from "./schedule.ts";
import type { Task, TaskId, Workflow } from "./workflow.ts";

/** What the engine knows of a task before any of its nodes runs. */
export interface TaskPlan {
  readonly id: TaskId;
  readonly task: Task;
  /** Absolute path of the folder of the file that it is from. */
  readonly folder: string;
  /** What runs it, or why nothing can. */
  readonly executor: Executor | string;
  /** Where they are the same for all of its nodes. */
  readonly terms: Terms | undefined;
  /**
   * How many of its nodes an executor may be handed beyond those that run: none, where a place is not as good as any other for them or
   * time is counted from when they start; few, where something follows from each of them, so that what was begun is ended first.
   */
  readonly ahead: "none" | "few" | "many";
  /** Whether something may follow from a single node of it. */
  readonly isFollowed: boolean;
  /** Whether results are kept for later. */
  readonly isKept: boolean;
}

/** What the plan of a task depends on beside the task. */
interface Surroundings {
  readonly executors: readonly Executor[];
  readonly chosen?: ChosenExecutors;
  readonly budgets: Budgets;
  readonly folder: string;
  readonly stub?: boolean;
}

/** Where nothing really runs, nothing has to wait for its turn. */
export const unlimited: Terms = { limit: Infinity, priority: 0, cpus: 0, memory: 0 };

export function planTask(id: TaskId, workflow: Workflow, around: Surroundings): TaskPlan {
  const { executors, chosen, budgets, folder, stub } = around;
  const task = workflow.tasks[id] as Task;
  const terms = stub === true ? unlimited : fixedTerms(task, budgets);
  const isKept = keepsResults(task);
  const isPlain = terms !== undefined && isPlainTerms(terms, budgets) && task.timeout === undefined && !isKept;
  const isFollowed = mayBeFollowed(id, workflow);
  return {
    id,
    task,
    folder: task.source === undefined ? folder : dirname(fileURLToPath(task.source)),
    executor: stub === true ? "" : findExecutor(task, executors, chosen),
    terms,
    ahead: !isPlain || stub === true ? "none" : isFollowed ? "few" : "many",
    isFollowed,
    isKept,
  };
}

/** Whether any place that becomes free will do for a node on these terms. */
function isPlainTerms({ limit, rate, memory, cpus }: Terms, { concurrency, cpus: all }: Budgets): boolean {
  return limit === Infinity && rate === undefined && memory === 0 && cpus <= Math.min(1, all / concurrency);
}

/** Whether something may follow from a single node of the task. */
function mayBeFollowed(id: TaskId, { rules, tasks }: Workflow): boolean {
  if ((tasks[id]?.spawns ?? []).length > 0) return true;
  return rules.some(({ conditions }) =>
    conditions.some((condition) => isNodeCondition(condition) && condition.event !== "added" && condition.task === id),
  );
}
