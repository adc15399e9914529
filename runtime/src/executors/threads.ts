/** Runs functions of modules in a pool of threads: the default for TypeScript tasks. */
import { extname } from "node:path";
import { availableParallelism } from "node:os";
import type { Piscina } from "piscina";
import type { CallOutcome, Executor } from "../executor.ts";
import { after } from "../timer.ts";
import { thrownOf } from "../thrown.ts";
import { moduleCallOf, outcomeOf, type ModuleAnswer } from "./run-module.ts";
import type { ThreadCall } from "./thread-worker.ts";

/** Options of `threads`. */
export interface ThreadsOptions {
  /** How many threads at most; as many as the machine can run at once when left out. */
  readonly size?: number;
  /** ms that an aborted function has to end by itself before its thread is ended. */
  readonly grace?: number;
  /** Bytes of memory that one thread may take; what Node allows when left out. */
  readonly memory?: number;
}

// Compiled or not, the worker lies beside this file and has its extension.
const worker = new URL(`./thread-worker${extname(import.meta.url)}`, import.meta.url).href;

export function threads(options: ThreadsOptions = {}): Executor {
  const grace = options.grace ?? 2_000;
  let pool: Promise<Piscina> | undefined;
  return {
    name: "threads",
    runs: ["module"],
    async start(call) {
      pool ??= openPool(options);
      const running = await pool;
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const message: ThreadCall = { call: moduleCallOf(call), stop };
      const force = new AbortController();
      let calm = (): void => {};
      const onAbort = (): void => {
        Atomics.store(stop, 0, 1);
        Atomics.notify(stop, 0);
        calm = after(grace, () => force.abort());
      };
      if (call.signal.aborted) onAbort();
      else call.signal.addEventListener("abort", onAbort, { once: true });
      try {
        return outcomeOf((await running.run(message, { signal: force.signal })) as ModuleAnswer);
      } catch (error) {
        return force.signal.aborted ? lost("was told to stop and did not, so its thread was ended") : lostThread(error);
      } finally {
        calm();
        call.signal.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      await (await pool)?.destroy();
      pool = undefined;
    },
  };
}

async function openPool({ size = availableParallelism(), memory }: ThreadsOptions): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina({
    filename: worker,
    minThreads: 1,
    maxThreads: size,
    idleTimeout: Infinity,
    // An idle thread must not sleep for good: promises and timers that a task left behind would fail in the middle of the next.
    atomics: "disabled",
    recordTiming: false,
    ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memory / 1024 / 1024) } }),
  });
  // A thread that dies while nothing runs on it; the pool makes a new one when it is needed.
  pool.on("error", () => {});
  return pool;
}

function lostThread(error: unknown): CallOutcome {
  const { message } = thrownOf(error);
  const exit = /worker exited with code: (-?\d+)/.exec(message);
  if (exit !== null)
    return lost(`ended its thread with exit code ${exit[1]}; a task must return or throw, not call "process.exit"`);
  if (/ERR_WORKER_OUT_OF_MEMORY|out of memory|memory limit/i.test(message) || isOutOfMemory(error))
    return lost("ran out of memory, and its thread was ended");
  return lost(`lost its thread: ${message}`);
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function lost(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}
