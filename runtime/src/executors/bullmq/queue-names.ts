/** What the two ends of a queue agree on. */

/** Of all that is kept in Redis. */
export const prefix = "adg";

/** Redis channel on which is told which jobs must stop. */
export const stopChannel = (queue: string): string => `${prefix}:${queue}:stop`;

/** Key of an outcome that is too large for the record of its job, since Redis keeps that in its stream of events too. */
export const outcomeKey = (queue: string, job: string): string => `${prefix}:${queue}:outcome:${job}`;

/** Seconds that Redis keeps what nobody has fetched: who waited for it may be gone. */
export const keptFor = 24 * 60 * 60;

/** The job of an attempt: the same for each who asks for it. */
export function jobIdOf({ run, nodeId }: { readonly run: string; readonly nodeId: string }, attempt: number): string {
  return `${run}-${nodeId}-${attempt}`;
}
