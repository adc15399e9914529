/** What runs in each process of the pool: one call at a time. */
import { thrownOf } from "../thrown.ts";
import { captureOutput, runningTask } from "./capture.ts";
import { changeEnvironment } from "./environment.ts";
import type { ModuleCall } from "./module-call.ts";
import type { ProcessMessage } from "./processes.ts";
import { threw, type ModuleAnswer } from "./module-answer.ts";
import { runModule } from "./run-module.ts";
import type { StopSignal } from "./task-context.ts";

const writeError = process.stderr.write.bind(process.stderr);
// Standard output belongs to the command that runs the workflow.
captureOutput((chunk) => void writeError(chunk));

// An error that nobody awaited ends the task that caused it, not the process and whatever runs there by then.
process.on("uncaughtException", (error) => {
  const owner = runningTask.getStore();
  if (owner === undefined) writeError(`Left behind by a task: ${thrownOf(error).message}\n`);
  else if (owner.over) owner.log.write(`Left behind: ${thrownOf(error).message}\n`);
  else owner.fail(error);
});

const answer = process.send?.bind(process);
// A program that finds a parent may have something to say to it, which would be taken for an answer.
delete process.send;

let abort = new AbortController();

process.on("message", (message: ProcessMessage) => {
  if (message.kind === "stop") abort.abort();
  else void runCall(message.call);
});
// Who asked for the work is gone.
process.on("disconnect", () => process.exit());

async function runCall(call: ModuleCall): Promise<void> {
  abort = new AbortController();
  answer?.(await answerOf(call, abort).catch(threw));
}

async function answerOf(call: ModuleCall, stop: AbortController): Promise<ModuleAnswer> {
  const restore = changeEnvironment(call.environment);
  const found = await runModule(call.callee, call, stopOf(stop));
  restore();
  return found;
}

function stopOf({ signal }: AbortController): StopSignal {
  return {
    signal,
    get aborted() {
      return signal.aborted;
    },
  };
}
