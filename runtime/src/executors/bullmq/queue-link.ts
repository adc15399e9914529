/** The run's end of a queue in Redis: its connections, and what is written there beside jobs. */
import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { pause } from "../../timer.ts";
import { warn } from "../../warn.ts";
import type { JobAnswer } from "./job-outcome.ts";
import { jobIdOf, jobsKey, keptFor, prefix, stopChannel, type StopMessage } from "./queue-names.ts";
import type { RedisServer } from "./redis-server.ts";
import type { SentJob } from "./sent-job.ts";
import type { MadeJob } from "./sent-one.ts";
import type { BullmqSettings } from "./settings.ts";

/** What the calls go to. */
export interface QueuePlace {
  /** Of the executor. */
  readonly name: string;
  readonly settings: BullmqSettings;
  readonly server: RedisServer;
}

export class QueueLink {
  readonly name: string;
  readonly address: string;
  readonly queue: Queue<SentJob, JobAnswer>;
  readonly redis: Redis;
  readonly #events: QueueEvents;
  /** How often the server has come back. */
  #returns = 0;
  /** Since when it has been away, on the clock of `performance`. */
  #awaySince: number | undefined;
  /** Whether somebody takes the calls, or the user was told that nobody does. */
  #isTaken = false;

  private constructor({ settings, server }: QueuePlace, redis: Redis, lastEvent: string) {
    const { Queue, QueueEvents } = server.libraries.bullmq;
    this.name = settings.queue;
    this.address = server.address;
    this.redis = redis;
    this.queue = new Queue(settings.queue, server.bullmqOptions);
    this.#events = new QueueEvents(settings.queue, { ...server.bullmqOptions, lastEventId: lastEvent });
    this.queue.on("error", () => {});
    this.#events.on("error", () => {});
    redis.on("close", () => (this.#awaySince ??= performance.now()));
  }

  static async open(place: QueuePlace): Promise<QueueLink> {
    const redis = place.server.connect();
    // Nothing that happens from now on is missed.
    const [last] = await redis.xrevrange(`${prefix}:${place.settings.queue}:events`, "+", "-", "COUNT", 1);
    const link = new QueueLink(place, redis, last?.[0] ?? "0");
    await Promise.all([link.queue.waitUntilReady(), link.#events.waitUntilReady()]);
    return link;
  }

  /** Calls back for each job of which something is told, and when the server has come back. */
  listen(onJob: (id: string) => void, onBack: () => void): void {
    const look = ({ jobId }: { readonly jobId: string }): void => onJob(jobId);
    this.#events.on("completed", look).on("failed", look).on("progress", look);
    this.redis.on("ready", () => {
      if (this.#awaySince === undefined) return;
      this.#awaySince = undefined;
      this.#returns++;
      onBack();
    });
  }

  get returns(): number {
    return this.#returns;
  }

  /** For how many ms the server has been away. */
  get awayFor(): number {
    return this.#awaySince === undefined ? 0 : performance.now() - this.#awaySince;
  }

  get isAway(): boolean {
    return this.#awaySince !== undefined;
  }

  async close(): Promise<void> {
    // What is not over by now will be nobody's.
    await Promise.race([Promise.all([this.queue.close(), this.#events.close()]), pause(2_000)]).catch(() => {});
    this.redis.disconnect();
  }

  async tellStop(message: StopMessage): Promise<void> {
    await this.redis.publish(stopChannel(this.name), JSON.stringify(message));
  }

  /** Where nobody takes the calls, says so, once. */
  async lookForWorkers(): Promise<void> {
    if (this.#isTaken) return;
    const isTaken = (await this.queue.getWorkersCount()) > 0;
    if (!isTaken && !this.#isTaken)
      warn(`nobody takes tasks from the queue "${this.name}" yet; "adg worker --queue ${this.name}" does`);
    this.#isTaken = true;
  }

  /** Where the run is cut off, whoever goes on with it must find the job. */
  async note({ id, run, ones }: MadeJob): Promise<void> {
    const key = jobsKey(this.name, run);
    await this.redis.hset(key, Object.fromEntries(ones.map(({ call }) => [jobIdOf(call, call.attempt), id])));
    await this.redis.expire(key, keptFor);
  }

  /** The job is over. */
  async forget({ run, ones }: MadeJob): Promise<void> {
    const ids = ones.map(({ call }) => jobIdOf(call, call.attempt));
    await this.redis.hdel(jobsKey(this.name, run), ...ids);
  }

  /** Why nothing has come of a call: BullMQ itself gave its job up, since no outcome of a task is a failure of its job. */
  reasonOf({ failedReason, stalledCounter }: Job<SentJob, JobAnswer>): string {
    if (!failedReason) return `its result is no longer in Redis at ${this.address}`;
    if (/stalled more than/.test(failedReason)) return `its worker was lost each time it ran, ${stalledCounter} times`;
    return `its job failed in the queue: ${failedReason}`;
  }
}
