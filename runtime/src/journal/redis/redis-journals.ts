/** Journals in Redis Streams, for orchestrators that take runs over from each other. */
import type { Redis } from "ioredis";
import { BatchWriter, type CommitSink } from "../batch-writer.ts";
import { commitText } from "../commit-text.ts";
import type { History } from "../history.ts";
import { START, type JournalEnd } from "../journal-end.ts";
import { JournalError } from "../journal-error.ts";
import type { JournalStore, JournalWriter, OpenJournal } from "../journal-store.ts";
import type { CommitParts } from "../order.ts";
import { sumOf } from "../sum.ts";
import { telling } from "../trouble.ts";
import { readRedisHistory } from "./read-history.ts";
import { redisTrouble } from "./redis-trouble.ts";
import { runKeys } from "./run-keys.ts";
import { appendCommit } from "./seat.ts";

export interface RedisJournalsOptions {
  /** Commands wait for it while the server is away. Whoever made it closes it. */
  readonly redis: Redis;
  /** Of all keys. */
  readonly prefix: string;
  /** Host and port of the server; what people are told. */
  readonly address: string;
  /** Folder that all orchestrators share; large results lie in it. */
  readonly stateDir: string;
  /** See `takeSeat`. */
  readonly token: string;
}

export class RedisJournals implements JournalStore {
  readonly #options: RedisJournalsOptions;

  constructor(options: RedisJournalsOptions) {
    this.#options = options;
  }

  history(run: string): Promise<History> {
    const { redis, prefix } = this.#options;
    return readRedisHistory(redis, runKeys(prefix, run), this.#placeOf(run));
  }

  async open(run: string, options: OpenJournal): Promise<JournalWriter> {
    const after = "after" in options ? options.after : START;
    const sink = new RedisSink(this.#options, run, this.#placeOf(run), after);
    await sink.add(`[${JSON.stringify(options.first)}]`);
    return sink.writer(options.onFailure);
  }

  #placeOf(run: string): string {
    return `${this.#options.address} ${runKeys(this.#options.prefix, run).journal}`;
  }
}

class RedisSink implements CommitSink {
  readonly #options: RedisJournalsOptions;
  readonly #run: string;
  readonly #place: string;
  #end: JournalEnd;
  #writer: BatchWriter | undefined;

  constructor(options: RedisJournalsOptions, run: string, place: string, after: JournalEnd) {
    this.#options = options;
    this.#run = run;
    this.#place = place;
    this.#end = after;
  }

  writer(onFailure: OpenJournal["onFailure"]): JournalWriter {
    return (this.#writer = new BatchWriter({ sink: this, place: this.#place, onFailure }));
  }

  /** Appends a commit; rejects with a `JournalError`. */
  async add(text: string): Promise<void> {
    const { redis, prefix, token } = this.#options;
    const { position: before, sum: sumBefore } = this.#end;
    const position = before + 1;
    const end = { position, sum: sumOf(sumBefore, position, text) };
    const keys = runKeys(prefix, this.#run);
    const answer = await appendCommit(redis, keys, token, this.#end, { ...end, text }).catch((error: unknown) => {
      throw redisTrouble(error, this.#place);
    });
    if (answer !== "durable") throw this.#refused(answer);
    this.#end = end;
  }

  commit(parts: CommitParts): void {
    void this.#commit(parts);
  }

  rest(): void {}

  close(): void {
    this.#writer?.ended();
  }

  async #commit(parts: CommitParts): Promise<void> {
    try {
      await this.add(telling(this.#place, () => commitText(parts, this.#options.stateDir)));
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.#writer?.fail(error);
      return this.#writer?.ended();
    }
    this.#writer?.durable();
  }

  #refused(answer: "taken" | "changed"): JournalError {
    if (answer === "taken")
      return new JournalError(
        "held",
        this.#place,
        `Run ${this.#run} was taken over by another process; nothing more of this one is kept.`,
      );
    return new JournalError(
      this.#end.position === 0 ? "exists" : "busy",
      this.#place,
      `"${this.#place}" does not end where this process left it: it was changed, or Redis has lost what it had confirmed.`,
    );
  }
}
