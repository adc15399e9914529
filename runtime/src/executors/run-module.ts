/** Calls a task that is a function of a module, in whatever thread this runs. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Spawned } from "../event.ts";
import { isPromise } from "../promise.ts";
import { thrownOf, type Thrown } from "../thrown.ts";
import { conform } from "../values.ts";
import type { Value, ValueType, Workflow } from "../workflow.ts";
import { runningTask, type RunningTask } from "./capture.ts";
import type { EnvironmentChange } from "./environment.ts";
import { threw, type ModuleAnswer, type Threw } from "./module-answer.ts";
import { contextOf, type Places, type StopSignal } from "./task-context.ts";
import { TaskLog } from "./task-log.ts";

/** Which function of which module. */
export interface ModuleFunction {
  /** `file:` URL. */
  readonly module: string;
  readonly name: string;
}

/** What a function needs, wherever it comes from. */
export interface FunctionCall {
  /** `undefined`: an optional one that is left out. */
  readonly args: readonly (Value | undefined)[];
  readonly attempt: number;
  readonly places: Places;
  readonly environment: EnvironmentChange;
  readonly result: ValueType;
  readonly types: Workflow["types"];
}

/** Imports the module and calls the function, as `runFunction` does. */
export function runModule(
  callee: ModuleFunction,
  call: FunctionCall,
  stop: StopSignal,
): ModuleAnswer | Promise<ModuleAnswer> {
  return runFunction(() => load(callee), call, stop);
}

/** A function to call, or why there is none. */
export type Loaded = ((...args: unknown[]) => unknown) | Threw;

/**
 * Calls a function and checks its result. Never throws or rejects; the answer is there at once where the function is and returns no
 * promise. The result is checked here, where it is still what the function gave: a copy sent between threads would have lost its
 * class or could not be made.
 */
export function runFunction(
  loaded: () => Loaded | Promise<Loaded>,
  call: FunctionCall,
  stop: StopSignal,
): ModuleAnswer | Promise<ModuleAnswer> {
  const running = new Running(call, stop);
  const answer = runningTask.run(running, begin, running, loaded);
  return answer instanceof Promise ? running.failedOr(answer) : running.end(answer);
}

function begin(running: Running, loaded: () => Loaded | Promise<Loaded>): ModuleAnswer | Promise<ModuleAnswer> {
  const found = loaded();
  return found instanceof Promise ? found.then((callee) => running.call(callee)) : running.call(found);
}

class Running implements RunningTask {
  readonly log: TaskLog;
  readonly environment: EnvironmentChange;
  over = false;
  readonly #call: FunctionCall;
  readonly #stop: StopSignal;
  readonly #spawned: Spawned[] = [];
  #fail: (error: unknown) => void = () => {};

  constructor(call: FunctionCall, stop: StopSignal) {
    this.#call = call;
    this.#stop = stop;
    this.environment = call.environment;
    this.log = new TaskLog(call.places);
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  /** It is over, and comes to this unless what it printed cannot be written down. */
  end(answer: ModuleAnswer): ModuleAnswer {
    this.over = true;
    try {
      this.log.close();
      return answer;
    } catch (error) {
      return answer.kind === "threw" ? answer : threw(error);
    }
  }

  /** What comes of it, unless an error that nobody awaited comes first. */
  async failedOr(answer: Promise<ModuleAnswer>): Promise<ModuleAnswer> {
    const failed = new Promise<ModuleAnswer>((settle) => (this.#fail = (error) => settle(threw(error))));
    return this.end(await Promise.race([answer, failed]).catch(threw));
  }

  call(callee: Loaded): ModuleAnswer | Promise<ModuleAnswer> {
    if (typeof callee !== "function") return callee;
    try {
      // A function that is called too late would wait for an abort that has been.
      if (this.#stop.aborted) this.#stop.signal.throwIfAborted();
      const { args, attempt, places } = this.#call;
      const context = contextOf({ attempt, places, stop: this.#stop, log: this.log, spawned: this.#spawned });
      const value = callee(...args, context);
      return isPromise(value) ? Promise.resolve(value).then((value) => this.#check(value)) : this.#check(value);
    } catch (error) {
      return threw(error);
    }
  }

  #check(value: unknown): ModuleAnswer {
    const { result, types } = this.#call;
    if (result.kind === "void") return { kind: "value", value: null, spawned: this.#spawned };
    const checked = conform(value, result, { types, at: "result" });
    if (!checked.ok) return { kind: "refused", message: checked.message };
    return { kind: "value", value: checked.value, spawned: this.#spawned };
  }
}

const modules = new Map<string, Readonly<Record<string, unknown>>>();

/** A function that a module exports; at once, where the module was imported before. */
export function load({ module, name }: ModuleFunction): Loaded | Promise<Loaded> {
  const known = modules.get(module);
  return known === undefined ? importFunction(module, name) : exportOf(known, module, name);
}

async function importFunction(module: string, name: string): Promise<Loaded> {
  try {
    const exports = (await import(module)) as Readonly<Record<string, unknown>>;
    modules.set(module, exports);
    return exportOf(exports, module, name);
  } catch (error) {
    return { kind: "threw", thrown: importError(error), says: `cannot load ${moduleText(module)}` };
  }
}

function exportOf(exports: Readonly<Record<string, unknown>>, module: string, name: string): Loaded {
  const exported = exports[name];
  if (typeof exported === "function") return exported as Loaded;
  return { kind: "threw", thrown: { message: `${moduleText(module)} exports no function "${name}"` } };
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
