/** What is to be done about a task that is not over: decided by what workers, broker and clock say of it, and nothing else. */

/**
 * Where a broker has a task. `unacknowledged`: a worker has taken it, has not begun with it or is to acknowledge it in the end, and may be
 * gone; `taken`: that, or `nowhere`; `unknown`: in the queue, or nowhere.
 */
export type Place = "queue" | "unacknowledged" | "taken" | "nowhere" | "unknown";

/** What is known of a task at one moment. */
export interface Sighting {
  /** Whether a worker that answered has it: it runs there, or waits for its turn. */
  readonly held: "runs" | "waits" | undefined;
  /** Whether all workers that are connected have answered. One that is busy may be silent, and have it. */
  readonly isComplete: boolean;
  /** Where a worker has it, this does not matter. */
  readonly place: Place;
}

/** What was seen of it before. */
export interface Past {
  /** ms since when no worker has had it and it has not been in the queue; `undefined` where that was not so the last time. */
  readonly missingFor: number | undefined;
  /** Whether a worker is known to have had it, or one is gone that was there when it was sent. Otherwise some worker may keep it to itself. */
  readonly isSuspicious: boolean;
  /** How often it was put back into the queue. */
  readonly restored: number;
  /** It must stop. */
  readonly mustStop: boolean;
  /** All workers that were connected have been told that it must, so that none begins with it any more. */
  readonly isTold: boolean;
  /** ms; see the settings. 0: it is never lost. */
  readonly lostAfter: number;
}

export type Fate =
  /** `isMissing`: as far as can be seen, nobody has it. */
  | { readonly kind: "wait"; readonly isMissing: boolean }
  | { readonly kind: "lost" }
  /** Its worker is gone before it was done, and Celery is to run it again: it is put back into the queue. */
  | { readonly kind: "restore" }
  /** Nothing of it runs, or ever will. */
  | { readonly kind: "stopped" };

/** So often a task may lose its worker before it has failed. */
const mostRestored = 3;

/** How much longer is waited for a task of which nothing but its absence speaks for a loss: a worker holds back what its own rate limits. */
const unsuspiciousFactor = 10;

export function fateOf({ held, isComplete, place }: Sighting, past: Past): Fate {
  const { missingFor, isSuspicious, restored, mustStop, isTold, lostAfter } = past;
  if (mustStop) {
    // What waits with a worker that was told is dropped when its turn comes.
    const mayRun = held === "runs" || !isComplete || !isTold;
    return mayRun ? { kind: "wait", isMissing: false } : { kind: "stopped" };
  }
  const isMissing = held === undefined && isComplete && place !== "queue" && place !== "unknown";
  if (!isMissing || missingFor === undefined || lostAfter === 0) return { kind: "wait", isMissing };
  if (place === "unacknowledged") {
    if (!isSuspicious || missingFor < lostAfter) return { kind: "wait", isMissing };
    return restored < mostRestored ? { kind: "restore" } : { kind: "lost" };
  }
  const enough = isSuspicious || place === "nowhere" ? lostAfter : lostAfter * unsuspiciousFactor;
  return missingFor < enough ? { kind: "wait", isMissing } : { kind: "lost" };
}
