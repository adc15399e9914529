import { availableParallelism } from "node:os";
import type { Executor } from "../executor.ts";
import { checkExecutors, type ChosenExecutors } from "../find-executor.ts";
import type { Workflow } from "../workflow.ts";
import { inline } from "./inline.ts";
import { processes } from "./processes.ts";
import { python } from "./python.ts";
import { shell } from "./shell.ts";
import { threads } from "./threads.ts";

/** The executors of a run, the one that a task gets without `on` before others of its kind. */
export function executorsOf(concurrency: number, given: readonly Executor[]): readonly Executor[] {
  const built = [threads({ size: concurrency }), shell(), python(), processes(), inline()];
  const chosen = built.map((executor) => given.find(({ name }) => name === executor.name) ?? executor);
  return [...chosen, ...given.filter((executor) => !chosen.includes(executor))];
}

/**
 * Whether every task of a run that is to begin elsewhere would have an executor: throws an `InputError` with what `run` would say of those
 * that have none. Opens nothing.
 */
export async function checkPlaces(
  workflow: Workflow,
  given: readonly Executor[],
  chosen: ChosenExecutors,
): Promise<void> {
  const executors = executorsOf(availableParallelism(), given);
  try {
    checkExecutors(workflow, executors, chosen);
  } finally {
    const own = executors.filter((executor) => !given.includes(executor));
    await Promise.all(own.map((executor) => executor.close()));
  }
}
