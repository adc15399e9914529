/** Writes a run's journal: records go into commits, each as large as what came while the one before was made durable. */
import { mkdirSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import { Worker } from "node:worker_threads";
import { Batch } from "./batch.ts";
import type { JournalEnd } from "./journal-end.ts";
import { JournalError } from "./journal-error.ts";
import { lockRun, type RunLock } from "./lock.ts";
import type { ThreadOrder, ThreadReport, ThreadStart } from "./order.ts";
import type { CreatedRecord, JournalRecord, ResumedRecord } from "./record.ts";
import { journalFileOf, sync } from "./run-files.ts";
import { beginJournal, resumeJournal } from "./start.ts";
import { telling } from "./trouble.ts";

export type WriterOptions = {
  /** The run's own folder, `<stateDir>/runs/<RUN>`; made where it is missing. */
  readonly folder: string;
  /** Holds `objects/`. */
  readonly stateDir: string;
  /** Told once, when nothing can be made durable any more. No callback is called from then on. */
  readonly onFailure: (error: JournalError) => void;
  /** The thread's code, where it is another one than adg's own. */
  readonly thread?: URL;
} & (
  | { readonly first: CreatedRecord }
  /** Goes on behind `after`, up to where the journal was read just now. */
  | { readonly first: ResumedRecord; readonly after: JournalEnd }
);

export interface JournalWriter {
  /** Takes a record that nothing depends on: it becomes durable with, or before, what comes after it. */
  write(record: JournalRecord): void;
  /**
   * Takes a record; `onDurable` is called when it and all before it are durable. The callbacks of one commit are called in order, in
   * one turn; they must not throw.
   */
  writeThen(record: JournalRecord, onDurable: () => void): void;
  /** Takes nothing more; fulfilled when all is durable and the run is free, rejected with the failure if there was one. */
  close(): Promise<void>;
}

// Compiled or not, the thread's code lies beside this file and has its extension.
const ownThread = new URL(`./journal-thread${extname(import.meta.url)}`, import.meta.url);

/** Fulfilled when the first record is durable; rejects with a `JournalError` where the run cannot be written. */
export async function openWriter(options: WriterOptions): Promise<JournalWriter> {
  const { folder, stateDir, onFailure, thread: code = ownThread } = options;
  const file = journalFileOf(folder);
  const made = telling(folder, () => mkdirSync(folder, { recursive: true }));
  const lock = lockRun(folder);
  const workerData: ThreadStart = { file, stateDir };
  let thread;
  try {
    thread = new Worker(code, { workerData, execArgv: [], env: environment() });
    // A thread takes longer to start than the disk to answer: so the first commit does not wait for it.
    const after =
      "after" in options ? resumeJournal(file, options.first, options.after) : beginJournal(file, options.first);
    // The names of new folders stand in those around them.
    for (let at = folder; made !== undefined && at.length >= made.length; at = dirname(at)) sync(dirname(at));
    return new ThreadWriter({ thread, file, lock, onFailure, after });
  } catch (error) {
    lock.release();
    await thread?.terminate();
    throw error;
  }
}

/**
 * The thread's environment. Where this process keeps what it compiles, the thread does so, too: otherwise it would compile its code
 * anew for each run, which is most of what it takes to start. Only a variable tells a thread before it loads anything.
 */
function environment(): NodeJS.ProcessEnv {
  const kept = getCompileCacheDir();
  // Node's own folder for this version of it lies in the one that was chosen.
  return kept === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(kept) };
}

interface Opened extends Pick<WriterOptions, "onFailure"> {
  readonly thread: Worker;
  readonly file: string;
  readonly lock: RunLock;
  readonly after: JournalEnd;
}

class ThreadWriter implements JournalWriter {
  readonly #thread: Worker;
  readonly #file: string;
  readonly #lock: RunLock;
  readonly #onFailure: (error: JournalError) => void;
  readonly #ended = Promise.withResolvers<void>();
  /** What the thread has; the next one goes when this is durable. */
  #flying: Batch | undefined;
  #waiting: Batch[] = [];
  #isScheduled = false;
  #isClosing = false;
  #failure: JournalError | undefined;

  constructor({ thread, file, lock, onFailure, after }: Opened) {
    this.#thread = thread;
    this.#file = file;
    this.#lock = lock;
    this.#onFailure = onFailure;
    thread.on("message", (report: ThreadReport) => this.#take(report));
    thread.on("error", (error) => this.#fail(this.#lost(error.message)));
    thread.on("exit", () => this.#exited());
    this.#order({ kind: "open", after });
    thread.unref();
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

  #gather(record: JournalRecord): Batch | undefined {
    if (this.#isClosing) throw new Error("the journal is closed");
    if (this.#failure !== undefined) return undefined;
    let batch = this.#waiting.at(-1);
    if (batch === undefined || batch.isFull) this.#waiting.push((batch = new Batch()));
    try {
      batch.add(record);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new JournalError("record", this.#file, `A record is too large for the journal "${this.#file}".`);
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
      this.#order({ kind: "commit", parts: next.close() });
    } else if (this.#isClosing) this.#order({ kind: "close" });
    // While nothing is under way, the thread keeps no process alive.
    else this.#thread.unref();
  }

  #order(order: ThreadOrder): void {
    this.#thread.ref();
    this.#thread.postMessage(order);
  }

  #take(report: ThreadReport): void {
    if (report.kind === "failed") return this.#fail(new JournalError(report.trouble, report.file, report.message));
    const durable = this.#flying;
    this.#flying = undefined;
    // First, so that the disk works while those act who waited.
    this.#send();
    for (const callback of durable?.callbacks ?? []) callback();
  }

  #fail(failure: JournalError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#flying = undefined;
    this.#waiting = [];
    this.#onFailure(failure);
  }

  #exited(): void {
    if (!this.#isClosing || this.#flying !== undefined || this.#waiting.length > 0) this.#fail(this.#lost("it ended"));
    this.#lock.release();
    if (this.#failure === undefined) return this.#ended.resolve();
    // Who awaits `close` learns it, and nobody has to.
    this.#ended.promise.catch(() => undefined);
    this.#ended.reject(this.#failure);
  }

  #lost(why: string): JournalError {
    return new JournalError(
      "thread",
      this.#file,
      `The thread that writes "${this.#file}" is gone (${why}); resume the run.`,
    );
  }
}
