/**
 * Runs tasks in this very process: for functions so short that a thread would cost more, and for debugging. Nothing protects
 * the process: a function that never returns cannot be stopped, one that calls `process.exit` ends the run.
 */
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { after } from "../timer.ts";
import type { Task } from "../workflow.ts";
import { CallStop } from "./call-stop.ts";
import { CallTypes } from "./call-type.ts";
import { captureOutput } from "./capture.ts";
import { divideEnvironment } from "./inline-environment.ts";
import { outcomeOf } from "./answer-outcome.ts";
import type { ModuleAnswer } from "./module-answer.ts";
import { load, runFunction, type FunctionCall, type Loaded } from "./run-module.ts";

/** Options of `inline`. */
export interface InlineOptions {
  /** ms that an aborted function has to end before it is left to itself. */
  readonly grace?: number;
}

export function inline(options: InlineOptions = {}): Executor {
  const types = new CallTypes();
  let release: (() => void) | undefined;
  return {
    name: "inline",
    runs: ["module", "function"],
    start(call) {
      release ??= takeOver();
      const stop = new CallStop(call);
      const answer = answerOf(call, types, stop);
      if (!(answer instanceof Promise)) return outcomeOf(answer);
      return outcomeWithin(answer, stop, options.grace ?? 2_000);
    },
    async close() {
      release?.();
      release = undefined;
    },
  };
}

function takeOver(): () => void {
  const endings = [captureOutput(), divideEnvironment()];
  return () => endings.forEach((end) => end());
}

function answerOf(call: Call, types: CallTypes, stop: CallStop): ModuleAnswer | Promise<ModuleAnswer> {
  const { task } = call;
  const type = types.of(call);
  const run: FunctionCall = {
    args: type.argsOf(call),
    attempt: call.attempt,
    places: call,
    environment: type.environmentOf(call),
    result: task.result,
    types: call.types,
  };
  return runFunction(() => functionOf(task), run, stop);
}

/** Functions that were found before. */
const found = new WeakMap<Task, Loaded>();

function functionOf(task: Task): Loaded | Promise<Loaded> {
  const known = found.get(task);
  if (known !== undefined) return known;
  const { implementation } = task;
  if (implementation.kind === "function") return implementation.call;
  if (implementation.kind !== "module") throw new Error(`internal fault: "${task.name}" is no function`);
  const loaded = load(implementation);
  if (typeof loaded === "function") found.set(task, loaded);
  return loaded;
}

/** What comes of it, or that it was given up: so many ms after it was told to stop. */
function outcomeWithin(answer: Promise<ModuleAnswer>, stop: CallStop, grace: number): Promise<CallOutcome> {
  let calm = (): void => {};
  const givenUp = new Promise<CallOutcome>((settle) => {
    const message = "was told to stop and did not; it goes on in the background";
    stop.whenAborted(() => (calm = after(grace, () => settle({ ok: false, failure: { code: "ADG7004", message } }))));
  });
  return Promise.race([answer.then(outcomeOf), givenUp]).finally(() => calm());
}
