/** Calls a task that is a function of a module, in whatever thread this runs. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Spawned } from "../event.ts";
import type { Call, CallOutcome } from "../executor.ts";
import { failureOfThrown } from "../failure.ts";
import { isPromise } from "../promise.ts";
import { putField } from "../put-field.ts";
import { thrownOf, type Thrown } from "../thrown.ts";
import { conform } from "../values.ts";
import type { Value, ValueType, Workflow } from "../workflow.ts";
import { runningTask } from "./capture.ts";
import { environmentChange, type EnvironmentChange } from "./environment.ts";
import { TaskRun } from "./task-run.ts";

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
  const args = argumentsOf(call);
  const environment = environmentChange(call);
  return { args, attempt, nodeId, workdir, log, out, environment, types, result: task.result };
}

/** What the function is called with: one that gets nothing for an optional parameter fills in its own default. */
export function argumentsOf({ args, task: { parameters } }: Call): FunctionCall["args"] {
  if (!parameters.some((parameter) => parameter.optional === true)) return args;
  return args.map((value, place) => (value === null && parameters[place]?.optional === true ? undefined : value));
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

/** A function to call, or why there is none. */
type Loaded = ((...args: unknown[]) => unknown) | Extract<ModuleAnswer, { kind: "threw" }>;

/** Imports the module and calls the function, as `runFunction` does. */
export function runModule(call: ModuleCall, stop: { readonly signal: AbortSignal }): ModuleAnswer | Promise<ModuleAnswer> {
  return runFunction(call, stop, load(call));
}

/**
 * Calls a function and checks its result. Never throws or rejects; the answer is there at once where the function's is. The result is
 * checked here, where it is still what the function gave: a copy sent between threads would have lost its class or could not be made.
 */
export function runFunction(
  call: FunctionCall,
  stop: { readonly signal: AbortSignal },
  loaded: Loaded | Promise<Loaded>,
): ModuleAnswer | Promise<ModuleAnswer> {
  if (isPromise(loaded)) return runLoaded(call, stop, loaded);
  if (typeof loaded !== "function") return loaded;
  const task = new TaskRun(call, stop);
  try {
    const value = runningTask.run(task, callFunction, loaded, task);
    if (isPromise(value)) return runningTask.run(task, awaitAnswer, task, value);
    const answer = answerOf(task, value);
    task.end();
    return answer;
  } catch (error) {
    task.end();
    return { kind: "threw", thrown: thrownOf(error) };
  }
}

function callFunction(callee: (...args: unknown[]) => unknown, task: TaskRun): unknown {
  return callee(...task.call.args, task.context);
}

async function runLoaded(
  call: FunctionCall,
  stop: { readonly signal: AbortSignal },
  loading: PromiseLike<Loaded>,
): Promise<ModuleAnswer> {
  const loaded = await loading;
  // A function that is called too late would wait for an abort that has been.
  if (stop.signal.aborted) return { kind: "threw", thrown: thrownOf(stop.signal.reason) };
  return runFunction(call, stop, loaded);
}

async function awaitAnswer(task: TaskRun, value: PromiseLike<unknown>): Promise<ModuleAnswer> {
  try {
    return answerOf(task, await Promise.race([value, task.unawaited]));
  } catch (error) {
    return { kind: "threw", thrown: thrownOf(error) };
  } finally {
    task.end();
  }
}

function answerOf({ call, spawned }: TaskRun, value: unknown): ModuleAnswer {
  if (call.result.kind === "void") return { kind: "value", value: null, spawned };
  const checked = conform(value, call.result, { types: call.types, at: "result" });
  return checked.ok ? { kind: "value", value: checked.value, spawned } : { kind: "refused", message: checked.message };
}

/** Modules that were imported, by their URLs. */
const modules = new Map<string, Readonly<Record<string, unknown>>>();

function load(call: ModuleCall): Loaded | Promise<Loaded> {
  const module = modules.get(call.module);
  return module === undefined ? importFunction(call) : exportedFunction(call, module);
}

async function importFunction(call: ModuleCall): Promise<Loaded> {
  try {
    const module = (await import(call.module)) as Readonly<Record<string, unknown>>;
    modules.set(call.module, module);
    return exportedFunction(call, module);
  } catch (error) {
    return { kind: "threw", thrown: importError(error), says: `cannot load ${moduleText(call.module)}` };
  }
}

function exportedFunction(call: ModuleCall, module: Readonly<Record<string, unknown>>): Loaded {
  const exported = module[call.name];
  if (typeof exported === "function") return exported as (...args: unknown[]) => unknown;
  return { kind: "threw", thrown: { message: `${moduleText(call.module)} exports no function "${call.name}"` } };
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
