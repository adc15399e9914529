/** Writes a run's journal into the file in its folder. */
import { mkdirSync } from "node:fs";
import { BatchWriter } from "./batch-writer.ts";
import { FileSink, type FileSinkOptions } from "./file-sink.ts";
import type { JournalError } from "./journal-error.ts";
import { lockRun } from "./lock.ts";
import type { FirstRecord, JournalWriter } from "./journal-store.ts";
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
} & Pick<FileSinkOptions, "thread"> &
  FirstRecord;

/** Fulfilled when the first record is durable; rejects with a `JournalError` where the run cannot be written. */
export async function openWriter(options: WriterOptions): Promise<JournalWriter> {
  const { folder, stateDir, onFailure, thread } = options;
  const file = journalFileOf(folder);
  const made = telling(folder, () => mkdirSync(folder, { recursive: true }));
  const lock = lockRun(folder);
  try {
    const after =
      "after" in options ? resumeJournal(file, options.first, options.after) : beginJournal(file, options.first);
    syncMade(folder, made);
    const sink = new FileSink({
      ...{ file, stateDir, after, thread },
      onDurable: () => writer.durable(),
      onFailure: (error) => writer.fail(error),
      onEnd: () => {
        lock.release();
        writer.ended();
      },
    });
    const writer = new BatchWriter({ sink, place: file, onFailure });
    return writer;
  } catch (error) {
    lock.release();
    throw error;
  }
}
