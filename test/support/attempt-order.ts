import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AttemptOrder } from "../../runtime/src/attempt-call.ts";
import type { CallBindings, Implementation, Task, Value, ValueType } from "../../runtime/src/workflow.ts";

/** What a test says of a task; the rest is as plain as can be. */
export type TaskText = Partial<Omit<Task, "parameters">> & {
  readonly implementation: Implementation;
  /** Names of parameters, all of type `json`. */
  readonly parameters?: readonly string[];
};

export function taskOf({ parameters = [], ...task }: TaskText): Task {
  return {
    name: "work",
    result: { kind: "void" },
    line: 1,
    parameters: parameters.map((name) => ({ name, type: { kind: "json" } })),
    ...task,
  };
}

/** A task that is a function of a module. */
export function moduleTask(file: string, name: string, result: ValueType, more: Partial<TaskText> = {}): Task {
  return taskOf({ name, result, implementation: { kind: "module", module: pathToFileURL(file).href, name }, ...more });
}

/** A task that is a shell command. */
export function shellTask(
  script: string | ((call: CallBindings) => string),
  result: ValueType,
  more: Partial<TaskText> = {},
): Task {
  const text = typeof script === "string" ? () => script : script;
  return taskOf({ result, implementation: { kind: "shell", script: text }, ...more });
}

/** The same objects each time, as in a run: what is known of a task is known of all its calls. */
const plain = { types: {}, inherits: "all", withheld: [] } as const;

let orders = 0;

/** An attempt of a task with a node folder of its own inside `folder`. */
export function orderOf(
  folder: string,
  task: Task,
  args: readonly Value[] = [],
  more: Partial<AttemptOrder> = {},
): AttemptOrder {
  const nodeId = `${task.name}-${orders++}`;
  const nodeFolder = join(folder, "run", nodeId);
  return { run: "r1", nodeId, task, folder, nodeFolder, args, inputs: {}, attempt: 1, ...plain, ...more };
}
