/**
 * Runs tasks in this very process: for functions so short that a thread would cost more, and for debugging. Nothing protects
 * the process: a function that never returns cannot be stopped, one that calls `process.exit` ends the run.
 */
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { isPromise } from "../promise.ts";
import { after } from "../timer.ts";
import { captureOutput } from "./capture.ts";
import { divideEnvironment } from "./inline-environment.ts";
import { InlineCall, InlineModuleCall } from "./inline-call.ts";
import { outcomeOf, runFunction, runModule, type ModuleAnswer } from "./run-module.ts";

/** Options of `inline`. */
export interface InlineOptions {
  /** ms that an aborted function has to end before it is left to itself. */
  readonly grace?: number;
}

export function inline(options: InlineOptions = {}): Executor {
  let release: (() => void) | undefined;
  return {
    name: "inline",
    runs: ["module", "function"],
    start(call) {
      release ??= takeOver();
      const answer = answerOf(call);
      if (!isPromise(answer)) return outcomeOf(answer);
      return Promise.race([answer.then(outcomeOf), abandoned(call, options.grace ?? 2_000)]);
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

function answerOf(call: Call): ModuleAnswer | Promise<ModuleAnswer> {
  const { implementation } = call.task;
  if (implementation.kind === "function") return runFunction(new InlineCall(call), call, implementation.call);
  return runModule(new InlineModuleCall(call), call);
}

function abandoned(call: Call, grace: number): Promise<CallOutcome> {
  return new Promise((settle) => {
    const message = "was told to stop and did not; it goes on in the background";
    const wait = (): void => void after(grace, () => settle({ ok: false, failure: { code: "ADG7004", message } }));
    if (call.signal.aborted) wait();
    else call.signal.addEventListener("abort", wait, { once: true });
  });
}
