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
  #store: Store | undefined;
  #spent = 0;
  #thread: JournalThread | undefined;
  /** Waits for the thread to be ready. */
  #held: CommitParts | undefined;
  #isClosed = false;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    if (options.thread !== undefined) this.#order({ kind: "open", after: options.after });
  }

  commit(parts: CommitParts): void {
    if (this.#thread?.state === "writes") this.#order({ kind: "commit", parts });
    // Who writes a large result may have to wait for who removes results.
    else if (this.#thread?.state === "ready" || parts.length > 1) this.#handOver(parts);
    // What other events of this turn bring goes into the next commit together.
    else setImmediate(() => this.#commitHere(parts));
  }

  /** While nothing is under way, the thread keeps no process alive. */
  rest(): void {
    this.#thread?.worker.unref();
  }

  close(): void {
    this.#isClosed = true;
    this.#closeStore();
    if (this.#thread === undefined) this.#options.onEnd();
    else this.#order({ kind: "close" });
  }

  #commitHere(parts: CommitParts): void {
    const began = performance.now();
    try {
      // It waits for nobody else: that is for the thread.
      this.#store ??= new Store(this.#options, this.#options.after, 0);
      this.#store.commit(parts);
    } catch (error) {
      if (error instanceof JournalError && error.trouble === "busy") return this.#handOver(parts);
      return this.#fail(this.#toldOf(error));
    }
    this.#spent += performance.now() - began;
    if (this.#spent > WORTH_A_THREAD) this.#started();
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
    const thread = this.#started();
    thread.worker.ref();
    if (thread.state === "ready") this.#moveToThread();
  }

  #moveToThread(): void {
    const parts = this.#held;
    if (parts === undefined) return;
    this.#held = undefined;
    const after = this.#store?.end ?? this.#options.after;
    this.#closeStore();
    this.#order({ kind: "open", after });
    this.#order({ kind: "commit", parts });
  }

  #order(order: ThreadOrder): void {
    const thread = this.#started();
    if (order.kind === "open") thread.state = "writes";
    thread.worker.ref();
    thread.worker.postMessage(order);
  }

  #started(): JournalThread {
    if (this.#thread !== undefined) return this.#thread;
    const { file, stateDir, thread: code = ownThread } = this.#options;
    const workerData: ThreadStart = { file, stateDir };
    const worker = new Worker(code, { workerData, execArgv: [], env: environment() });
    const thread: JournalThread = { worker, state: "starts" };
    this.#thread = thread;
    worker.unref();
    worker.on("message", (report: ThreadReport) => this.#hear(report));
    worker.on("error", (error) => this.#options.onFailure(this.#lost(error.message)));
    worker.on("exit", () => {
      this.#closeStore();
      if (!this.#isClosed) this.#options.onFailure(this.#lost("it ended"));
      this.#options.onEnd();
    });
    return thread;
  }

  #hear(report: ThreadReport): void {
    switch (report.kind) {
      case "ready":
        if (this.#thread?.state === "starts") this.#thread.state = "ready";
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
