/** A function of a task while it runs, and what it is given beside its arguments. */
import { mkdirSync } from "node:fs";
import type { Spawned } from "../event.ts";
import { conform } from "../values.ts";
import type { TaskContext } from "../workflow.ts";
import type { RunningTask } from "./capture.ts";
import type { EnvironmentChange } from "./environment.ts";
import type { FunctionCall } from "./run-module.ts";
import { TaskLog } from "./task-log.ts";

/** Most functions ask for nothing of this: all of it is made when it is asked for. */
export class TaskRun implements RunningTask {
  readonly call: FunctionCall;
  readonly #stop: { readonly signal: AbortSignal };
  /** What it has appended below its node. */
  readonly spawned: Spawned[] = [];
  over = false;
  #log: TaskLog | undefined;
  #unawaited: PromiseWithResolvers<never> | undefined;

  constructor(call: FunctionCall, stop: { readonly signal: AbortSignal }) {
    this.call = call;
    this.#stop = stop;
  }

  get log(): TaskLog {
    if (this.#log === undefined) {
      this.#log = new TaskLog(this.call);
      if (this.over) this.#log.close();
    }
    return this.#log;
  }

  get environment(): EnvironmentChange {
    return this.call.environment;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get context(): TaskContext {
    return new Context(this);
  }

  /** Rejects with an error that nobody awaited. */
  get unawaited(): Promise<never> {
    return (this.#unawaited ??= Promise.withResolvers<never>()).promise;
  }

  fail(error: unknown): void {
    (this.#unawaited ??= Promise.withResolvers<never>()).reject(error);
  }

  end(): void {
    this.over = true;
    this.#log?.close();
  }
}

class Context implements TaskContext {
  readonly #task: TaskRun;
  #add: TaskContext["add"] | undefined;

  constructor(task: TaskRun) {
    this.#task = task;
  }

  get signal(): AbortSignal {
    return this.#task.signal;
  }

  get attempt(): number {
    return this.#task.call.attempt;
  }

  get nodeId(): string {
    return this.#task.call.nodeId;
  }

  get add(): TaskContext["add"] {
    return (this.#add ??= spawner(this.#task.spawned));
  }

  get log(): TaskContext["log"] {
    return (message) => this.#task.log.write(`${message}\n`);
  }

  // Most functions never ask for their work directory: it is made for those that do.
  get workdir(): string {
    const { workdir } = this.#task.call;
    mkdirSync(workdir, { recursive: true });
    return workdir;
  }

  get out(): TaskContext["out"] {
    mkdirSync(this.#task.call.workdir, { recursive: true });
    return this.#task.call.out as TaskContext["out"];
  }
}

/** Takes down what a task appends. Whether it may is decided where the graph is. */
function spawner(spawned: Spawned[]): TaskContext["add"] {
  return new Proxy(
    {},
    {
      get: (_, task) => {
        if (typeof task === "symbol") return undefined;
        return (...args: readonly unknown[]): void => {
          const at = `context.add.${task}`;
          const checked = args.map((value, i) =>
            conform(value ?? null, { kind: "json" }, { types: {}, at: `${at}(…)[${i}]` }),
          );
          const wrong = checked.find(({ ok }) => !ok);
          if (wrong !== undefined && !wrong.ok) throw new TypeError(wrong.message);
          spawned.push({ task, args: checked.flatMap((each) => (each.ok ? [each.value] : [])) });
        };
      },
    },
  );
}
