/** Calls on their way, and the jobs that they travel in. */
import type { Call, CallOutcome } from "../../executor.ts";
import { jobIdOf } from "./queue-names.ts";
import type { OutcomesSoFar } from "./run-calls.ts";
import type { SentCall } from "./sent-call.ts";
import { sentJob, type SentJob } from "./sent-job.ts";

/** A call that is not over. */
export interface SentOne {
  readonly call: Call;
  readonly sent: SentCall;
  readonly priority: number;
  /** What it travels in; `undefined` before it does. */
  job: MadeJob | undefined;
  mustStop: boolean;
  isOver: boolean;
  settle(outcome: CallOutcome): void;
}

/** A job that is not over. */
export interface MadeJob {
  readonly id: string;
  readonly run: string;
  readonly data: SentJob;
  /** Its calls, in order. */
  readonly ones: readonly SentOne[];
  readonly priority: number;
  /** How often the server had come back when the job was sent to it; `undefined` before it has it. */
  made: number | undefined;
  isOver: boolean;
  /** Whether somebody is about to take it back. */
  isStopping: boolean;
}

/** A job of calls of one task, at least one, which are told of it. `isLeftOver`: see `SentJob`. */
export function jobOf(ones: readonly SentOne[], isLeftOver: boolean): MadeJob {
  const [{ call, priority }] = ones as [SentOne];
  const first = jobIdOf(call, call.attempt);
  const id = ones.length === 1 ? first : `${first}+${ones.length - 1}`;
  const data = sentJob(
    ones.map(({ sent }) => sent),
    { isLeftOver },
  );
  const job: MadeJob = { id, run: call.run, data, ones, priority, made: undefined, isOver: false, isStopping: false };
  for (const one of ones) one.job = job;
  return job;
}

export const openOf = ({ ones }: MadeJob): readonly SentOne[] => ones.filter(({ isOver }) => !isOver);

export function settleAll({ ones }: MadeJob, outcomes: OutcomesSoFar): void {
  ones.forEach((one, at) => {
    const outcome = outcomes[at];
    if (!one.isOver && outcome !== null && outcome !== undefined) one.settle(outcome);
  });
}

export function failed(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}

export function stopped(unbegun: boolean): CallOutcome {
  const outcome = failed("was told to stop before it ran");
  return outcome.ok || !unbegun ? outcome : { ...outcome, unbegun };
}
