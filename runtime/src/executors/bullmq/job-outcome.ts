/** What comes of a job's calls, on its way back from a worker. */
import type { Redis } from "ioredis";
import { keptFor, outcomeKey } from "./queue-names.ts";
import type { OutcomesSoFar } from "./run-calls.ts";

/** What a worker has to say of a job. */
export interface JobOutcomes {
  /** In the order of its calls. */
  readonly outcomes: OutcomesSoFar;
  /** That their functions have taken together. */
  readonly ms: number;
}

/** What a job returns: that, or that it lies under a key of its own. */
export type JobAnswer = ({ readonly kind: "outcomes" } & JobOutcomes) | { readonly kind: "stored" };

/** Characters of JSON that the record of a job may have. */
const longest = 65_536;

export async function answerFor(
  redis: Redis,
  queue: string,
  job: string,
  { outcomes, ms }: JobOutcomes,
): Promise<JobAnswer> {
  // JSON has no `undefined`.
  const whole = outcomes.map((each) => (each?.ok === true ? { ...each, value: each.value ?? null } : each));
  const answer = { kind: "outcomes", outcomes: whole, ms } as const;
  const text = JSON.stringify(answer);
  if (text.length <= longest) return answer;
  await redis.set(outcomeKey(queue, job), text, "EX", keptFor);
  return { kind: "stored" };
}

/** `undefined` where it is no longer there. */
export async function outcomesOfAnswer(
  redis: Redis,
  queue: string,
  job: string,
  answer: JobAnswer,
): Promise<JobOutcomes | undefined> {
  if (answer.kind === "outcomes") return answer;
  const text = await redis.get(outcomeKey(queue, job));
  return text === null ? undefined : (JSON.parse(text) as JobOutcomes);
}
