/** Where journals of runs are kept: each in a file of its run's folder, or all of them in a Redis that several machines reach. */
import type { History } from "./history.ts";
import type { JournalEnd } from "./journal-end.ts";
import type { JournalError } from "./journal-error.ts";
import type { CreatedRecord, JournalRecord, ResumedRecord } from "./record.ts";

export interface JournalStore {
  /** What the journal of a run tells. Rejects with a `JournalError` where there is none, or it is damaged. */
  history(run: string): Promise<History>;
  /** Fulfilled when the first record is durable; rejects with a `JournalError` where the run cannot be written. */
  open(run: string, options: OpenJournal): Promise<JournalWriter>;
}

export type OpenJournal = {
  /** Told once, when nothing can be made durable any more. No callback is called from then on. */
  readonly onFailure: (error: JournalError) => void;
} & FirstRecord;

export type FirstRecord =
  | { readonly first: CreatedRecord }
  /** Goes on behind `after`, up to where the journal was read just now. */
  | { readonly first: ResumedRecord; readonly after: JournalEnd };

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
