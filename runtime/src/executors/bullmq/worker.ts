/** Takes calls from a queue and runs them here. */
import { rm } from "node:fs/promises";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { CallOutcome } from "../../executor.ts";
import { withoutSecrets } from "../../secrets.ts";
import { Stop } from "../../stop.ts";
import { answerFor, type JobAnswer } from "./job-outcome.ts";
import { stopChannel } from "./queue-names.ts";
import { RedisServer } from "./redis-server.ts";
import { RunPools, type ModulePlace } from "./run-pools.ts";
import { protocol, type SentCall } from "./sent-call.ts";
import type { BullmqSettings } from "./settings.ts";
import { unseen } from "../shared-folder.ts";

/** How a worker works. */
export interface QueueWorkerOptions {
  /** How many calls at once. */
  readonly concurrency: number;
  /** Where functions of modules run; in threads when left out. */
  readonly modules?: ModulePlace;
  /** Absolute path of a file from which the client of Redis is looked for, before adg's own place. */
  readonly from?: string;
}

/**
 * When the task of a worker that died runs elsewhere: its lock ends after so many ms, and within the other number that is noticed.
 * Nothing that takes long happens in this thread, so that locks are renewed in time.
 */
const times = { lockDuration: 10_000, stalledInterval: 2_000 } as const;

/** So often a job may lose its worker before it has failed. */
const maxStalledCount = 3;

export class QueueWorker {
  /** Host and port of the server. */
  readonly address: string;
  readonly #queue: string;
  readonly #worker: Worker<SentCall, JobAnswer>;
  readonly #redis: Redis;
  readonly #ears: Redis;
  readonly #pools: RunPools;
  readonly #running = new Map<string, Stop>();

  private constructor(server: RedisServer, queue: string, { concurrency, modules = "threads" }: QueueWorkerOptions) {
    this.address = server.address;
    this.#queue = queue;
    this.#pools = new RunPools(modules, concurrency);
    this.#redis = server.connect();
    this.#ears = server.connect();
    this.#ears.on("message", (_, job) => this.#running.get(job)?.abort());
    this.#worker = new server.libraries.bullmq.Worker(queue, (job) => this.#run(job), {
      ...server.bullmqOptions,
      ...times,
      autorun: false,
      concurrency,
      maxStalledCount,
      // After the server was away.
      runRetryDelay: 500,
    });
    this.#worker.on("error", () => {});
    // By now another worker may have begun with them.
    this.#worker.on("lockRenewalFailed", (jobs) => jobs.forEach((job) => this.#running.get(job)?.abort()));
  }

  /** Rejects with a sentence for the user where the queue cannot be reached. */
  static async open(settings: BullmqSettings, options: QueueWorkerOptions): Promise<QueueWorker> {
    const server = await RedisServer.reach(settings, `the queue "${settings.queue}"`, options.from);
    const worker = new QueueWorker(server, settings.queue, options);
    await worker.#ears.subscribe(stopChannel(settings.queue));
    await worker.#worker.waitUntilReady();
    void worker.#worker.run().catch(() => {});
    return worker;
  }

  /** How many calls run. */
  get running(): number {
    return this.#running.size;
  }

  /** Takes no more calls, and settles once those that run are over. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.#pools.close();
    this.#redis.disconnect();
    this.#ears.disconnect();
  }

  async #run(job: Job<SentCall, JobAnswer>): Promise<JobAnswer> {
    const { id = "", data: sent } = job;
    const stop = new Stop();
    this.#running.set(id, stop);
    try {
      const outcome = await this.#outcomeOf(sent, job.attemptsStarted, stop);
      return await answerFor(this.#redis, this.#queue, id, blotted(outcome, sent));
    } finally {
      this.#running.delete(id);
    }
  }

  async #outcomeOf(sent: SentCall, begun: number, stop: Stop): Promise<CallOutcome> {
    if (sent.protocol !== protocol)
      return failed("the worker is of another version of adg than the run, and does not understand it");
    const problem = await unseen(sent.shared, sent.folder);
    if (problem !== undefined) return failed(problem);
    if (begun > 1) await clear(sent);
    return this.#pools.start(sent, stop);
  }
}

/** A worker that died has left something behind. */
async function clear({ workdir, stdout }: SentCall): Promise<void> {
  await rm(workdir, { recursive: true, force: true });
  await rm(stdout, { force: true });
}

/** Secrets that only this machine knows are not told. */
function blotted(outcome: CallOutcome, { task }: SentCall): CallOutcome {
  if (outcome.ok) return outcome;
  const secrets = task.secrets.map((name) => process.env[name] ?? "");
  return { ...outcome, failure: withoutSecrets(outcome.failure, secrets) };
}

function failed(message: string): CallOutcome {
  return { ok: false, final: true, failure: { code: "ADG7004", message } };
}
