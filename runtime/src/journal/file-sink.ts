/**
 * Where the commits of a journal in a file are made: the first ones in the process that decides, those after them in a thread, so that to
 * wait for the disk keeps nobody else waiting. To start that thread takes longer than many a run.
 */
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { CommitSink } from "./batch-writer.ts";
import type { JournalEnd } from "./journal-end.ts";
import { JournalError } from "./journal-error.ts";
import type { CommitParts, ThreadOrder, ThreadReport, ThreadStart } from "./order.ts";
import { PATIENCE } from "./patience.ts";
import { Store } from "./store.ts";

export interface FileSinkOptions extends ThreadStart {
  /** The commits go on behind it. */
  readonly after: JournalEnd;
  /** Code of a thread that makes all commits, from the first one. */
  readonly thread?: URL | undefined;
  /** The commit is durable. */
  readonly onDurable: () => void;
  /** Nothing will be durable any more. */
  readonly onFailure: (error: JournalError) => void;
  /** Nobody writes any more: it was closed, or it failed. */
  readonly onEnd: () => void;
}

interface JournalThread {
  readonly worker: Worker;
  /** Commits are made by it as soon as it `writes`. */
  state: "starts" | "ready" | "writes";
}

/**
 * ms that may be spent on waiting for the disk before a thread is started, which is about what that costs: so it never costs more than
 * twice what the better choice would have (ski rental; Karlin et al., Competitive snoopy caching, 1988).
 */
const WORTH_A_THREAD = 50;

// Compiled or not, the thread's code lies beside this file and has its extension.
export const ownThread = new URL(`./journal-thread${extname(import.meta.url)}`, import.meta.url);

export class FileSink implements CommitSink {
  readonly #options: FileSinkOptions;
  /** Behind the last commit that was made here. */
  #end: JournalEnd;
  #store: Store | undefined;
  #spent = 0;
  #thread: JournalThread | undefined;
  /** No thread can be had: all commits are made here, and who has the journal for a moment is waited for. */
  #isAlone = false;
  /** Waits for the thread to be ready. */
  #held: CommitParts | undefined;
  #isClosed = false;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#end = options.after;
    if (options.thread === undefined) return;
    this.#startThread();
    this.#open();
    this.rest();
  }

  commit(parts: CommitParts): void {
    if (this.#thread?.state === "writes") return this.#order({ kind: "commit", parts });
    // Who writes a large result may have to wait for who removes results.
    const isForThread = parts.length > 1 || this.#thread?.state === "ready";
    if (isForThread && !this.#isAlone) return this.#handOver(parts);
    // What other events of this turn bring goes into the next commit together.
    setImmediate(() => this.#commitHere(parts));
  }

  /** While nothing is under way, the thread keeps no process alive. */
  rest(): void {
    this.#thread?.worker.unref();
  }

  close(): void {
    this.#isClosed = true;
    this.#closeStore();
    if (this.#thread?.state === "writes") return this.#order({ kind: "close" });
    // One that has not opened the journal ends by itself.
    this.#thread?.worker.postMessage({ kind: "close" } satisfies ThreadOrder);
    // First those are told whose commit was the last.
    queueMicrotask(this.#options.onEnd);
  }

  #commitHere(parts: CommitParts): void {
    const began = performance.now();
    try {
      // Others are not waited for: that is for the thread.
      this.#store ??= new Store(this.#options, this.#end, this.#isAlone ? PATIENCE : 0);
      this.#store.commit(parts);
      this.#end = this.#store.end;
    } catch (error) {
      if (error instanceof JournalError && error.trouble === "busy" && !this.#isAlone) return this.#handOver(parts);
      return this.#fail(this.#toldOf(error));
    }
    this.#spent += performance.now() - began;
    if (this.#spent > WORTH_A_THREAD) this.#startThread();
    this.#options.onDurable();
  }

  #toldOf(error: unknown): JournalError {
    if (error instanceof JournalError) return error;
    const { file } = this.#options;
    const said = error instanceof Error ? error.message : String(error);
    return new JournalError("io", file, `"${file}" could not be written (${said}); resume the run.`);
  }

  #handOver(parts: CommitParts): void {
    this.#held = parts;
    this.#startThread();
    this.#thread?.worker.ref();
    if (this.#thread?.state === "ready") this.#moveToThread();
  }

  #moveToThread(): void {
    const parts = this.#held;
    if (parts === undefined) return;
    this.#held = undefined;
    this.#closeStore();
    this.#open();
    this.#order({ kind: "commit", parts });
  }

  /** From here on all commits are the thread's. */
  #open(): void {
    if (this.#thread !== undefined) this.#thread.state = "writes";
    this.#order({ kind: "open", after: this.#end });
  }

  #order(order: ThreadOrder): void {
    this.#thread?.worker.ref();
    this.#thread?.worker.postMessage(order);
  }

  #startThread(): void {
    if (this.#thread !== undefined || this.#isAlone) return;
    const { file, stateDir, thread: code = ownThread } = this.#options;
    const workerData: ThreadStart = { file, stateDir };
    let worker;
    try {
      worker = new Worker(code, { workerData, execArgv: [], env: environment() });
    } catch {
      return this.#goOnAlone();
    }
    const thread: JournalThread = { worker, state: "starts" };
    this.#thread = thread;
    worker.unref();
    worker.on("message", (report: ThreadReport) => this.#hear(report, thread));
    worker.on("error", (error) => {
      if (thread.state === "writes") this.#options.onFailure(this.#lost(error.message));
    });
    worker.on("exit", () => {
      if (thread.state !== "writes") return this.#isClosed ? undefined : this.#goOnAlone();
      if (!this.#isClosed) this.#options.onFailure(this.#lost("it ended"));
      this.#options.onEnd();
    });
  }

  #goOnAlone(): void {
    this.#thread = undefined;
    this.#isAlone = true;
    // It is opened again with more patience.
    this.#closeStore();
    const parts = this.#held;
    this.#held = undefined;
    if (parts !== undefined) setImmediate(() => this.#commitHere(parts));
  }

  #hear(report: ThreadReport, thread: JournalThread): void {
    switch (report.kind) {
      case "ready":
        if (thread.state === "starts") thread.state = "ready";
        return this.#moveToThread();
      case "durable":
        return this.#options.onDurable();
      case "failed":
        return this.#options.onFailure(new JournalError(report.trouble, report.file, report.message));
    }
  }

  #lost(why: string): JournalError {
    const { file } = this.#options;
    return new JournalError("thread", file, `The thread that writes "${file}" is gone (${why}); resume the run.`);
  }

  #fail(error: JournalError): void {
    this.#options.onFailure(error);
    this.close();
  }

  #closeStore(): void {
    this.#store?.close();
    this.#store = undefined;
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
