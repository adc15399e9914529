/** What comes of a call, on its way back from a worker. */
import type { Redis } from "ioredis";
import type { CallOutcome } from "../../executor.ts";
import { keptFor, outcomeKey } from "./queue-names.ts";

/** What a job returns: the outcome, or that it lies under a key of its own. */
export type JobAnswer = { readonly kind: "outcome"; readonly outcome: CallOutcome } | { readonly kind: "stored" };

/** Characters of JSON that the record of a job may have. */
const longest = 65_536;

export async function answerFor(redis: Redis, queue: string, job: string, outcome: CallOutcome): Promise<JobAnswer> {
  // JSON has no `undefined`.
  const whole: CallOutcome = outcome.ok ? { ...outcome, value: outcome.value ?? null } : outcome;
  const text = JSON.stringify(whole);
  if (text.length <= longest) return { kind: "outcome", outcome: whole };
  await redis.set(outcomeKey(queue, job), text, "EX", keptFor);
  return { kind: "stored" };
}

/** `undefined` where it is no longer there. */
export async function outcomeOfAnswer(
  redis: Redis,
  queue: string,
  job: string,
  answer: JobAnswer,
): Promise<CallOutcome | undefined> {
  if (answer.kind === "outcome") return answer.outcome;
  const text = await redis.get(outcomeKey(queue, job));
  return text === null ? undefined : (JSON.parse(text) as CallOutcome);
}
