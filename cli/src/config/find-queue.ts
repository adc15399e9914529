/** The queue that a verb is about. */
import type { BullmqSettings } from "@adg/runtime";
import { Refusal } from "../refusal.ts";
import { readConfig, type ReadConfig } from "./load-config.ts";

/** What the command line says of it. */
export interface QueueOptions {
  /** May be left out where the configuration has but one. */
  readonly queue?: string;
  readonly profile?: string;
}

export interface FoundQueue {
  readonly config: ReadConfig;
  readonly settings: BullmqSettings;
}

/** Looks for it in the configuration of a folder. `who` needs it, at the beginning of a sentence. */
export async function findQueue(
  who: string,
  { queue, profile }: QueueOptions,
  folder = process.cwd(),
): Promise<FoundQueue> {
  const config = await readConfig(folder, profile);
  if (config === undefined)
    throw new Refusal(
      `${who} needs a configuration that has its queue, and there is no "adg.config.ts" in ${folder === process.cwd() ? "this folder" : `"${folder}"`}.`,
    );
  return { config, settings: queueOf(config, queue) };
}

/** The queue that is meant. */
function queueOf({ file, settings }: ReadConfig, queue: string | undefined): BullmqSettings {
  const queues = Object.values(settings.executors ?? {}).filter((each) => "kind" in each && each.kind === "bullmq");
  const [first, ...others] = queues.filter((each) => queue === undefined || each.queue === queue);
  if (first !== undefined && (queue !== undefined || others.length === 0)) return first;
  const known = [...new Set(queues.map((each) => `"${each.queue}"`))];
  const names = known.join(", ");
  if (names === "") throw new Refusal(`The configuration "${file}" has no executor of the kind "bullmq".`);
  if (queue === undefined) throw new Refusal(`Which queue? "${file}" has ${names}; say it with --queue.`);
  throw new Refusal(
    `No executor in "${file}" has the queue "${queue}"; there ${known.length === 1 ? "is" : "are"} ${names}.`,
  );
}
