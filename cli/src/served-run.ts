import { dirname } from "node:path";
import type { FromRun, RunJob, RunOutcome, RunTask, StopReason, ToRun } from "@adg/runtime/bullmq";
import { loadConfig } from "./config/load-config.ts";
import { chosenExecutors } from "./config/chosen-executors.ts";
import { loadCompiled } from "./compiled.ts";
import { diagnosticsJson } from "./diagnostic-json.ts";
import { Refusal } from "./refusal.ts";

/**
 * The process of a run that `adg serve` has taken from its queue: runs it, tells its orchestrator what came of it and ends. Answers the
 * exit code. Without an orchestrator it ends at once: nobody renews the lease of its run any more.
 */
export async function servedRun(): Promise<number> {
  if (process.send === undefined)
    throw new Refusal('"adg serve-run" is what "adg serve" starts; it cannot be used by hand.');
  // Ctrl-C reaches this process too, and is for the orchestrator to deal with.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(1));
  const stop = new AbortController();
  const { promise: given, resolve: give } = Promise.withResolvers<RunTask>();
  let reason: StopReason | undefined;
  let heard = performance.now();
  process.on("message", (message: ToRun) => {
    heard = performance.now();
    if (message.kind === "run") give(message.task);
    else if (message.kind === "stop") {
      // What others have must not be ended for good.
      if (reason === undefined || message.reason === "taken") ({ reason } = message);
      stop.abort();
    }
  });
  const { serveRun, runLease } = await import("@adg/runtime/bullmq");
  const task = await given;
  const watch = setInterval(() => {
    // This process or its orchestrator stood still for so long that others may have the run.
    if (performance.now() - heard < runLease.lockDuration) return;
    reason = "taken";
    stop.abort();
  }, 500);
  const outcome = await serveRun(task.order, {
    settings: task.settings,
    from: task.from,
    signal: stop.signal,
    isCancelled: () => reason === "cancelled",
    load: () => load(task.order.job),
  });
  clearInterval(watch);
  await tell(outcome);
  return 0;
}

function tell(outcome: RunOutcome): Promise<void> {
  const message: FromRun = { kind: "outcome", outcome };
  return new Promise((done) => process.send?.(message, undefined, undefined, () => done()));
}

/** What is wrong with the program or its configuration is what comes of the run. */
async function load({ program, settings }: RunJob) {
  const { InputError } = await import("@adg/runtime");
  try {
    const compiled = await loadCompiled(program);
    if (compiled.kind === "rejected")
      throw new InputError(diagnosticsJson(compiled.checked).filter(({ severity }) => severity === "error"));
    const { executors, on, budgets, observers, close } = await loadConfig(dirname(program), settings.profile);
    const options = { ...budgets, executors, observers, on: { ...on, ...chosenExecutors(settings.on ?? []) } };
    return { workflow: compiled.workflow, options, close };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new InputError(error.problems.map(({ code = "ADG7001", message }) => ({ code, message })));
  }
}
