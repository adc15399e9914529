/** A job of the queue: calls of one task that travel together, mostly one. What they have in common is said once. */
import type { SentCall } from "./sent-call.ts";

/** What differs between calls of a task. */
type OwnPart = Pick<SentCall, "nodeId" | "args" | "attempt" | "workdir" | "log" | "stdout" | "out" | "env" | "script">;

export interface SentJob extends Omit<SentCall, keyof OwnPart> {
  readonly calls: readonly OwnPart[];
  /** Whether some of it may have begun as part of another job. */
  readonly isLeftOver: boolean;
}

/** `calls`: of one task in one run, at least one. */
export function sentJob(calls: readonly SentCall[], { isLeftOver }: Pick<SentJob, "isLeftOver">): SentJob {
  const [{ protocol, run, folder, inherits, withheld, task, shared, needs }] = calls as [SentCall];
  const common = { protocol, run, folder, inherits, withheld, task, shared, needs };
  return {
    ...common,
    isLeftOver,
    calls: calls.map(({ nodeId, args, attempt, workdir, log, stdout, out, env, script }) => {
      return { nodeId, args, attempt, workdir, log, stdout, out, env, script };
    }),
  };
}

export function callsOf(job: SentJob): readonly SentCall[] {
  const { protocol, run, folder, inherits, withheld, task, shared, needs } = job;
  return job.calls.map((call) => ({ protocol, run, folder, inherits, withheld, task, shared, needs, ...call }));
}
