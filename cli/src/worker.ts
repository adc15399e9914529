import { availableParallelism } from "node:os";
import type { MetricsPlace, QueueWorker as Worker } from "@adg/runtime/bullmq";
import { findQueue } from "./config/find-queue.ts";
import type { ReadConfig } from "./config/load-config.ts";
import { interruption } from "./interruption.ts";
import { outageText, silenceAtEndText } from "./outage-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { sizeOf } from "./size.ts";

/** Options of `adg worker`. */
export interface WorkerOptions {
  readonly queue?: string;
  readonly concurrency?: number;
  /** What those that run may take together, and bytes; as the configuration says, or without bounds, when left out. */
  readonly cpus?: number;
  readonly memory?: number;
  readonly profile?: string;
  /** Where it tells how it is; nowhere when left out. */
  readonly metrics?: MetricsPlace;
  readonly modules: "threads" | "processes";
}

/** Takes tasks from a queue until it is told to end, and then waits for those that run; answers the exit code. */
export async function worker(options: WorkerOptions): Promise<number> {
  const { config, settings } = await findQueue("A worker", options);
  const concurrency = options.concurrency ?? config.settings.concurrency ?? availableParallelism();
  const budget = budgetOf(options, config.settings);
  const { Metrics, QueueWorker } = await import("@adg/runtime/bullmq");
  const open = async () => {
    const metrics = options.metrics === undefined ? undefined : await Metrics.load("--metrics", config.file);
    let opened: Worker | undefined = undefined;
    const onEnd = metrics?.worker(() => opened);
    const told = options.metrics === undefined ? undefined : await metrics?.serve(options.metrics);
    const onServer = (address: string, isThere: boolean): void => void print(outageText("tasks", address, isThere));
    const chosen = { concurrency, modules: options.modules, budget, from: config.file, onServer };
    opened = await QueueWorker.open(settings, onEnd === undefined ? chosen : { ...chosen, onEnd });
    return { running: opened, told };
  };
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const interrupted = interruption(end);
  const { running, told } = await open().catch((error: Error) => {
    throw new Refusal(`${error.message}.`);
  });
  if (told !== undefined) await print(`Tells how it is at ${told.url}.`);
  await print(`Takes tasks from the queue "${settings.queue}" at ${running.address}, ${concurrency} at a time.`);
  await ended;
  await print(partingText(running.running + running.waiting));
  const isTold = await running.close();
  if (!isTold) await print(silenceAtEndText("the tasks", running.address));
  await told?.close();
  interrupted.close();
  return isTold ? 0 : 1;
}

function budgetOf(
  options: WorkerOptions,
  settings: ReadConfig["settings"],
): { readonly cpus?: number; readonly memory?: number } {
  const cpus = options.cpus ?? settings.cpus;
  const memory = options.memory ?? (settings.memory === undefined ? undefined : sizeOf(settings.memory));
  return { ...(cpus === undefined ? {} : { cpus }), ...(memory === undefined ? {} : { memory }) };
}

function partingText(running: number): string {
  if (running === 0) return "Takes no more tasks.";
  const what = running === 1 ? "the one that runs" : `the ${running} that run`;
  return `Takes no more tasks, and waits for ${what}; once more ends it at once.`;
}
