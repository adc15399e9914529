import { JournalError } from "../journal-error.ts";

/** What Redis answers instead of doing what it was asked to, as a `JournalError`; anything else is our own bug and stays as it is. */
export function redisTrouble(error: unknown, place: string): unknown {
  if (error instanceof JournalError || !(error instanceof Error)) return error;
  if (/\bOOM\b/.test(error.message))
    return new JournalError(
      "full",
      place,
      `Redis has no memory left for "${place}": give it more, and the run goes on elsewhere.`,
    );
  if (error.name === "ReplyError" || error.message === "Connection is closed.")
    return new JournalError("io", place, `Redis refuses what "${place}" needs (${error.message}).`);
  return error;
}
