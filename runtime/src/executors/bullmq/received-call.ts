/** Makes calls again of what came over the queue. */
import type { Call } from "../../executor.ts";
import type { Stop } from "../../stop.ts";
import type { Task, ValueType, Workflow } from "../../workflow.ts";
import type { SentCall, SentTask } from "./sent-call.ts";

interface ReceivedTask {
  readonly task: Task;
  readonly types: Workflow["types"];
}

/** Executors know tasks by identity: one that comes again with another call is the same. To be kept no longer than they are. */
export class CallReceiver {
  readonly #tasks = new Map<string, ReceivedTask>();
  /** The same by the task of a job, which all its calls have. */
  readonly #ofJob = new WeakMap<SentTask, ReceivedTask>();

  callOf(sent: SentCall, stop: Stop): Call {
    const { task, types } = this.#taskOf(sent);
    const { run, nodeId, folder, args, attempt, workdir, log, stdout, out, env, inherits, withheld } = sent;
    return {
      run,
      nodeId,
      folder,
      args,
      attempt,
      workdir,
      log,
      stdout,
      out,
      env,
      inherits,
      withheld,
      task,
      types,
      argsByName: Object.fromEntries(task.parameters.map(({ name }, place) => [name, args[place] ?? null])),
      // They are in the command already, and no function gets them.
      inputs: {},
      get signal() {
        return stop.signal;
      },
      onStop: (listener) => stop.onStop(listener),
    };
  }

  #taskOf({ task, script }: SentCall): ReceivedTask {
    // Each command is one of its own.
    if (task.implementation.kind === "shell") return received(task, { kind: "shell", script: () => script });
    const same = this.#ofJob.get(task);
    if (same !== undefined) return same;
    const key = JSON.stringify(task);
    const found = this.#tasks.get(key) ?? received(task, task.implementation);
    this.#tasks.set(key, found);
    this.#ofJob.set(task, found);
    return found;
  }
}

function received(sent: SentTask, implementation: Task["implementation"]): ReceivedTask {
  const { name, parameters, result, hasOut, env, secrets, types } = sent;
  const task: Task = {
    name,
    parameters: parameters.map((parameter) => ({ ...parameter, type: any })),
    result,
    implementation,
    secrets,
    line: 0,
    ...(hasOut ? { out: "" } : {}),
    // Their values come with each call.
    ...(env.length === 0 ? {} : { env: env.map((name) => ({ name, value: () => "" })) }),
  };
  return { task, types };
}

/** Arguments were checked before they were sent. */
const any: ValueType = { kind: "json" };
