/** What the two ends of a queue agree on. */

/** Of all that is kept in Redis. */
export const prefix = "adg";

/** Redis channel on which is told which jobs must stop. */
export const stopChannel = (queue: string): string => `${prefix}:${queue}:stop`;

/** What is told there: a job, and which of its calls; all of them when left out. */
export interface StopMessage {
  readonly job: string;
  readonly calls?: readonly number[];
}

/** Key of a hash that tells in which job a call is that travels with others. */
export const jobsKey = (queue: string, run: string): string => `${prefix}:${queue}:jobs:${run}`;

/** Key of outcomes that are too large for the record of their job, since Redis keeps that in its stream of events too. */
export const outcomeKey = (queue: string, job: string): string => `${prefix}:${queue}:outcome:${job}`;

/** Seconds that Redis keeps what nobody has fetched: who waited for it may be gone. */
export const keptFor = 24 * 60 * 60;

/** An attempt, and the job that it alone is: the same for each who asks for it. */
export function jobIdOf({ run, nodeId }: { readonly run: string; readonly nodeId: string }, attempt: number): string {
  return `${run}-${nodeId}-${attempt}`;
}
