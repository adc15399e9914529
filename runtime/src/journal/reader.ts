/** Reads a journal, whole or as far as it is whole. */
import type { JournalRecord } from "./record.ts";

/** One group of records that became durable together. */
export interface Commit {
  /** 1, 2, … without gaps. */
  readonly position: number;
  readonly records: readonly JournalRecord[];
}

/** How far a journal was read. */
export interface JournalEnd {
  /** Of the last whole commit; 0 where there is none. */
  readonly position: number;
  /** What the checksum comes to there. */
  readonly sum: number;
  /** What is broken behind it, and gets lost when the journal goes on. Without it, nothing is. */
  readonly torn?: Torn;
}

/** The last thing that was written is not whole: a commit that was never confirmed, or one of which bytes were destroyed since. */
export interface Torn {
  readonly kind: "torn";
  /** Where the next commit would stand. */
  readonly position: number;
  /** One sentence. */
  readonly reason: string;
}

/** A journal that is being read: its whole commits in order, from `position` 1 or behind where `after` says. */
export interface JournalReading extends Iterable<Commit> {
  /** As far as has been read; behind the last commit it tells what is torn. */
  readonly end: JournalEnd;
}

/**
 * Opens the journal of a run for reading, beside a writer, too: what it had made durable by now is read. Throws a `JournalError` here
 * or, where the break is behind whole commits, while they are gone through.
 */
export declare function readJournal(file: string, options?: { readonly after?: JournalEnd }): JournalReading;
