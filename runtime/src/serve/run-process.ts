/** A run in a process of its own, so that nothing that it does keeps its lease from being renewed; and what the two say to each other. */
import { fork } from "node:child_process";
import type { BullmqSettings } from "../executors/bullmq/settings.ts";
import { after } from "../timer.ts";
import type { RunOrder, RunOutcome, StartedRun, StopReason } from "./orchestrator.ts";

/** What the process is told first. */
export interface RunTask {
  readonly order: RunOrder;
  /** Of its queue. */
  readonly settings: BullmqSettings;
  /** See `OrchestratorOptions`. */
  readonly from: string;
}

export type ToRun =
  | { readonly kind: "run"; readonly task: RunTask }
  | { readonly kind: "stop"; readonly reason: StopReason }
  /** Who renews the lease is there. */
  | { readonly kind: "alive" };

export type FromRun = { readonly kind: "outcome"; readonly outcome: RunOutcome };

/** ms between two words that the orchestrator is there. */
const beat = 500;

/** ms that the process has to end by itself when nobody is there for it any more. */
const grace = 1_000;

/** Starts a process and gives it a run. `code`: path of a module that takes a `RunTask` from its parent. */
export function startRun(code: string, args: readonly string[], task: RunTask): StartedRun {
  const child = fork(code, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const tell = (message: ToRun): void => void (child.connected && child.send(message, () => {}));
  tell({ kind: "run", task });
  const beating = setInterval(() => tell({ kind: "alive" }), beat);
  const { promise: outcome, resolve } = Promise.withResolvers<RunOutcome>();
  let told: RunOutcome | undefined;
  child.on("message", (message: FromRun) => (told = message.outcome));
  const over = (how: string): void => {
    clearInterval(beating);
    resolve(told ?? { kind: "lost", how });
  };
  child.on("error", (error) => over(`could not be started (${error.message})`));
  child.on("exit", (code, signal) => over(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`));
  return {
    outcome,
    stop: (reason) => tell({ kind: "stop", reason }),
    async end() {
      if (child.connected) child.disconnect();
      const calm = after(grace, () => child.kill("SIGKILL"));
      await outcome;
      calm();
    },
  };
}
