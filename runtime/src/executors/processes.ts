/** Runs functions of modules in a pool of processes: what crashes, or takes all memory, takes one task with it. */
import { fork, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Call, CallOutcome, Executor } from "../executor.ts";
import { after } from "../timer.ts";
import { whenStopped } from "./call-stop.ts";
import { CallTypes } from "./call-type.ts";
import { prepareGuard } from "./guard.ts";
import { moduleCallOf, type ModuleCall } from "./module-call.ts";
import { killWithUs } from "./process-group.ts";
import { outcomeOf } from "./answer-outcome.ts";
import type { ModuleAnswer } from "./module-answer.ts";

/** Options of `processes`. */
export interface ProcessesOptions {
  /** ms that an aborted function has to end by itself before its process is ended. */
  readonly grace?: number;
}

/** What a process is told. */
export type ProcessMessage = { readonly kind: "run"; readonly call: ModuleCall } | { readonly kind: "stop" };

// Compiled or not, the worker lies beside this file and has its extension.
const worker = fileURLToPath(new URL(`./process-worker${extname(import.meta.url)}`, import.meta.url));

/** A pool without a size of its own: there are as many processes as the engine has let run at once. */
export function processes(options: ProcessesOptions = {}): Executor {
  const idle: ChildProcess[] = [];
  const ends = new Set<() => void>();
  const types = new CallTypes();
  const open = (): ChildProcess => {
    prepareGuard();
    const child = fork(worker, [], {
      // A group of its own: what the task starts can be ended with it, and Ctrl-C reaches the run alone.
      detached: true,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: [],
      serialization: "advanced",
    });
    const forget = killWithUs(child);
    const gone = (): void => {
      forget();
      ends.delete(end);
      if (idle.includes(child)) idle.splice(idle.indexOf(child), 1);
    };
    const end = (): void => {
      kill(child);
      gone();
    };
    ends.add(end);
    child.once("exit", gone);
    // A failure to start, or to be told something while it dies, is seen as its end.
    child.on("error", () => {});
    return child;
  };
  return {
    name: "processes",
    runs: ["module"],
    async start(call) {
      const child = idle.pop() ?? open();
      const ended = await answerOf(child, call, moduleCallOf(call, types.of(call)), options.grace ?? 2_000);
      if (ended.kind === "lost") return ended.outcome;
      if (child.connected) idle.push(child);
      return outcomeOf(ended.answer);
    },
    async close() {
      for (const end of [...ends]) end();
    },
  };
}

type Ended =
  { readonly kind: "answer"; readonly answer: ModuleAnswer } | { readonly kind: "lost"; readonly outcome: CallOutcome };

function answerOf(child: ChildProcess, call: Call, message: ModuleCall, grace: number): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  let isForced = false;
  let calm = (): void => {};
  const onAbort = (): void => {
    tell(child, { kind: "stop" });
    calm = after(grace, () => {
      isForced = true;
      kill(child);
    });
  };
  const onAnswer = (answer: unknown): void => resolve({ kind: "answer", answer: answer as ModuleAnswer });
  const onError = (error: Error): void => resolve(lost(`its process cannot be started: ${error.message}`));
  const onExit = (status: number | null, signal: NodeJS.Signals | null): void => {
    if (isForced) resolve(lost("was told to stop and did not, so its process was ended"));
    else if (signal !== null) resolve(lost(`its process was ended by the signal ${signal}`));
    else resolve(lost(`ended its process with exit code ${status}; a task must return or throw`));
  };
  child.on("message", onAnswer).on("exit", onExit).on("error", onError);
  tell(child, { kind: "run", call: message });
  const deaf = whenStopped(call, onAbort);
  return promise.finally(() => {
    calm();
    deaf();
    child.off("message", onAnswer).off("exit", onExit).off("error", onError);
  });
}

/** A process that is gone already is seen as such by its exit. */
function tell(child: ChildProcess, message: ProcessMessage): void {
  if (child.connected) child.send(message, () => {});
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

function lost(message: string): Ended {
  return { kind: "lost", outcome: { ok: false, failure: { code: "ADG7004", message } } };
}
