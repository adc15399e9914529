/** A call as it travels to a worker: plain data, from which the worker makes a call again. */
import { attributeOf } from "../../attempt-call.ts";
import type { Call } from "../../executor.ts";
import type { CallBindings, Task, Workflow } from "../../workflow.ts";
import { CallTypes } from "../call-type.ts";
import type { SharedFolder } from "../shared-folder.ts";

/** Changes with each change of `SentCall` that an older worker would not understand. */
export const protocol = 2;

/** What a worker needs of a task. */
export interface SentTask {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly optional?: true }[];
  readonly result: Task["result"];
  /** A command is whole already: its values are in it, quoted. */
  readonly implementation:
    { readonly kind: "module"; readonly module: string; readonly name: string } | { readonly kind: "shell" };
  readonly hasOut: boolean;
  /** Names of the variables of `env`. */
  readonly env: readonly string[];
  readonly secrets: readonly string[];
  readonly types: Workflow["types"];
}

/** What a call takes of a worker while it runs; what is left out, the worker decides. */
export interface Needs {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: number;
}

/** Paths are those that both machines have in common. */
export interface SentCall extends Omit<
  Call,
  "task" | "types" | "signal" | "onStop" | "atOnce" | "argsByName" | "inputs"
> {
  readonly protocol: number;
  readonly task: SentTask;
  readonly script: string;
  readonly shared: SharedFolder;
  readonly needs: Needs;
}

/** Makes what is sent of calls. To be kept no longer than an executor. */
export class CallSender {
  readonly #types = new CallTypes();

  /** Throws what the expressions of the command throw. */
  sentCall(call: Call, shared: SharedFolder): SentCall {
    const { run, nodeId, folder, args, attempt, workdir, log, stdout, out, env, inherits, withheld } = call;
    const places = { run, nodeId, folder, args, attempt, workdir, log, stdout, out, env, inherits, withheld };
    return { protocol, shared, ...places, task: this.#sentTask(call), script: scriptOf(call), needs: needsOf(call) };
  }

  #sentTask(call: Call): SentTask {
    const { name, parameters, result, implementation, out, env = [], secrets = [] } = call.task;
    if (implementation.kind !== "module" && implementation.kind !== "shell")
      throw new Error(`internal fault: "${name}" cannot be sent to a worker`);
    return {
      name,
      parameters: parameters.map(({ name, optional }) => (optional === true ? { name, optional } : { name })),
      result,
      implementation:
        implementation.kind === "shell"
          ? { kind: "shell" }
          : { kind: "module", module: implementation.module, name: implementation.name },
      hasOut: out !== undefined,
      env: env.map(({ name }) => name),
      secrets,
      types: this.#types.of(call).types,
    };
  }
}

/** The text of the command, where the task is one. */
function scriptOf(call: Call): string {
  const { implementation } = call.task;
  return implementation.kind === "shell" ? implementation.script(bindingsOf(call)) : "";
}

function needsOf(call: Call): Needs {
  const { task } = call;
  if (task.cpus === undefined && task.memory === undefined) return {};
  const [cpus, memory] = [attributeOf(task.cpus, bindingsOf(call)), attributeOf(task.memory, bindingsOf(call))];
  return { ...(cpus === undefined ? {} : { cpus }), ...(memory === undefined ? {} : { memory }) };
}

function bindingsOf({ argsByName: args, inputs, attempt, out }: Call): CallBindings {
  return { args, inputs, attempt, out };
}

/** Of jobs that wait, BullMQ takes that with the lowest number first. */
export function jobPriority(call: Call): number {
  const priority = attributeOf(call.task.priority, bindingsOf(call)) ?? 0;
  return Math.max(1, Math.min(middle - Math.round(priority), 2 * middle - 1));
}

/** What stands in the middle of all that BullMQ takes. */
const middle = 2 ** 20;
