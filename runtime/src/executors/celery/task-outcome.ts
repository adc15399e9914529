/** What comes of a task that is over. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Call, CallOutcome } from "../../executor.ts";
import { pythonTask } from "./orders.ts";
import { outcomeOfReturned } from "../returned-python.ts";
import type { SentTask } from "./sent-task.ts";
import { outcomeOfState, type TaskPlace, type TaskState } from "./task-state.ts";

/** The outcome of a task whose last state is known. Rejects where something of it cannot be read. */
export async function outcomeOf(state: TaskState, { call, order, state: last }: SentTask): Promise<CallOutcome> {
  if (state.kind === "failed" && call !== undefined) writeLog(call, state.traceback);
  if (state.kind === "succeeded" && call !== undefined && order.task === pythonTask)
    return outcomeOfReturned(state.value, call);
  return outcomeOfState(state, placeOf(order)) ?? failed(`is in the state "${last}"`);
}

function placeOf({ task, queue }: SentTask["order"]): TaskPlace {
  const register =
    task === pythonTask
      ? "start them with --include=adg_celery"
      : `register it, as with @app.task(name="${task}"), and start them again`;
  return { task, queue, register };
}

/** What Celery keeps of a failure, to be read where what a task prints is read. */
function writeLog({ log }: Call, text: string): void {
  if (text === "") return;
  mkdirSync(dirname(log), { recursive: true });
  appendFileSync(log, text.endsWith("\n") ? text : `${text}\n`);
}

export function failed(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}

export function stopped(unbegun: boolean): CallOutcome {
  const outcome = { ok: false, failure: { code: "ADG7004", message: "was told to stop" } } as const;
  return unbegun ? { ...outcome, unbegun } : outcome;
}
