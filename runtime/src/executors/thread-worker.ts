/** What runs in each thread of the pool: one call at a time. */
import { thrownOf } from "../thrown.ts";
import { captureOutput, runningTask } from "./capture.ts";
import { changeEnvironment } from "./environment.ts";
import { runModule, type ModuleAnswer, type ModuleCall } from "./run-module.ts";

/** What the pool sends to a thread. `stop[0]` becomes 1 when the call must stop. */
export interface ThreadCall {
  readonly call: ModuleCall;
  readonly stop: Int32Array<SharedArrayBuffer>;
}

const writeError = process.stderr.write.bind(process.stderr);
// Standard output belongs to the command that runs the workflow (`--json`).
captureOutput((chunk) => void writeError(chunk));

// With this listener an error that nobody awaited ends the task that caused it, not the thread and whatever runs there by then.
process.on("uncaughtException", (error) => {
  const owner = runningTask.getStore();
  if (owner === undefined) writeError(`Left behind by a task: ${thrownOf(error).message}\n`);
  else if (owner.over) owner.log.write(`Left behind: ${thrownOf(error).message}\n`);
  else owner.fail(error);
});

/** Runs a call. */
export default async function runCall({ call, stop }: ThreadCall): Promise<ModuleAnswer> {
  const abort = new AbortController();
  const stopped = Atomics.waitAsync(stop, 0, 0);
  if (stopped.async) void stopped.value.then(() => Atomics.load(stop, 0) === 1 && abort.abort());
  else abort.abort();
  // A thread has an environment of its own.
  const restore = changeEnvironment(call.environment);
  try {
    return await runModule(call, abort);
  } finally {
    restore();
    // Lets go of the wait above.
    Atomics.notify(stop, 0);
  }
}
