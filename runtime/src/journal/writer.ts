/** Writes a run's journal: records go into commits, each as large as what came while the one before was made durable. */
import type { JournalError } from "./journal-error.ts";
import type { JournalEnd } from "./reader.ts";
import type { CreatedRecord, JournalRecord, ResumedRecord } from "./record.ts";

export type WriterOptions = {
  /** The run's own folder, `<stateDir>/runs/<RUN>`; made where it is missing. */
  readonly folder: string;
  /** Holds `objects/`. */
  readonly stateDir: string;
  /** Told once, when nothing can be made durable any more. No callback is called from then on. */
  readonly onFailure: (error: JournalError) => void;
} & (
  | { readonly first: CreatedRecord }
  /** Goes on behind `after`, up to where the journal was read just now. */
  | { readonly first: ResumedRecord; readonly after: JournalEnd }
);

export interface JournalWriter {
  /** Takes a record that nothing depends on. It becomes durable with, or before, what comes after it. */
  write(record: JournalRecord): void;
  /** Takes a record; `onDurable` is called when it and all before it are durable. Callbacks of one commit are called in order in one turn. */
  writeThen(record: JournalRecord, onDurable: () => void): void;
  /** Takes nothing more; fulfilled when all is durable and the lock is free, rejected with the failure if there was one. */
  close(): Promise<void>;
}

/** Fulfilled when the first record is durable; rejects with a `JournalError` where the run cannot be written. */
export declare function openWriter(options: WriterOptions): Promise<JournalWriter>;
