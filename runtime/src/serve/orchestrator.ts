/** Takes runs from a queue and has each run in a process of its own, until it is over or others are to go on with it. */
import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { askRun } from "../control/ask-run.ts";
import { tellOutages } from "../executors/bullmq/outages.ts";
import { RedisServer } from "../executors/bullmq/redis-server.ts";
import type { BullmqSettings } from "../executors/bullmq/settings.ts";
import { unlessSilent } from "../executors/bullmq/unless-silent.ts";
import { keepEnd, takeSeat } from "../journal/redis/seat.ts";
import { runKeys, type RunKeys } from "../journal/redis/run-keys.ts";
import { runFolderOf } from "../journal/run-files.ts";
import { warn } from "../warn.ts";
import { refusalText } from "./queued-run.ts";
import {
  answerChannel,
  askChannel,
  cancelChannel,
  cancelKey,
  endChannel,
  endKey,
  runKeptFor,
  runProtocol,
  runsPrefix,
  runsQueue,
  type AnsweredRun,
  type AskedRun,
  type RunEnd,
  type RunJob,
  type RunStanding,
} from "./run-job.ts";

/** Why a run is to stop here: for good, since others go on with it, or since others have it already. */
export type StopReason = "cancelled" | "handed-over" | "taken";

/** What a process that runs a run is told. */
export interface RunOrder {
  readonly run: string;
  readonly job: RunJob;
  /** See `takeSeat`. */
  readonly token: string;
}

export type RunOutcome =
  | { readonly kind: "over"; readonly end: RunEnd }
  /** Others may go on with it. */
  | { readonly kind: "stopped" }
  /** The process ended without a word; `how` is a clause. */
  | { readonly kind: "lost"; readonly how: string };

/** A process that runs a run. */
export interface StartedRun {
  /** Never rejects. */
  readonly outcome: Promise<RunOutcome>;
  stop(reason: StopReason): void;
  /** Ends the process, whatever it does; settles when it is gone. */
  end(): Promise<void>;
}

export interface OrchestratorOptions {
  /** How many runs at once. */
  readonly concurrency: number;
  /** Absolute path of a file from which the client of Redis is looked for, before adg's own place. */
  readonly from?: string;
  start(order: RunOrder): StartedRun;
  /** Told what happens to a run, in a clause. */
  onChange(run: string, what: string): void;
  /** Told when the server goes away, and when it is back. `address`: its host and port. */
  onServer?: (address: string, isThere: boolean) => void;
  /** Told of each run that is over how it stands, and how many seconds it was here. */
  onOver?: (standing: RunStanding, seconds: number) => void;
}

/**
 * When the run of an orchestrator that died goes on elsewhere: its lease ends after so many ms, and within the other number that is
 * noticed.
 */
export const runLease = { lockDuration: 3_000, stalledInterval: 1_000 } as const;

/** So often a run may lose its orchestrator, and so often the process that runs it may end without a word. */
const most = { stalled: 100, crashed: 3 } as const;

/** ms of silence after which a server is not waited for any more: by then all leases have ended. */
const patienceAtEnd = 5_000;

const lost = "is lost here: its lease has ended, and whoever takes it goes on with it";

/** A run that it has. */
interface Held {
  readonly started: StartedRun;
  /** On the clock of `performance`. */
  readonly begun: number;
  /** The run's own. */
  readonly folder: string;
  isLost: boolean;
}

export class Orchestrator {
  /** Host and port of the server. */
  readonly address: string;
  readonly #queue: string;
  readonly #options: OrchestratorOptions;
  readonly #worker: Worker<RunJob, string>;
  readonly #waiting: () => Error;
  readonly #redis: Redis;
  readonly #ears: Redis;
  readonly #running = new Map<string, Held>();
  readonly #endOutages: () => void;
  #isClosing = false;
  #hasGivenUp = false;

  private constructor(server: RedisServer, queue: string, options: OrchestratorOptions) {
    const { Worker, WaitingError } = server.libraries.bullmq;
    this.address = server.address;
    this.#queue = queue;
    this.#options = options;
    this.#waiting = () => new WaitingError();
    this.#redis = server.connect();
    this.#ears = server.connect();
    this.#endOutages = tellOutages(this.#redis, (isThere) => options.onServer?.(this.address, isThere));
    this.#ears.on("message", (channel: string, text: string) => {
      if (channel === cancelChannel(queue)) this.#running.get(text)?.started.stop("cancelled");
      else void this.#asked(JSON.parse(text) as AskedRun);
    });
    this.#worker = new Worker(runsQueue(queue), (job) => this.#take(job), {
      ...server.bullmqOptions,
      ...runLease,
      autorun: false,
      concurrency: options.concurrency,
      maxStalledCount: most.stalled,
      runRetryDelay: 500,
    });
    this.#worker.on("error", () => {});
    this.#worker.on("lockRenewalFailed", (runs) => runs.forEach((run) => this.#lose(run)));
  }

  /** Rejects with a sentence for the user where the queue cannot be reached, or the server does not keep what it is told. */
  static async open(settings: BullmqSettings, options: OrchestratorOptions): Promise<Orchestrator> {
    const { queue } = settings;
    const server = await RedisServer.reach(settings, `the queue "${queue}"`, options.from);
    const { isWritten } = await server.keeps();
    if (!isWritten)
      warn(
        `Redis at ${server.address} does not write down what it is told at once (appendonly no): runs are lost, or go back, when it ends`,
      );
    const orchestrator = new Orchestrator(server, queue, options);
    await orchestrator.#ears.subscribe(cancelChannel(queue), askChannel(queue));
    await orchestrator.#worker.waitUntilReady();
    void orchestrator.#worker.run().catch(() => {});
    return orchestrator;
  }

  /** Whether the server can be reached. */
  get isConnected(): boolean {
    return this.#redis.status === "ready";
  }

  /** How many runs it has. */
  get running(): number {
    return this.#running.size;
  }

  /**
   * Takes no more runs, and gives those that it has to others; settles when it has none. Answers whether that could be told to the server:
   * where it says nothing, the runs end here all the same, and their leases by themselves.
   */
  async close(): Promise<boolean> {
    this.#isClosing = true;
    this.#endOutages();
    const closed = this.#worker.close();
    for (const { started } of this.#running.values()) started.stop("handed-over");
    const isTold = await unlessSilent(closed, this.#redis, patienceAtEnd);
    this.#hasGivenUp = !isTold;
    if (!isTold) await Promise.all([...this.#running.values()].map(({ started }) => started.end()));
    this.#redis.disconnect();
    this.#ears.disconnect();
    return isTold;
  }

  /** Whoever has the run answers; where its process does not, nobody does. */
  async #asked({ id, run, request }: AskedRun): Promise<void> {
    const held = this.#running.get(run);
    const answer = held === undefined ? undefined : await askRun(held.folder, request);
    if (answer === undefined) return;
    const told: AnsweredRun = { id, answer };
    await this.#redis.publish(answerChannel(this.#queue), JSON.stringify(told)).catch(() => {});
  }

  /** Answers how the run stands. */
  async #take(job: Job<RunJob, string>): Promise<string> {
    const { id: run = "", data, token: lock = "" } = job;
    const keys = runKeys(runsPrefix(this.#queue), run);
    const token = await takeSeat(this.#redis, keys, { key: `${runsPrefix(this.#queue)}:${run}:lock`, value: lock });
    if (token === undefined) throw new Error("another orchestrator has the run");
    if (data.protocol !== runProtocol)
      return this.#keep(
        run,
        keys,
        token,
        refused("the orchestrator is of another version of adg than who submitted the run"),
      );
    // Whether it was over already, and who had it could not say so any more.
    if ((await this.#redis.exists(endKey(this.#queue, run))) === 1) return "over";
    if (this.#isClosing) return this.#giveBack(job, run);
    const started = this.#options.start({ run, job: data, token });
    const folder = runFolderOf(data.stateDir, run);
    this.#running.set(run, { started, begun: performance.now(), folder, isLost: false });
    this.#options.onChange(run, job.attemptsStarted > 1 ? "is taken over" : "begins");
    try {
      // From here on the message would be heard, too.
      if ((await this.#redis.exists(cancelKey(this.#queue, run))) === 1) started.stop("cancelled");
      return await this.#outcome(job, run, keys, token, await started.outcome);
    } finally {
      this.#running.delete(run);
    }
  }

  async #outcome(job: Job, run: string, keys: RunKeys, token: string, outcome: RunOutcome): Promise<string> {
    if (this.#hasGivenUp) throw new Error("the orchestrator has ended");
    if (outcome.kind === "over") return this.#keep(run, keys, token, outcome.end);
    if (outcome.kind === "stopped") return this.#giveBack(job, run);
    const crashes = await this.#redis.hincrby(keys.seat, "crashes", 1);
    if (crashes < most.crashed) return this.#giveBack(job, run);
    return this.#keep(run, keys, token, refused(`the process of the run ${outcome.how}, ${most.crashed} times`));
  }

  async #keep(run: string, keys: RunKeys, token: string, end: RunEnd): Promise<string> {
    const kept = { key: endKey(this.#queue, run), text: JSON.stringify(end), keptFor: runKeptFor };
    if (!(await keepEnd(this.#redis, keys, token, kept))) {
      this.#lose(run);
      throw new Error("another orchestrator has the run");
    }
    await this.#redis.publish(endChannel(this.#queue), run);
    const standing = end.kind === "report" ? end.report.status : "refused";
    this.#options.onChange(run, end.kind === "report" ? `is over: ${standing}` : `is refused: ${refusalText(end)}`);
    const now = performance.now();
    this.#options.onOver?.(standing, (now - (this.#running.get(run)?.begun ?? now)) / 1_000);
    return standing;
  }

  /** Somebody else may have the run by now. */
  #lose(run: string): void {
    const held = this.#running.get(run);
    if (held === undefined || held.isLost) return;
    held.isLost = true;
    held.started.stop("taken");
    this.#options.onChange(run, lost);
  }

  /** Puts the run back into the queue, where this process still has it. Always rejects, which is how BullMQ wants to be told. */
  async #giveBack(job: Job, run: string): Promise<never> {
    await job.moveToWait(job.token).catch((error: unknown) => {
      if (!this.#hasGivenUp) this.#lose(run);
      throw error;
    });
    this.#options.onChange(run, "is given back");
    throw this.#waiting();
  }
}

function refused(message: string): RunEnd {
  return { kind: "refused", errors: [{ code: "ADG7001", message }] };
}
