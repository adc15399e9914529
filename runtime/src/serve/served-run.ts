/** What a process does that was given a run: runs it with its journal in Redis, from its beginning or from where others left it. */
import { dirname } from "node:path";
import { RedisServer } from "../executors/bullmq/redis-server.ts";
import type { BullmqSettings } from "../executors/bullmq/settings.ts";
import { patience, unseen } from "../executors/shared-folder.ts";
import { JournalError } from "../journal/journal-error.ts";
import { RedisJournals } from "../journal/redis/redis-journals.ts";
import type { History } from "../journal/history.ts";
import { InputError } from "../input-error.ts";
import { run as runWorkflow, type RunOptions } from "../run.ts";
import type { Workflow } from "../workflow.ts";
import type { RunOrder, RunOutcome } from "./orchestrator.ts";
import { runsPrefix } from "./run-job.ts";

/** Where its queue is, and how the program of this machine is run. */
export interface ServedRunOptions {
  readonly settings: BullmqSettings;
  readonly from: string;
  /** Ends the run here. */
  readonly signal: AbortSignal;
  /** Whether it ended for good by the signal, rather than to go on elsewhere. */
  isCancelled(): boolean;
  /** Loads the program. Rejects with an `InputError` where it cannot be run. */
  load(): Promise<{ readonly workflow: Workflow; readonly options: Partial<RunOptions>; close(): Promise<unknown> }>;
}

const runWords = { who: "the orchestrator", owner: "the machine that the run was submitted on" };

/** Rejects only where adg itself is at fault. */
export async function serveRun({ run, job, token }: RunOrder, options: ServedRunOptions): Promise<RunOutcome> {
  const { settings, from, signal } = options;
  const problem = await unseen(job.shared, dirname(job.program), patience, runWords);
  if (problem !== undefined) return refused(problem);
  const server = await RedisServer.reach(settings, `the queue "${settings.queue}"`, from).catch(() => undefined);
  // Its orchestrator has reached it just now, and so will others.
  if (server === undefined) return { kind: "stopped" };
  const redis = server.connect();
  const prefix = runsPrefix(settings.queue);
  const journals = new RedisJournals({ redis, prefix, address: server.address, stateDir: job.stateDir, token });
  try {
    const history = await historyOf(journals, run);
    const { workflow, options: given, close } = await options.load();
    try {
      const report = await runWorkflow(workflow, {
        ...given,
        journals,
        id: run,
        stateDir: job.stateDir,
        failFast: job.settings.failFast,
        whereTold: job.settings,
        signal,
        ...(history === undefined ? { inputs: job.inputs } : { resume: run }),
        // Who had it before has seen how it ended, and could not say so any more.
        ...(history?.ended?.status === "failed" ? { retry: [] } : {}),
      });
      if (report.status === "interrupted" && !options.isCancelled()) return { kind: "stopped" };
      return { kind: "over", end: { kind: "report", report } };
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof InputError) return { kind: "over", end: { kind: "refused", errors: error.errors } };
    if (!(error instanceof JournalError)) throw error;
    // Another process has it, or this one cannot know how far it had come.
    if (error.trouble === "held" || error.trouble === "busy") return { kind: "stopped" };
    return refused(error.message);
  } finally {
    redis.disconnect();
  }
}

async function historyOf(journals: RedisJournals, run: string): Promise<History | undefined> {
  try {
    return await journals.history(run);
  } catch (error) {
    if (error instanceof JournalError && error.trouble === "missing") return undefined;
    throw error;
  }
}

function refused(message: string): RunOutcome {
  return { kind: "over", end: { kind: "refused", errors: [{ code: "ADG7001", message }] } };
}
