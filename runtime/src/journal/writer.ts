/** Writes a run's journal into the file in its folder, in a thread of its own. */
import { mkdirSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import { Worker } from "node:worker_threads";
import { BatchWriter, type CommitSink } from "./batch-writer.ts";
import type { JournalEnd } from "./journal-end.ts";
import { JournalError } from "./journal-error.ts";
import { lockRun, type RunLock } from "./lock.ts";
import type { FirstRecord, JournalWriter } from "./journal-store.ts";
import type { CommitParts, ThreadOrder, ThreadReport, ThreadStart } from "./order.ts";
import { journalFileOf, syncMade } from "./run-files.ts";
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
} & FirstRecord;

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
    syncMade(folder, made);
    return threadWriter({ thread, file, lock, onFailure, after });
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

/** The thread that makes commits durable, as the writer of its journal sees it. */
class ThreadSink implements CommitSink {
  readonly #thread: Worker;

  constructor(thread: Worker) {
    this.#thread = thread;
    thread.unref();
  }

  open(after: JournalEnd): void {
    this.#order({ kind: "open", after });
    this.#thread.unref();
  }

  commit(parts: CommitParts): void {
    this.#order({ kind: "commit", parts });
  }

  /** While nothing is under way, the thread keeps no process alive. */
  rest(): void {
    this.#thread.unref();
  }

  close(): void {
    this.#order({ kind: "close" });
  }

  #order(order: ThreadOrder): void {
    this.#thread.ref();
    this.#thread.postMessage(order);
  }
}

interface Opened extends Pick<WriterOptions, "onFailure"> {
  readonly thread: Worker;
  readonly file: string;
  readonly lock: RunLock;
  readonly after: JournalEnd;
}

function threadWriter({ thread, file, lock, onFailure, after }: Opened): JournalWriter {
  const sink = new ThreadSink(thread);
  const writer = new BatchWriter({ sink, place: file, onFailure });
  const lost = (why: string): JournalError =>
    new JournalError("thread", file, `The thread that writes "${file}" is gone (${why}); resume the run.`);
  thread.on("message", (report: ThreadReport) =>
    report.kind === "durable"
      ? writer.durable()
      : writer.fail(new JournalError(report.trouble, report.file, report.message)),
  );
  thread.on("error", (error) => writer.fail(lost(error.message)));
  thread.on("exit", () => {
    if (!writer.isDone) writer.fail(lost("it ended"));
    lock.release();
    writer.ended();
  });
  sink.open(after);
  return writer;
}
