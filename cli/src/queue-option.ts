/** Options of the verbs about runs, for those that were submitted to a queue. */
import type { Command } from "commander";
import type { ChosenQueue } from "./queue-runs.ts";

export interface InQueue {
  readonly queue?: string;
  readonly profile?: string;
}

/** `what`: of the queue's runs the verb is about. */
export function inQueue(verb: Command, what = "the run was submitted to this queue of adg.config.ts"): Command {
  return verb
    .option("--queue <name>", what)
    .option("--profile <name>", "the profile of adg.config.ts that has the queue");
}

export function queueOf({ queue, profile }: InQueue): ChosenQueue | undefined {
  if (queue === undefined) return undefined;
  return profile === undefined ? { queue } : { queue, profile };
}
