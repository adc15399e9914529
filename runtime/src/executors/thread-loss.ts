/** What a call comes to that did not come to its end in a thread. */
import type { CallOutcome } from "../executor.ts";
import { thrownOf } from "../thrown.ts";

/** It ran when its thread died. */
export function lostThread(error: unknown): CallOutcome {
  const { message } = thrownOf(error);
  const exit = /worker exited with code: (-?\d+)/.exec(message);
  if (exit !== null)
    return failed(`ended its thread with exit code ${exit[1]}; a task must return or throw, not call "process.exit"`);
  if (/ERR_WORKER_OUT_OF_MEMORY|out of memory|memory limit/i.test(message) || isOutOfMemory(error))
    return failed("ran out of memory, and its thread was ended");
  return failed(`lost its thread: ${message}`);
}

export const unstopped: CallOutcome = failed("was told to stop and did not, so its thread was ended");

export const unbegun: CallOutcome = { ...failed("was told to stop before it had begun"), unbegun: true };

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function failed(message: string): CallOutcome & { readonly ok: false } {
  return { ok: false, failure: { code: "ADG7004", message } };
}
