/** Up to where a journal is whole. */

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
  /** Where the next commit stands. */
  readonly position: number;
  /** One sentence. */
  readonly reason: string;
}

/** In front of the first commit. */
export const START: JournalEnd = { position: 0, sum: 0 };
