/** The calls that are with workers, or wait for one: the run's end of the queue. */
import { rm } from "node:fs/promises";
import type { Job } from "bullmq";
import type { Call, CallOutcome } from "../../executor.ts";
import { failureOf } from "../../failure.ts";
import { pause } from "../../timer.ts";
import type { Task } from "../../workflow.ts";
import { whenStopped } from "../call-stop.ts";
import { SharedFolders } from "../shared-folder.ts";
import { outcomesOfAnswer, type JobAnswer } from "./job-outcome.ts";
import { Packing, parts } from "./packing.ts";
import { QueueLink, type QueuePlace } from "./queue-link.ts";
import { jobIdOf, jobsKey, keptFor, outcomeKey } from "./queue-names.ts";
import { CallSender, jobPriority, type SentCall } from "./sent-call.ts";
import type { SentJob } from "./sent-job.ts";
import { failed, jobOf, openOf, settleAll, stopped, type MadeJob, type SentOne } from "./sent-one.ts";

/** ms after which what was not told is asked for: events are hints, and some may get lost. */
const askAgain = 5_000;

/** ms between two requests to stop, until they are heard. */
const stopAgain = 1_000;

/** ms that Redis may be away before a call that must stop is given up. */
const patience = 15_000;

export class SentCalls {
  readonly #link: QueueLink;
  readonly #sender = new CallSender();
  readonly #folders: SharedFolders;
  readonly #packing = new Packing();
  readonly #tasks = new WeakMap<Task, number>();
  #taskCount = 0;
  /** What is to be sent at the end of this turn of the event loop. */
  readonly #waiting: SentOne[] = [];
  readonly #jobs = new Map<string, MadeJob>();
  readonly #asking: NodeJS.Timeout;

  private constructor({ name, settings }: QueuePlace, link: QueueLink) {
    this.#link = link;
    this.#folders = new SharedFolders(name, settings.shared);
    link.listen(
      (id) => void this.#fetch(this.#jobs.get(id)).catch(() => {}),
      () => this.#lookAtAll(),
    );
    this.#asking = setInterval(() => this.#lookAtAll(), askAgain);
  }

  static async open(place: QueuePlace): Promise<SentCalls> {
    return new SentCalls(place, await QueueLink.open(place));
  }

  async close(): Promise<void> {
    clearInterval(this.#asking);
    await this.#link.close();
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
      call,
      sent,
      priority,
      job: undefined,
      mustStop: false,
      isOver: false,
      settle: (outcome) => {
        one.isOver = true;
        resolve(outcome);
      },
    };
    const deaf = whenStopped(call, () => {
      one.mustStop = true;
      void this.#stop(one);
    });
    try {
      if (call.attempt > 1) await this.#endEarlier(call, one);
      if (one.mustStop && !one.isOver) one.settle(stopped(true));
      if (!one.isOver) this.#pack(one);
      return await promise;
    } finally {
      deaf();
    }
  }

  /** Sends it with others that come in this turn of the event loop. */
  #pack(one: SentOne): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#send(this.#waiting.splice(0)));
    this.#waiting.push(one);
  }

  #send(ones: readonly SentOne[]): void {
    const alike = Map.groupBy(
      ones.filter((one) => !one.isOver),
      ({ call, priority }) => `${call.run} ${priority} ${this.#taskNumber(call.task)}`,
    );
    for (const group of alike.values()) {
      const [{ call }] = group as [SentOne];
      for (const part of parts(group, this.#packing.size(call.task))) this.#begin(part, false);
    }
  }

  #taskNumber(task: Task): number {
    const known = this.#tasks.get(task);
    if (known !== undefined) return known;
    this.#tasks.set(task, this.#taskCount);
    return this.#taskCount++;
  }

  /** Makes a job of calls. */
  #begin(ones: readonly SentOne[], isLeftOver: boolean): void {
    const job = jobOf(ones, isLeftOver);
    this.#jobs.set(job.id, job);
    void this.#make(job).catch((error: unknown) => this.#end(job, failureOf("ADG7004", error).message));
  }

  async #make(job: MadeJob): Promise<void> {
    if (job.ones.length > 1) await this.#link.note(job);
    const { returns } = this.#link;
    await this.#link.queue.add(job.data.task.name, job.data, {
      jobId: job.id,
      priority: job.priority,
      // To try again is for the run to decide.
      attempts: 1,
      removeOnComplete: { age: keptFor },
      removeOnFail: { age: keptFor },
    });
    // Before that it is no wonder where the queue does not know of it.
    job.made = returns;
  }

  /** All that is not over has failed. */
  #end(job: MadeJob, message: string): void {
    this.#over(job);
    for (const one of openOf(job)) one.settle(failed(message));
  }

  #over(job: MadeJob): void {
    job.isOver = true;
    this.#jobs.delete(job.id);
  }

  /**
   * Ends attempts that an earlier process of the run has left: of a run that was cut off, they may still wait or run, and would go
   * on writing where this one works.
   */
  async #endEarlier(call: Call, one: SentOne): Promise<void> {
    let isFound = false;
    for (let attempt = 1; attempt < call.attempt; attempt++) {
      const alone = jobIdOf(call, attempt);
      const job = (await this.#link.redis.hget(jobsKey(this.#link.name, call.run), alone)) ?? alone;
      // Sent by this process: what others of its calls do is not over, and this one is.
      if (this.#jobs.has(job)) continue;
      while (!one.isOver && (await this.#link.queue.getJobState(job)) !== "unknown") {
        isFound = true;
        if ((await this.#link.queue.remove(job)) === 1) break;
        await this.#link.tellStop({ job });
        await pause(stopAgain / 4);
      }
    }
    if (!isFound) return;
    await rm(call.workdir, { recursive: true, force: true });
    await rm(call.stdout, { force: true });
  }

  /** Takes a job back or, where a worker has it, tells that; again and again, as a worker may die with it. */
  async #stop(one: SentOne): Promise<void> {
    while (!one.isOver) {
      if (one.job === undefined && this.#waiting.includes(one)) return one.settle(stopped(true));
      const { job } = one;
      if (job?.isStopping === false) {
        job.isStopping = true;
        void this.#tryStop(job)
          .catch(() => {})
          .then(() => (job.isStopping = false));
      }
      await pause(stopAgain);
      if (this.#link.awayFor > patience && !one.isOver)
        one.settle(failed(`was told to stop while Redis at ${this.#link.address} could not be reached`));
    }
  }

  async #tryStop(made: MadeJob): Promise<void> {
    const job = made.made === undefined ? undefined : await this.#link.queue.getJob(made.id);
    if (job === undefined || made.isOver) return;
    if (job.finishedOn !== undefined) return this.#take(made, job);
    if ((await this.#link.queue.remove(made.id)) === 1) {
      // Before anything is noted of the jobs that follow.
      if (made.ones.length > 1) void this.#link.forget(made).catch(() => {});
      return this.#tookBack(made, job.attemptsStarted > 0);
    }
    const calls = made.ones.flatMap(({ mustStop, isOver }, at) => (mustStop && !isOver ? [at] : []));
    await this.#link.tellStop({ job: made.id, calls });
  }

  /** No worker has the job any more: what is to stop has, and what travelled with it goes on its way. */
  #tookBack(job: MadeJob, hasBegun: boolean): void {
    if (job.isOver) return;
    this.#over(job);
    const open = openOf(job);
    for (const one of open) if (one.mustStop) one.settle(stopped(!hasBegun));
    const others = open.filter(({ mustStop }) => !mustStop);
    if (others.length > 0) this.#begin(others, hasBegun || job.data.isLeftOver);
  }

  #lookAtAll(): void {
    if (this.#link.isAway) return;
    if (this.#jobs.size > 0) void this.#link.lookForWorkers().catch(() => {});
    // What cannot be asked now will be asked again.
    for (const job of this.#jobs.values()) void this.#lookUp(job).catch(() => {});
  }

  /** Looks whether a job is over. */
  async #lookUp(job: MadeJob): Promise<void> {
    // The job itself may be large.
    const state = await this.#link.queue.getJobState(job.id);
    if (job.isOver) return;
    if (state === "unknown") return this.#missing(job);
    if (state === "completed" || state === "failed" || (state === "active" && job.ones.length > 1))
      await this.#fetch(job);
  }

  async #fetch(made: MadeJob | undefined): Promise<void> {
    const job = made === undefined ? undefined : await this.#link.queue.getJob(made.id);
    if (made === undefined || job === undefined || made.isOver) return;
    if (job.finishedOn !== undefined) await this.#take(made, job);
    else await this.#hear(made, job.progress as JobAnswer | 0);
  }

  /** Takes in what is over of a job that is not. */
  async #hear(made: MadeJob, answer: JobAnswer | 0): Promise<void> {
    if (answer === 0) return;
    const told = await outcomesOfAnswer(this.#link.redis, this.#link.name, made.id, answer);
    if (told !== undefined) settleAll(made, told.outcomes);
  }

  async #missing(job: MadeJob): Promise<void> {
    if (job.made === undefined) return;
    // A server that comes back may have lost what it was told last.
    if (job.made < this.#link.returns) return this.#make(job);
    this.#end(job, `its job is no longer in the queue "${this.#link.name}" at ${this.#link.address}`);
  }

  /** Takes in what a job that is over has come to, and clears it away. */
  async #take(made: MadeJob, job: Job<SentJob, JobAnswer>): Promise<void> {
    const told = job.failedReason
      ? undefined
      : await outcomesOfAnswer(this.#link.redis, this.#link.name, made.id, job.returnvalue);
    if (made.isOver) return;
    this.#over(made);
    if (told !== undefined) {
      settleAll(made, told.outcomes);
      this.#packing.took((made.ones[0] as SentOne).call.task, told.ms, made.ones.length);
    }
    const open = openOf(made);
    // One of them may have ended its worker: the others shall not be lost with it.
    if (job.failedReason && made.ones.length > 1) for (const one of open) this.#begin([one], true);
    else for (const one of open) one.settle(failed(this.#link.reasonOf(job)));
    if (made.ones.length > 1) await this.#link.forget(made);
    await this.#link.queue.remove(made.id);
    if (job.returnvalue?.kind === "stored" || job.progress !== 0)
      await this.#link.redis.del(outcomeKey(this.#link.name, made.id));
  }
}
