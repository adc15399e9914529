/** Which executor runs a task. */
import type { TaskKind } from "./config.ts";
import type { ErrorReport } from "./event.ts";
import type { Executor } from "./executor.ts";
import { InputError } from "./input-error.ts";
import { thrownOf } from "./thrown.ts";
import type { Implementation, Task, TaskId, Workflow } from "./workflow.ts";

/** What the language calls each kind of implementation that an executor runs. */
const words: Readonly<Record<Exclude<Implementation["kind"], "pure" | "scope">, string>> = {
  module: "from",
  function: "function",
  shell: "sh",
  python: "python",
  celery: "celery",
};

/** What the run says of tasks that name no executor: the name of one for each kind. */
export type ChosenExecutors = Readonly<Partial<Record<TaskKind, string>>>;

const kinds: Readonly<Record<TaskKind, Implementation["kind"]>> = {
  ts: "module",
  sh: "shell",
  python: "python",
  celery: "celery",
};

function chosenFor(task: Task, chosen: ChosenExecutors): string | undefined {
  return Object.entries(chosen).find(([kind]) => kinds[kind as TaskKind] === task.implementation.kind)?.[1];
}

/** The executor that the task names, or the run for tasks of its kind, or else the first that can run it; where there is none, why. */
export function findExecutor(
  task: Task,
  executors: readonly Executor[],
  chosen: ChosenExecutors = {},
): Executor | string {
  const { kind } = task.implementation;
  if (kind === "pure" || kind === "scope") throw new Error(`internal fault: "${task.name}" needs no executor`);
  const able = executors.filter(({ runs }) => runs.includes(kind));
  const wanted = task.on ?? chosenFor(task, chosen);
  const found = able.find(({ name }) => wanted === undefined || name === wanted);
  if (found !== undefined) return found;
  if (wanted === undefined)
    return `the task "${task.name}" needs an executor for "${words[kind]}" tasks, and none is configured`;
  const on = `the task "${task.name}" is to run on "${wanted}"`;
  if (!executors.some(({ name }) => name === wanted))
    return `${on}, and there is no executor of that name; there are ${namesOf(executors)}`;
  const instead = able.length === 0 ? "no executor that is configured can" : `these can: ${namesOf(able)}`;
  return `${on}, which cannot run "${words[kind]}" tasks; ${instead}`;
}

/** Every task of which a run may add nodes must have an executor that can run it; answers those. Throws an `InputError`. */
export function checkExecutors(
  workflow: Workflow,
  executors: readonly Executor[],
  chosen: ChosenExecutors = {},
): ReadonlySet<Executor> {
  const needed = new Set<Executor>();
  const missing: ErrorReport[] = tasksOf(workflow).flatMap((task) => {
    const { kind } = task.implementation;
    if (kind === "pure" || kind === "scope") return [];
    const found = findExecutor(task, executors, chosen);
    if (typeof found === "string") return [{ code: "ADG7001", message: found, task: task.name }];
    needed.add(found);
    return [];
  });
  if (missing.length > 0) throw new InputError(missing);
  return needed;
}

/** Opens the executors that a run needs. Throws an `InputError` with what those say that cannot run anything. */
export async function openExecutors(needed: Iterable<Executor>): Promise<void> {
  const opened = await Promise.allSettled([...needed].map(async (executor) => executor.open?.()));
  const problems = opened.flatMap((each) =>
    each.status === "rejected" ? [{ code: "ADG7001", message: thrownOf(each.reason).message }] : [],
  );
  if (problems.length > 0) throw new InputError(problems);
}

/** The tasks of which nodes may come, over rules, workflows that are used and what running tasks append. */
function tasksOf(workflow: Workflow): readonly Task[] {
  const found = new Set<TaskId>();
  const todo: TaskId[] = added(workflow, 0);
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const task = workflow.tasks[id];
    if (found.has(id) || task === undefined) continue;
    found.add(id);
    todo.push(...(task.spawns ?? []));
    if (task.implementation.kind === "scope") todo.push(...added(workflow, task.implementation.scope));
  }
  return workflow.tasks.filter((_, id) => found.has(id));
}

/** What the rules of a scope add, nested ones among them. */
function added(workflow: Workflow, scope: number): TaskId[] {
  return workflow.rules.flatMap((rule) => (rule.scope === scope ? rule.sites.map(({ task }) => task) : []));
}

function namesOf(executors: readonly Executor[]): string {
  return executors.map(({ name }) => `"${name}"`).join(", ");
}
