/** Calls a task that is a function of a module, in whatever thread this runs. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Spawned } from "../event.ts";
import type { Call, CallOutcome } from "../executor.ts";
import { failureOfThrown } from "../failure.ts";
import { putField } from "../put-field.ts";
import { thrownOf, type Thrown } from "../thrown.ts";
import { conform } from "../values.ts";
import type { TaskContext, Value, ValueType, Workflow } from "../workflow.ts";
import { runningTask, type RunningTask } from "./capture.ts";
import { environmentChange, type EnvironmentChange } from "./environment.ts";
import { TaskLog } from "./task-log.ts";

/** A call as plain data: it may be sent to another thread or process. */
export interface ModuleCall extends FunctionCall {
  /** `file:` URL. */
  readonly module: string;
  readonly name: string;
}

/** What a function needs, wherever it comes from. */
export interface FunctionCall {
  /** `undefined`: an optional one that is left out. */
  readonly args: readonly (Value | undefined)[];
  readonly attempt: number;
  readonly nodeId: string;
  readonly workdir: string;
  readonly log: string;
  readonly out: Value;
  readonly environment: EnvironmentChange;
  readonly result: ValueType;
  readonly types: Workflow["types"];
}

/** What came of it, as plain data. */
export type ModuleAnswer =
  | { readonly kind: "value"; readonly value: Value; readonly spawned: readonly Spawned[] }
  /** The result is not of its type. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "threw"; readonly thrown: Thrown; readonly says?: string };

/** The part of a call that a thread needs. The task's implementation must be a `module`. */
export function moduleCallOf(call: Call): ModuleCall {
  const { implementation, result } = call.task;
  if (implementation.kind !== "module")
    throw new Error(`internal fault: "${call.task.name}" is no function of a module`);
  const { module, name } = implementation;
  return { ...functionCallOf(call), module, name, types: typesUsed(result, call.types) };
}

/** What a function gets of a call. */
export function functionCallOf(call: Call): FunctionCall {
  const { attempt, nodeId, workdir, log, out, types, task } = call;
  const args = call.args.map((value, place) =>
    value === null && task.parameters[place]?.optional === true ? undefined : value,
  );
  const environment = environmentChange(call);
  return { args, attempt, nodeId, workdir, log, out, environment, types, result: task.result };
}

/** The outcome that an answer means. */
export function outcomeOf(answer: ModuleAnswer): CallOutcome {
  switch (answer.kind) {
    case "value":
      return { ok: true, value: answer.value, spawned: answer.spawned };
    case "refused":
      return { ok: false, failure: { code: "ADG7002", message: answer.message } };
    case "threw":
      return { ok: false, failure: failureOfThrown("ADG7004", answer.thrown, answer.says) };
  }
}

/** Imports the module and calls the function, as `runFunction` does. */
export function runModule(call: ModuleCall, signal: AbortSignal): Promise<ModuleAnswer> {
  return runFunction(call, signal, () => load(call));
}

/** A function to call, or why there is none. */
type Loaded = ((...args: unknown[]) => unknown) | Extract<ModuleAnswer, { kind: "threw" }>;

/**
 * Calls a function and checks its result. Never rejects. The result is checked here, where it is still what the function gave: a
 * copy sent between threads would have lost its class or could not be made.
 */
export async function runFunction(
  call: FunctionCall,
  signal: AbortSignal,
  loaded: () => Loaded | Promise<Loaded>,
): Promise<ModuleAnswer> {
  const log = new TaskLog(call.log);
  const unawaited = Promise.withResolvers<never>();
  const spawned: Spawned[] = [];
  const task: RunningTask = { log, environment: call.environment, over: false, fail: unawaited.reject };
  try {
    return await runningTask.run(task, () =>
      Promise.race([callLoaded(call, contextOf(call, log, signal, spawned), spawned, loaded), unawaited.promise]),
    );
  } catch (error) {
    return { kind: "threw", thrown: thrownOf(error) };
  } finally {
    task.over = true;
    log.close();
  }
}

async function load(call: ModuleCall): Promise<Loaded> {
  let exported: unknown;
  try {
    exported = ((await import(call.module)) as Record<string, unknown>)[call.name];
  } catch (error) {
    return { kind: "threw", thrown: importError(error), says: `cannot load ${moduleText(call.module)}` };
  }
  if (typeof exported !== "function")
    return { kind: "threw", thrown: { message: `${moduleText(call.module)} exports no function "${call.name}"` } };
  return exported as Loaded;
}

async function callLoaded(
  call: FunctionCall,
  context: TaskContext,
  spawned: readonly Spawned[],
  loaded: () => Loaded | Promise<Loaded>,
): Promise<ModuleAnswer> {
  const callee = await loaded();
  if (typeof callee !== "function") return callee;
  // A function that is called too late would wait for an abort that has been.
  context.signal.throwIfAborted();
  const value: unknown = await callee(...call.args, context);
  if (call.result.kind === "void") return { kind: "value", value: null, spawned };
  const checked = conform(value, call.result, { types: call.types, at: "result" });
  return checked.ok ? { kind: "value", value: checked.value, spawned } : { kind: "refused", message: checked.message };
}

function moduleText(url: string): string {
  return `"${url.startsWith("file:") ? fileURLToPath(url) : url}"`;
}

/** Node names our file as the importer of a module that is not there. */
function importError(error: unknown): Thrown {
  const thrown = thrownOf(error);
  const missing = /Cannot find module .* imported from (.*)$/m.exec(thrown.message);
  if (missing === null || !missing[1]?.startsWith(dirname(fileURLToPath(import.meta.url)))) return thrown;
  return { message: "there is no such file" };
}

function contextOf(call: FunctionCall, log: TaskLog, signal: AbortSignal, spawned: Spawned[]): TaskContext {
  // Most functions never ask for their work directory: it is made for those that do.
  const made = (): string => {
    mkdirSync(call.workdir, { recursive: true });
    return call.workdir;
  };
  return {
    signal,
    attempt: call.attempt,
    nodeId: call.nodeId,
    add: spawner(spawned),
    log: (message) => log.write(`${message}\n`),
    get workdir() {
      return made();
    },
    get out() {
      made();
      return call.out as TaskContext["out"];
    },
  };
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

/** The named types that a type leads to; the others need not travel. */
function typesUsed(type: ValueType, types: Workflow["types"]): Workflow["types"] {
  const used: Record<string, ValueType> = {};
  const visit = (part: ValueType): void => {
    if (part.kind === "list") visit(part.element);
    else if (part.kind === "tuple") part.elements.forEach(visit);
    else if (part.kind === "union") part.members.forEach(visit);
    else if (part.kind === "record") part.fields.forEach((field) => visit(field.type));
    else if (part.kind === "ref" && !Object.hasOwn(used, part.name)) {
      const meant = types[part.name];
      if (meant === undefined) return;
      putField(used, part.name, meant);
      visit(meant);
    }
  };
  visit(type);
  return used;
}
