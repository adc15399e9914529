import { availableParallelism } from "node:os";
import type { MetricsPlace, Orchestrator as Serving } from "@adg/runtime/bullmq";
import { findQueue, type QueueOptions } from "./config/find-queue.ts";
import { interruption } from "./interruption.ts";
import { outageText, silenceAtEndText } from "./outage-text.ts";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { counted } from "./words.ts";

/** Options of `adg serve`. */
export interface ServeOptions extends QueueOptions {
  /** How many runs at once. */
  readonly concurrency?: number;
  /** Where it tells how it is; nowhere when left out. */
  readonly metrics?: MetricsPlace;
}

/** Takes runs from a queue until it is told to end, and then gives those that it has to others; answers the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const { config, settings } = await findQueue("An orchestrator", options);
  const concurrency = options.concurrency ?? availableParallelism();
  const { Metrics, Orchestrator, startRun } = await import("@adg/runtime/bullmq");
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const interrupted = interruption(end);
  const open = async () => {
    const metrics = options.metrics === undefined ? undefined : await Metrics.load("--metrics", config.file);
    let opened: Serving | undefined = undefined;
    const onOver = metrics?.orchestrator(() => opened);
    const told = options.metrics === undefined ? undefined : await metrics?.serve(options.metrics);
    opened = await Orchestrator.open(settings, {
      concurrency,
      from: config.file,
      start: (order) => startRun(process.argv[1] as string, ["serve-run"], { order, settings, from: config.file }),
      onChange: (run, what) => void print(`Run ${run} ${plainText(what)}.`),
      onServer: (address, isThere) => void print(outageText("runs", address, isThere)),
      ...(onOver === undefined ? {} : { onOver }),
    });
    return { orchestrator: opened, told };
  };
  const { orchestrator, told } = await open().catch((error: Error) => {
    throw new Refusal(`${error.message}.`);
  });
  if (told !== undefined) await print(`Tells how it is at ${told.url}.`);
  await print(`Takes runs from the queue "${settings.queue}" at ${orchestrator.address}, ${concurrency} at a time.`);
  await ended;
  const { running } = orchestrator;
  await print(running === 0 ? "Takes no more runs." : `Takes no more runs, and gives back ${counted(running, "run")}.`);
  const isTold = await orchestrator.close();
  if (!isTold) await print(silenceAtEndText("the runs", orchestrator.address));
  await told?.close();
  interrupted.close();
  return isTold ? 0 : 1;
}
