/** Takes records into commits, each as large as what came while the one before was made durable. */
import { Batch } from "./batch.ts";
import { JournalError } from "./journal-error.ts";
import type { JournalWriter, OpenJournal } from "./journal-store.ts";
import type { CommitParts } from "./order.ts";
import type { JournalRecord } from "./record.ts";

/** What makes commits durable, one at a time, and tells the writer when one is. */
export interface CommitSink {
  commit(parts: CommitParts): void;
  /** Nothing is under way. */
  rest(): void;
  /** Nothing more comes. */
  close(): void;
}

export interface BatchWriterOptions extends Pick<OpenJournal, "onFailure"> {
  readonly sink: CommitSink;
  /** Where the journal is, for people. */
  readonly place: string;
}

export class BatchWriter implements JournalWriter {
  readonly #sink: CommitSink;
  readonly #place: string;
  readonly #onFailure: (error: JournalError) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** What the sink has; the next one goes when this is durable. */
  #flying: Batch | undefined;
  #waiting: Batch[] = [];
  #isScheduled = false;
  #isClosing = false;
  #failure: JournalError | undefined;

  constructor({ sink, place, onFailure }: BatchWriterOptions) {
    this.#sink = sink;
    this.#place = place;
    this.#onFailure = onFailure;
  }

  write(record: JournalRecord): void {
    this.#gather(record);
  }

  writeThen(record: JournalRecord, onDurable: () => void): void {
    this.#gather(record)?.callbacks.push(onDurable);
  }

  close(): Promise<void> {
    if (!this.#isClosing) {
      this.#isClosing = true;
      this.#send();
    }
    return this.#ended.promise;
  }

  /** To be called when what the sink has is durable. */
  durable(): void {
    const durable = this.#flying;
    this.#flying = undefined;
    // First, so that the sink works while those act who waited.
    this.#send();
    for (const callback of durable?.callbacks ?? []) callback();
  }

  /** To be called when nothing can be made durable any more. */
  fail(failure: JournalError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#flying = undefined;
    this.#waiting = [];
    this.#onFailure(failure);
  }

  /** To be called when others may write the run. */
  ended(): void {
    if (this.#failure === undefined) return this.#ended.resolve();
    // Who awaits `close` learns it, and nobody has to.
    this.#ended.promise.catch(() => undefined);
    this.#ended.reject(this.#failure);
  }

  #gather(record: JournalRecord): Batch | undefined {
    if (this.#isClosing) throw new Error("the journal is closed");
    if (this.#failure !== undefined) return undefined;
    let batch = this.#waiting.at(-1);
    if (batch === undefined || batch.isFull) this.#waiting.push((batch = new Batch()));
    try {
      batch.add(record);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new JournalError("record", this.#place, `A record is too large for the journal "${this.#place}".`);
    }
    if (this.#flying === undefined && !this.#isScheduled) {
      this.#isScheduled = true;
      // What comes in this turn goes together.
      queueMicrotask(() => {
        this.#isScheduled = false;
        this.#send();
      });
    }
    return batch;
  }

  #send(): void {
    if (this.#flying !== undefined || this.#failure !== undefined) return;
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#flying = next;
      this.#sink.commit(next.close());
    } else if (this.#isClosing) this.#sink.close();
    else this.#sink.rest();
  }
}
