/**
 * An executor whose tasks are files in a folder, and whose results another process brings:
 *
 * - `todo/NAME.json`: a task to do, with the name of the function and its arguments;
 * - `done/NAME.json`: what came of it, written by the worker;
 * - `stop/NAME`: nobody waits for it any more.
 *
 * Each file gets its name when it is whole.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Call, CallOutcome, OwnExecutor } from "@adg/runtime";

/** What a worker answers. */
type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** ms between two looks into the folder, and for a worker to answer when it is told to stop. */
const LOOK = 20;
const PATIENCE = 5_000;

export function mailbox(folder: string): OwnExecutor {
  const waiting = new Map<string, (outcome: CallOutcome) => void>();
  let looking: NodeJS.Timeout | undefined;
  for (const each of ["todo", "done", "stop"]) mkdirSync(join(folder, each), { recursive: true });

  function settle(name: string, outcome: CallOutcome): void {
    waiting.get(name)?.(outcome);
    waiting.delete(name);
    if (waiting.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  function look(): void {
    for (const file of readdirSync(join(folder, "done"))) {
      const name = file.replace(/\.json$/, "");
      if (!waiting.has(name)) continue;
      const path = join(folder, "done", file);
      const answer = JSON.parse(readFileSync(path, "utf8")) as Answer;
      rmSync(path);
      settle(name, answer.ok ? answer : failed(answer.message));
    }
  }

  function stop(name: string): void {
    // A task that no worker has taken yet never begins.
    if (isRemoved(join(folder, "todo", `${name}.json`)))
      settle(name, { ...failed("it was taken back"), unbegun: true });
    else {
      writeFileSync(join(folder, "stop", name), "");
      setTimeout(() => settle(name, failed("its worker does not answer")), PATIENCE).unref();
    }
  }

  return {
    runs: ["celery"],
    start(call) {
      const { implementation } = call.task;
      if (implementation.kind !== "celery") return failed("it is no task of a mailbox");
      const name = nameOf(call);
      const outcome = new Promise<CallOutcome>((resolve) => waiting.set(name, resolve));
      const task = { function: implementation.name, args: call.args };
      writeFileSync(join(folder, `${name}.part`), JSON.stringify(task));
      renameSync(join(folder, `${name}.part`), join(folder, "todo", `${name}.json`));
      looking ??= setInterval(look, LOOK);
      call.signal.addEventListener("abort", () => stop(name), { once: true });
      return outcome;
    },
  };
}

/** Another one for each attempt of each run: what an earlier one has left behind is not taken for its answer. */
const nameOf = ({ run, nodeId, attempt }: Call): string => `${run}-${nodeId}-${attempt}`;

function failed(message: string): CallOutcome & { readonly ok: false } {
  return { ok: false, failure: { code: "ADG7004", message } };
}

function isRemoved(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}
