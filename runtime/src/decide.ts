/** Decisions of a run that are left to whoever started it. */
import type { PendingFiring, PendingNode } from "./event.ts";

/**
 * Hooks that are asked before something happens; what has no hook happens unasked. One question is open at a time: first whether the
 * rules that can fire do, in the order in which they fire, then for each node whether it is run, in the order in which rules made them
 * ready; and when nothing more can happen, whether the run ends. While a question is open nothing begins; what runs goes on, and its
 * outcome is kept.
 *
 * `true`: go ahead. `false`: stop here. What runs then ends first, where the run has a journal, and the run is over as interrupted; it
 * can be taken up again (`RunOptions.resume`), and only what is new is asked for then. A hook that throws, rejects or answers anything
 * else makes `run` reject with a `DecideError`.
 */
export interface Decide {
  /** Whether a rule fires. Its body has run once to find out what it would add. */
  extend?(firing: PendingFiring): boolean | Promise<boolean>;
  /** Whether an attempt of a node is started, or its result is looked up in the cache. Not asked for outcomes that the journal has. */
  submit?(submission: PendingSubmission): boolean | Promise<boolean>;
  /** Whether the run ends, where nothing more can happen. */
  finish?(): boolean | Promise<boolean>;
}

/** An attempt of a node that would start. */
export interface PendingSubmission extends PendingNode {
  /** From 1. */
  readonly attempt: number;
  /** ms that it waits first, after one that failed. */
  readonly delay: number;
}

/** A hook of `Decide` has failed. */
export class DecideError extends Error {
  override readonly name = "DecideError";
}
