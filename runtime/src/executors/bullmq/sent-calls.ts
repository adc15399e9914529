/** The calls that are with workers, or wait for one: the run's end of the queue. */
import { rm } from "node:fs/promises";
import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { Call, CallOutcome } from "../../executor.ts";
import { failureOf } from "../../failure.ts";
import { pause } from "../../timer.ts";
import { whenStopped } from "../call-stop.ts";
import { outcomeOfAnswer, type JobAnswer } from "./job-outcome.ts";
import { jobIdOf, keptFor, outcomeKey, prefix, stopChannel } from "./queue-names.ts";
import type { RedisServer } from "./redis-server.ts";
import { CallSender, jobPriority, type SentCall } from "./sent-call.ts";
import type { BullmqSettings } from "./settings.ts";
import { SharedFolders } from "../shared-folder.ts";

/** What the calls go to. */
export interface QueuePlace {
  /** Of the executor. */
  readonly name: string;
  readonly settings: BullmqSettings;
  readonly server: RedisServer;
}

/** A call that is not over. */
interface SentOne {
  readonly id: string;
  readonly sent: SentCall;
  readonly priority: number;
  /** How often the server had come back when the job was made; `undefined` before it is. */
  made: number | undefined;
  isOver: boolean;
  settle(outcome: CallOutcome): void;
}

/** ms after which what was not told is asked for: events are hints, and some may get lost. */
const askAgain = 5_000;

/** ms between two requests to stop, until they are heard. */
const stopAgain = 1_000;

/** ms that Redis may be away before a call that must stop is given up. */
const patience = 15_000;

export class SentCalls {
  readonly #place: QueuePlace;
  readonly #queue: Queue<SentCall, JobAnswer>;
  readonly #events: QueueEvents;
  readonly #redis: Redis;
  readonly #sender = new CallSender();
  readonly #folders: SharedFolders;
  readonly #calls = new Map<string, SentOne>();
  readonly #asking: NodeJS.Timeout;
  /** How often the server has come back. */
  #returns = 0;
  /** Since when it has been away, on the clock of `performance`. */
  #awaySince: number | undefined;

  /** Whether somebody takes the calls, or the user was told that nobody does. */
  #isTaken = false;

  private constructor(place: QueuePlace, redis: Redis, lastEvent: string) {
    const { settings, server } = place;
    const { Queue, QueueEvents } = server.libraries.bullmq;
    this.#place = place;
    this.#redis = redis;
    this.#folders = new SharedFolders(place.name, settings.shared);
    this.#queue = new Queue(settings.queue, server.bullmqOptions);
    this.#events = new QueueEvents(settings.queue, { ...server.bullmqOptions, lastEventId: lastEvent });
    this.#queue.on("error", () => {});
    this.#events.on("error", () => {});
    const look = ({ jobId }: { readonly jobId: string }): void => this.#told(this.#calls.get(jobId));
    this.#events.on("completed", look).on("failed", look);
    redis.on("close", () => (this.#awaySince ??= performance.now()));
    redis.on("ready", () => this.#back());
    this.#asking = setInterval(() => this.#lookAtAll(), askAgain);
  }

  static async open(place: QueuePlace): Promise<SentCalls> {
    const redis = place.server.connect();
    // Nothing that happens from now on is missed.
    const [last] = await redis.xrevrange(`${prefix}:${place.settings.queue}:events`, "+", "-", "COUNT", 1);
    const calls = new SentCalls(place, redis, last?.[0] ?? "0");
    await Promise.all([calls.#queue.waitUntilReady(), calls.#events.waitUntilReady()]);
    return calls;
  }

  async close(): Promise<void> {
    clearInterval(this.#asking);
    // What is not over by now will be nobody's.
    await Promise.race([Promise.all([this.#queue.close(), this.#events.close()]), pause(2_000)]).catch(() => {});
    this.#redis.disconnect();
  }

  /** Settles when the call is over and nothing of it runs any more. */
  async run(call: Call): Promise<CallOutcome> {
    let sent: SentCall;
    let priority: number;
    try {
      sent = this.#sender.sentCall(call, this.#folders.of(call));
      priority = jobPriority(call);
    } catch (error) {
      return { ok: false, failure: failureOf("ADG7007", error), final: true };
    }
    const { promise, resolve } = Promise.withResolvers<CallOutcome>();
    const one: SentOne = {
      id: jobIdOf(call, call.attempt),
      sent,
      priority,
      made: undefined,
      isOver: false,
      settle: (outcome) => {
        one.isOver = true;
        this.#calls.delete(one.id);
        resolve(outcome);
      },
    };
    let mustStop = false;
    const deaf = whenStopped(call, () => {
      mustStop = true;
      void this.#stop(one);
    });
    try {
      if (call.attempt > 1) await this.#endEarlier(call, one);
      if (mustStop && !one.isOver) one.settle(stopped(true));
      if (!one.isOver) await this.#make(one);
      return await promise;
    } finally {
      deaf();
    }
  }

  async #make(one: SentOne): Promise<void> {
    this.#calls.set(one.id, one);
    one.made = this.#returns;
    await this.#queue.add(one.sent.task.name, one.sent, {
      jobId: one.id,
      priority: one.priority,
      // To try again is for the run to decide.
      attempts: 1,
      removeOnComplete: { age: keptFor },
      removeOnFail: { age: keptFor },
    });
  }

  /**
   * Ends attempts that an earlier process of the run has left: of a run that was cut off, they may still wait or run, and would go
   * on writing where this one works.
   */
  async #endEarlier(call: Call, one: SentOne): Promise<void> {
    let isFound = false;
    for (let attempt = 1; attempt < call.attempt; attempt++) {
      const id = jobIdOf(call, attempt);
      while (!one.isOver && (await this.#queue.getJobState(id)) !== "unknown") {
        isFound = true;
        if ((await this.#queue.remove(id)) === 1) break;
        await this.#redis.publish(stopChannel(this.#place.settings.queue), id);
        await pause(stopAgain / 4);
      }
    }
    if (!isFound) return;
    await rm(call.workdir, { recursive: true, force: true });
    await rm(call.stdout, { force: true });
  }

  /** Takes a job back or, where a worker has it, tells that; again and again, as a worker may die with it. */
  async #stop(one: SentOne): Promise<void> {
    let isTrying = false;
    while (!one.isOver) {
      if (!isTrying) {
        isTrying = true;
        void this.#tryStop(one)
          .catch(() => {})
          .then(() => (isTrying = false));
      }
      await pause(stopAgain);
      if (this.#awaySince !== undefined && performance.now() - this.#awaySince > patience && !one.isOver)
        one.settle(failed(`was told to stop while Redis at ${this.#place.server.address} could not be reached`));
    }
  }

  async #tryStop(one: SentOne): Promise<void> {
    const job = one.made === undefined ? undefined : await this.#queue.getJob(one.id);
    if (job === undefined || one.isOver) return;
    if (job.finishedOn !== undefined) return this.#take(one, job);
    if ((await this.#queue.remove(one.id)) === 1) {
      if (!one.isOver) one.settle(stopped(job.attemptsStarted === 0));
    } else await this.#redis.publish(stopChannel(this.#place.settings.queue), one.id);
  }

  #back(): void {
    if (this.#awaySince === undefined) return;
    this.#awaySince = undefined;
    this.#returns++;
    this.#lookAtAll();
  }

  #lookAtAll(): void {
    if (this.#awaySince !== undefined) return;
    if (this.#calls.size > 0 && !this.#isTaken) void this.#lookForWorkers().catch(() => {});
    for (const one of this.#calls.values()) this.#look(one);
  }

  /** Where nobody takes the calls, says so, once. */
  async #lookForWorkers(): Promise<void> {
    const { queue } = this.#place.settings;
    const isTaken = (await this.#queue.getWorkersCount()) > 0;
    if (!isTaken && !this.#isTaken)
      process.emitWarning(`nobody takes tasks from the queue "${queue}" yet; "adg worker --queue ${queue}" does`);
    this.#isTaken = true;
  }

  /** Looks whether a call is over. */
  #look(one: SentOne | undefined): void {
    if (one === undefined || one.isOver) return;
    // What cannot be asked now will be asked again.
    void this.#lookUp(one).catch(() => {});
  }

  async #lookUp(one: SentOne): Promise<void> {
    // The job itself may be large.
    const state = await this.#queue.getJobState(one.id);
    if (one.isOver) return;
    if (state === "completed" || state === "failed") await this.#fetch(one);
    else if (state === "unknown") await this.#missing(one);
  }

  /** A job is said to be over. */
  #told(one: SentOne | undefined): void {
    if (one !== undefined) void this.#fetch(one).catch(() => {});
  }

  async #fetch(one: SentOne): Promise<void> {
    const job = await this.#queue.getJob(one.id);
    if (job?.finishedOn !== undefined && !one.isOver) await this.#take(one, job);
  }

  async #missing(one: SentOne): Promise<void> {
    // A server that comes back may have lost what it was told last.
    if (one.made !== undefined && one.made < this.#returns) return this.#make(one);
    const { server, settings } = this.#place;
    one.settle(failed(`its job is no longer in the queue "${settings.queue}" at ${server.address}`));
  }

  /** Takes in what a job that is over has come to, and clears it away. */
  async #take(one: SentOne, job: Job<SentCall, JobAnswer>): Promise<void> {
    const outcome = await this.#outcomeOf(job);
    if (one.isOver) return;
    one.settle(outcome);
    await this.#queue.remove(one.id);
    if (job.returnvalue?.kind === "stored") await this.#redis.del(outcomeKey(this.#place.settings.queue, one.id));
  }

  async #outcomeOf(job: Job<SentCall, JobAnswer>): Promise<CallOutcome> {
    const { queue } = this.#place.settings;
    if (job.failedReason) return failed(reasonOf(job));
    const outcome = await outcomeOfAnswer(this.#redis, queue, job.id ?? "", job.returnvalue);
    return outcome ?? failed(`its result is no longer in Redis at ${this.#place.server.address}`);
  }
}

/** Why BullMQ itself gave a job up: no outcome of a task is a failure of its job. */
function reasonOf({ failedReason, stalledCounter }: Job<SentCall, JobAnswer>): string {
  if (/stalled more than/.test(failedReason)) return `its worker was lost each time it ran, ${stalledCounter} times`;
  return `its job failed in the queue: ${failedReason}`;
}

function failed(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}

function stopped(unbegun: boolean): CallOutcome {
  const outcome = { ok: false, failure: { code: "ADG7004", message: "was told to stop before it ran" } } as const;
  return unbegun ? { ...outcome, unbegun } : outcome;
}
