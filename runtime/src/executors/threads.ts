/** Runs functions of modules in a pool of threads: the default for TypeScript tasks. */
import { extname } from "node:path";
import { availableParallelism } from "node:os";
import type { Piscina } from "piscina";
import type { Call, Executor } from "../executor.ts";
import { ThreadPool } from "./thread-pool.ts";

/** Options of `threads`. */
export interface ThreadsOptions {
  /** How many threads at most; as many as the machine can run at once when left out. */
  readonly size?: number;
  /** ms that an aborted function has to end by itself before its thread is ended. */
  readonly grace?: number;
  /** Bytes of memory that one thread may take; what Node allows when left out. */
  readonly memory?: number;
  /** Told of each call that is over how many ms its function has taken, without the way there and back. */
  readonly onTook?: (call: Call, ms: number) => void;
}

// Compiled or not, the worker lies beside this file and has its extension.
const worker = new URL(`./thread-worker${extname(import.meta.url)}`, import.meta.url).href;

export function threads({
  size = availableParallelism(),
  grace = 2_000,
  memory,
  onTook,
}: ThreadsOptions = {}): Executor {
  const open = (): ThreadPool => new ThreadPool({ size, grace, open: () => openPool(size, memory), onTook });
  let pool = open();
  return {
    name: "threads",
    runs: ["module"],
    start: (call) => pool.start(call),
    get ahead() {
      return pool.ahead;
    },
    recall: (keep) => pool.recall(keep),
    async close() {
      const old = pool;
      pool = open();
      await old.close();
    },
  };
}

async function openPool(size: number, memory: number | undefined): Promise<Piscina> {
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: worker,
    minThreads: 1,
    maxThreads: size,
    idleTimeout: Infinity,
    // An idle thread must not sleep for good: promises and timers that a task left behind would fail in the middle of the next.
    atomics: "disabled",
    recordTiming: false,
    ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memory / 1024 / 1024) } }),
  });
}
