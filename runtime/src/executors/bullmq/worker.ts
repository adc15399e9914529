/** Takes calls from a queue and runs them here. */
import { rm } from "node:fs/promises";
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { CallOutcome } from "../../executor.ts";
import { withoutSecrets } from "../../secrets.ts";
import { Stop } from "../../stop.ts";
import { answerFor, type JobAnswer, type JobOutcomes } from "./job-outcome.ts";
import { tellOutages } from "./outages.ts";
import { stopChannel, type StopMessage } from "./queue-names.ts";
import { RedisServer } from "./redis-server.ts";
import { Room, type Budget } from "./room.ts";
import { runCalls, type OutcomesSoFar } from "./run-calls.ts";
import { RunPools, type ModulePlace } from "./run-pools.ts";
import { protocol, type Needs, type SentCall } from "./sent-call.ts";
import { callsOf, type SentJob } from "./sent-job.ts";
import type { BullmqSettings } from "./settings.ts";
import { unlessSilent } from "./unless-silent.ts";

/** How a worker works. */
export interface QueueWorkerOptions {
  /** How many calls at once. */
  readonly concurrency: number;
  /** Where functions of modules run; in threads when left out. */
  readonly modules?: ModulePlace;
  /** What those that run may take together. */
  readonly budget?: Budget;
  /** Told of each call that ran when it is over: whether it gave a result, and how many seconds it took. */
  readonly onEnd?: (ok: boolean, seconds: number) => void;
  /** Told when the server goes away, and when it is back. `address`: its host and port. */
  readonly onServer?: (address: string, isThere: boolean) => void;
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
  readonly #worker: Worker<SentJob, JobAnswer>;
  readonly #redis: Redis;
  readonly #ears: Redis;
  readonly #pools: RunPools;
  readonly #room: Room;
  readonly #onEnd: NonNullable<QueueWorkerOptions["onEnd"]>;
  /** What the calls of each job that it has are stopped by. */
  readonly #held = new Map<string, readonly Stop[]>();
  readonly #endOutages: () => void;
  /** Those that run. */
  readonly #calls = new Set<Promise<CallOutcome>>();
  #waiting = 0;
  #running = 0;

  private constructor(server: RedisServer, queue: string, options: QueueWorkerOptions) {
    const { concurrency, modules = "threads", budget = {}, onEnd = () => {} } = options;
    this.address = server.address;
    this.#queue = queue;
    this.#pools = new RunPools(modules, concurrency);
    this.#room = new Room(budget, concurrency);
    this.#onEnd = onEnd;
    this.#redis = server.connect();
    this.#ears = server.connect();
    this.#endOutages = tellOutages(this.#redis, (isThere) => options.onServer?.(this.address, isThere));
    this.#ears.on("message", (_, text: string) => this.#stop(JSON.parse(text) as StopMessage));
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
    this.#worker.on("lockRenewalFailed", (jobs) => jobs.forEach((job) => this.#stop({ job })));
  }

  /** Rejects with a sentence for the user where the queue cannot be reached, or the server does not keep what it is told. */
  static async open(settings: BullmqSettings, options: QueueWorkerOptions): Promise<QueueWorker> {
    const server = await RedisServer.reach(settings, `the queue "${settings.queue}"`, options.from);
    await server.keeps();
    const worker = new QueueWorker(server, settings.queue, options);
    await worker.#ears.subscribe(stopChannel(settings.queue));
    await worker.#worker.waitUntilReady();
    void worker.#worker.run().catch(() => {});
    return worker;
  }

  /** How many calls run. */
  get running(): number {
    return this.#running;
  }

  /** How many calls it has that wait for room. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What nothing takes; `Infinity` where there is no bound. */
  get free(): { readonly cpus: number; readonly memory: number } {
    return this.#room.free;
  }

  /** Whether the server can be reached. */
  get isConnected(): boolean {
    return this.#redis.status === "ready";
  }

  /**
   * Takes no more calls, and settles once those that run are over. Answers whether what came of them could be told to the server: where it
   * says nothing for so long that others may begin with them, they are stopped here.
   */
  async close(): Promise<boolean> {
    this.#endOutages();
    // What runs may take long, and that is waited for; not so a server that says nothing, as then its locks have ended.
    const isTold = await unlessSilent(this.#worker.close(), this.#redis, times.lockDuration);
    if (!isTold) {
      for (const job of this.#held.keys()) this.#stop({ job });
      await Promise.all(this.#calls);
    }
    await this.#pools.close();
    this.#redis.disconnect();
    this.#ears.disconnect();
    return isTold;
  }

  #stop({ job, calls }: StopMessage): void {
    const stops = this.#held.get(job) ?? [];
    for (const at of calls ?? stops.keys()) stops[at]?.abort();
  }

  async #run(job: Job<SentJob, JobAnswer>): Promise<JobAnswer> {
    const { id = "", data } = job;
    if (data.protocol !== protocol) {
      const problem = "the worker is of another version of adg than the run, and does not understand it";
      return { kind: "outcomes", outcomes: [failed(problem)], ms: 0 };
    }
    const calls = callsOf(data);
    const stops = calls.map(() => new Stop());
    this.#held.set(id, stops);
    try {
      const problem = this.#room.problem(data.needs);
      if (problem !== undefined) return await this.#answer(id, { outcomes: calls.map(() => failed(problem)), ms: 0 });
      const leave = await this.#enter(data.needs, stops);
      if (leave === undefined) return await this.#answer(id, { outcomes: calls.map(() => unbegun), ms: 0 });
      const isLeftOver = data.isLeftOver || job.attemptsStarted > 1;
      let ms = 0;
      const onTook = (each: number): void => void (ms += each);
      const runs = calls.map((call, at) => () => this.#runCall(call, stops[at] as Stop, isLeftOver, onTook));
      try {
        const tell = async (outcomes: OutcomesSoFar): Promise<void> =>
          job.updateProgress(await answerFor(this.#redis, this.#queue, id, { outcomes, ms }));
        const outcomes = await runCalls(runs, tell);
        return await this.#answer(id, { outcomes, ms });
      } finally {
        leave();
      }
    } finally {
      this.#held.delete(id);
    }
  }

  #answer(job: string, outcomes: JobOutcomes): Promise<JobAnswer> {
    return answerFor(this.#redis, this.#queue, job, outcomes);
  }

  /** Waits until there is room; `undefined` where all that was to run is to stop by then. */
  #enter(needs: Needs, stops: readonly Stop[]): Promise<(() => void) | undefined> {
    this.#waiting += stops.length;
    return new Promise<(() => void) | undefined>((done) => {
      let isIn = false;
      let left = stops.length;
      const leave = this.#room.enter(needs, () => {
        isIn = true;
        queueMicrotask(() => done(leave));
      });
      for (const stop of stops)
        stop.onStop(() => {
          if (--left > 0 || isIn) return;
          leave();
          done(undefined);
        });
    }).finally(() => (this.#waiting -= stops.length));
  }

  async #runCall(sent: SentCall, stop: Stop, isLeftOver: boolean, onTook: (ms: number) => void): Promise<CallOutcome> {
    const begun = performance.now();
    this.#running++;
    try {
      if (isLeftOver) await clear(sent);
      const running = this.#pools.start(sent, stop, onTook);
      this.#calls.add(running);
      const outcome = blotted(await running.finally(() => this.#calls.delete(running)), sent);
      this.#onEnd(outcome.ok, (performance.now() - begun) / 1_000);
      return outcome;
    } finally {
      this.#running--;
    }
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

const unbegun: CallOutcome = {
  ok: false,
  unbegun: true,
  failure: { code: "ADG7004", message: "was told to stop before it ran" },
};

function failed(message: string): CallOutcome {
  return { ok: false, final: true, failure: { code: "ADG7004", message } };
}
