/** What a function gets as its last argument. Nearly all of it is made only when the function asks for it. */
import { mkdirSync } from "node:fs";
import type { Spawned } from "../event.ts";
import { conform } from "../values.ts";
import type { TaskContext, Value } from "../workflow.ts";
import type { TaskLog } from "./task-log.ts";

/** Where a call has its files, and its name, as in a `Call`. Each may be computed when it is read. */
export interface Places {
  readonly nodeId: string;
  readonly workdir: string;
  readonly log: string;
  readonly out: Value;
}

/** How a call hears that it must stop. The signal may be made when it is read. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly signal: AbortSignal;
}

/** What a context is made of. `spawned` takes down what the function appends. */
export interface ContextParts {
  readonly attempt: number;
  readonly places: Places;
  readonly stop: StopSignal;
  readonly log: TaskLog;
  readonly spawned: Spawned[];
}

/** The context of a call: an object with the fields of a `TaskContext` as its own, so that it can be spread. */
export function contextOf(parts: ContextParts): TaskContext {
  // Getters on an object of its own would cost more than all else about a short call.
  return new Proxy(new Context(parts), fields);
}

class Context implements TaskContext {
  readonly #parts: ContextParts;

  constructor(parts: ContextParts) {
    this.#parts = parts;
  }

  get signal(): AbortSignal {
    return this.#parts.stop.signal;
  }

  get attempt(): number {
    return this.#parts.attempt;
  }

  get nodeId(): string {
    return this.#parts.places.nodeId;
  }

  get add(): TaskContext["add"] {
    return spawner(this.#parts.spawned);
  }

  get log(): TaskContext["log"] {
    const { log } = this.#parts;
    return (message) => log.write(`${message}\n`);
  }

  get workdir(): string {
    const { workdir } = this.#parts.places;
    // Most functions never ask for their work directory: it is made for those that do.
    mkdirSync(workdir, { recursive: true });
    return workdir;
  }

  get out(): TaskContext["out"] {
    mkdirSync(this.#parts.places.workdir, { recursive: true });
    return this.#parts.places.out as TaskContext["out"];
  }
}

const names: readonly PropertyKey[] = ["signal", "attempt", "nodeId", "add", "log", "workdir", "out"];

const fields: ProxyHandler<Context> = {
  get: (context, name) => Reflect.get(context, name),
  has: (context, name) => Reflect.has(context, name),
  ownKeys: (context) => [...new Set([...(names as string[]), ...Reflect.ownKeys(context)])],
  getOwnPropertyDescriptor: (context, name) =>
    names.includes(name)
      ? { get: () => Reflect.get(context, name), enumerable: true, configurable: true }
      : Reflect.getOwnPropertyDescriptor(context, name),
};

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
