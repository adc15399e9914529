/** The runs in a queue, as those see them who submit, watch and cancel them. */
import { randomUUID } from "node:crypto";
import type { Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { ControlAnswer, ControlRequest } from "../control/request.ts";
import { checkKeeps } from "../executors/bullmq/kept-server.ts";
import { RedisServer } from "../executors/bullmq/redis-server.ts";
import type { BullmqSettings } from "../executors/bullmq/settings.ts";
import type { History } from "../journal/history.ts";
import { JournalError } from "../journal/journal-error.ts";
import { START } from "../journal/journal-end.ts";
import type { WrittenCommit } from "../journal/portable.ts";
import { recordsOf } from "../journal/reader.ts";
import type { JournalRecord } from "../journal/record.ts";
import { checkEnd, commitsAfter, readRedisHistory } from "../journal/redis/read-history.ts";
import { runKeys } from "../journal/redis/run-keys.ts";
import { after } from "../timer.ts";
import { isOver, lineAsAnswered, lineOf, lineOfEnd, refusalText, standingOf, type QueuedRun } from "./queued-run.ts";
import {
  answerChannel,
  askChannel,
  cancelChannel,
  cancelKey,
  cancelledEnd,
  endChannel,
  endKey,
  runKeptFor,
  runsPrefix,
  runsQueue,
  type AnsweredRun,
  type AskedRun,
  type RunEnd,
  type RunJob,
  type RunStanding,
} from "./run-job.ts";

/** A run with its journal. */
export interface ToldRun {
  readonly run: string;
  readonly history: History;
  /** Whether some orchestrator has it now. */
  readonly isLive: boolean;
  /** Folder of the files of runs. */
  readonly stateDir: string;
  /** Why nothing more comes of it, a clause, where it was refused after it had begun. */
  readonly refused?: string;
}

/** A run as it goes on. */
export interface FollowedRun {
  /** What has been written since this was last asked. Rejects with a `JournalError` where the journal is gone or damaged. */
  news(): Promise<readonly JournalRecord[]>;
  goesOn(): Promise<boolean>;
}

/** ms for a run to answer, and for the way to it and back. */
const usualPatience = 15_000;

/** The same, where a list waits for it. */
const patienceOfLists = 1_000;

/** ms after which what was not told is asked for: messages may get lost. */
const askAgain = 1_000;

export class SubmittedRuns {
  readonly #queue: Queue<RunJob, string>;
  readonly #name: string;
  readonly #address: string;
  readonly #redis: Redis;
  readonly #ears: Redis;
  /** Those that are over: nothing of them changes any more. */
  #over = new Map<string, QueuedRun>();

  private constructor(server: RedisServer, queue: string) {
    this.#name = queue;
    this.#address = server.address;
    this.#queue = new server.libraries.bullmq.Queue(runsQueue(queue), {
      ...server.bullmqOptions,
      // It would say what it thinks of the server, for each connection and on its own.
      skipVersionCheck: true,
    });
    this.#queue.on("error", () => {});
    this.#redis = server.connect();
    this.#ears = server.connect();
    // One for each that waits for an answer.
    this.#ears.setMaxListeners(0);
  }

  /** Rejects with a sentence for the user where the queue cannot be reached. `from`: see `OrchestratorOptions`. */
  static async open(settings: BullmqSettings, from: string | undefined): Promise<SubmittedRuns> {
    const server = await RedisServer.reach(settings, `the queue "${settings.queue}"`, from);
    const runs = new SubmittedRuns(server, settings.queue);
    await runs.#queue.waitUntilReady();
    return runs;
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#redis.disconnect();
    this.#ears.disconnect();
  }

  /** Whether some orchestrator takes runs now. */
  async isServed(): Promise<boolean> {
    return (await this.#queue.getWorkersCount()) > 0;
  }

  /** Rejects with a sentence for the user where the server does not keep what it is told: no run should be submitted then. */
  async checkKeeps(): Promise<void> {
    await checkKeeps(this.#redis, this.#address);
  }

  /** Fulfilled when the run is in the queue. */
  async submit(run: string, job: RunJob): Promise<void> {
    const kept = { age: runKeptFor };
    await this.#queue.add("run", job, { jobId: run, attempts: 1, removeOnComplete: kept, removeOnFail: kept });
  }

  /** Fulfilled with what comes of a run when it is over. */
  async wait(run: string): Promise<RunEnd> {
    await this.#ears.subscribe(endChannel(this.#name));
    for (;;) {
      const told = this.#toldOf(run);
      const end = await this.#endOf(run);
      if (end !== undefined) return end;
      await told;
    }
  }

  /** All that are there, the newest first. */
  async list(): Promise<readonly QueuedRun[]> {
    const jobs = await this.#queue.getJobs(["active", "wait", "delayed", "completed", "failed"]);
    // What is removed in between is `undefined`.
    const found = jobs.filter((job) => job?.id !== undefined);
    const runs = await Promise.all(found.map((job) => this.#lineOf(job)));
    const lines = new Map(runs.map((each) => [each.run, each]));
    this.#over = new Map([...lines].filter(([, line]) => isOver(line)));
    return [...lines.values()].toSorted((a, b) => (a.run < b.run ? 1 : -1));
  }

  /** The same, with those that go on as they tell themselves. */
  async listNow(): Promise<readonly QueuedRun[]> {
    const lines = await this.list();
    const asked = lines.map(async (line) => {
      if (line.state !== "running") return line;
      return lineAsAnswered(line, await this.ask(line.run, { kind: "standing", nodes: true }, patienceOfLists));
    });
    return Promise.all(asked);
  }

  /** What the journal of a run tells. Rejects with a `JournalError` where there is none, or it is damaged. */
  async told(run: string): Promise<ToldRun | undefined> {
    const job = await this.#queue.getJob(run);
    if (job === undefined) return undefined;
    // In this order: who ends in between has ended for the journal, too.
    const { state, end } = await this.#standingOf(job);
    const refused = end?.kind === "refused" ? { refused: refusalText(end) } : {};
    const keys = runKeys(runsPrefix(this.#name), run);
    const history = await readRedisHistory(this.#redis, keys, `${this.#address} ${keys.journal}`);
    return { run, history, isLive: state === "running", stateDir: job.data.stateDir, ...refused };
  }

  /** Has a run end; answers how it stood, or `undefined` where there is no such run. */
  async cancel(run: string): Promise<RunStanding | undefined> {
    const job = await this.#queue.getJob(run);
    if (job === undefined) return undefined;
    const { state } = await this.#standingOf(job);
    if (state !== "waiting" && state !== "running") return state;
    await this.#redis.set(cancelKey(this.#name, run), "1", "EX", runKeptFor);
    await this.#redis.publish(cancelChannel(this.#name), run);
    if (state === "running") return state;
    // Nobody has it, and who takes it from now on will not begin. Where somebody has just begun, the whole report follows.
    await this.#redis.set(endKey(this.#name, run), JSON.stringify(cancelledEnd(run)), "EX", runKeptFor, "NX");
    await this.#redis.publish(endChannel(this.#name), run);
    return state;
  }

  /** Asks something of a run that goes on, wherever that is. `undefined` where there is no such run. `patience`: in ms. */
  async ask(
    run: string,
    request: ControlRequest,
    patience = usualPatience,
  ): Promise<RunStanding | ControlAnswer | undefined> {
    const job = await this.#queue.getJob(run);
    if (job === undefined) return undefined;
    const { state } = await this.#standingOf(job);
    if (state !== "running") return state;
    const asked: AskedRun = { id: randomUUID(), run, request };
    await this.#ears.subscribe(answerChannel(this.#name));
    const { promise, resolve } = Promise.withResolvers<ControlAnswer>();
    const listen = (channel: string, text: string): void => {
      if (channel !== answerChannel(this.#name)) return;
      const { id, answer } = JSON.parse(text) as AnsweredRun;
      if (id === asked.id) resolve(answer);
    };
    this.#ears.on("message", listen);
    const silence = { ok: false, message: `Run ${run} is going on, but does not answer.` } as const;
    const calm = after(patience, () => resolve(silence));
    await this.#redis.publish(askChannel(this.#name), JSON.stringify(asked));
    return promise.finally(() => {
      calm();
      this.#ears.off("message", listen);
    });
  }

  /** The commits of a run's journal, as they were written. Rejects with a `JournalError` where it is damaged. */
  async commits(run: string): Promise<readonly WrittenCommit[]> {
    const keys = runKeys(runsPrefix(this.#name), run);
    const commits: WrittenCommit[] = [];
    for await (const { end, text } of commitsAfter(this.#redis, keys, START, `${this.#address} ${keys.journal}`))
      commits.push({ ...end, text });
    return commits;
  }

  /** What the journal of a run tells, as it grows. */
  follow(run: string): FollowedRun {
    const keys = runKeys(runsPrefix(this.#name), run);
    let end = START;
    return {
      news: async () => {
        const place = `${this.#address} ${keys.journal}`;
        const records: JournalRecord[] = [];
        await checkEnd(this.#redis, keys, end, place);
        for await (const commit of commitsAfter(this.#redis, keys, end, place)) {
          ({ end } = commit);
          records.push(...commit.records);
        }
        if (end.position === 0) throw new JournalError("missing", place, `There is no journal "${place}".`);
        return records;
      },
      goesOn: async () => {
        const job = await this.#queue.getJob(run);
        const state = job === undefined ? "lost" : (await this.#standingOf(job)).state;
        // Where its orchestrator has died it waits for another.
        return state === "running" || state === "waiting";
      },
    };
  }

  async #standingOf(job: Job<RunJob, string>): Promise<{ readonly state: RunStanding; readonly end?: RunEnd }> {
    const [text, state] = await Promise.all([this.#redis.get(endKey(this.#name, job.id ?? "")), job.getState()]);
    return standingOf(text === null ? undefined : (JSON.parse(text) as RunEnd), state);
  }

  async #lineOf(job: Job<RunJob, string>): Promise<QueuedRun> {
    const run = job.id ?? "";
    const known = this.#over.get(run);
    if (known !== undefined) return known;
    const { state, end } = await this.#standingOf(job);
    const { timestamp: submitted, processedOn = submitted, data } = job;
    const line = lineOf({ run, state, submitted, program: data.program }, data.workflow);
    if (end !== undefined) return lineOfEnd(line, end, await this.workedOn(run));
    return state === "running" ? { ...line, worked: Math.max(0, Date.now() - processedOn) } : line;
  }

  /** ms that processes were at work on a run that is over, as the last record of its journal has it. */
  async workedOn(run: string): Promise<number | undefined> {
    const { journal } = runKeys(runsPrefix(this.#name), run);
    const [last] = await this.#redis.xrevrangeBuffer(journal, "+", "-", "COUNT", 1);
    const record = recordsOf(last?.[1][1] ?? Buffer.from(""))?.at(-1);
    return record?.kind === "ended" ? record.worked : undefined;
  }

  async #endOf(run: string): Promise<RunEnd | undefined> {
    const text = await this.#redis.get(endKey(this.#name, run));
    if (text !== null) return JSON.parse(text) as RunEnd;
    const job = await this.#queue.getJob(run);
    const state = await job?.getState();
    if (job !== undefined && state !== "failed" && state !== "completed") return undefined;
    // It may have ended between the two questions.
    const late = await this.#redis.get(endKey(this.#name, run));
    if (late !== null) return JSON.parse(late) as RunEnd;
    const why = job === undefined ? "it is no longer in the queue" : (job.failedReason ?? "nothing is known of it");
    return { kind: "refused", errors: [{ code: "ADG7001", message: `run ${run} is lost: ${why}` }] };
  }

  #toldOf(run: string): Promise<void> {
    return new Promise((done) => {
      const hear = (_: string, told: string): void => void (told === run && over());
      const over = (): void => {
        clearTimeout(timer);
        this.#ears.off("message", hear);
        done();
      };
      const timer = setTimeout(over, askAgain);
      this.#ears.on("message", hear);
    });
  }
}
