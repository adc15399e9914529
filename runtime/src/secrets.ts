/** Secrets are kept out of what is said about a task. */
import type { Failure } from "./event.ts";

/** Text so short would be found in words that have nothing to do with it. */
const shortest = 4;

/** A failure in which the values of secrets are blotted out, in whatever the task itself said or printed. */
export function withoutSecrets(failure: Failure, secrets: readonly string[]): Failure {
  // The longest first: one secret may be part of another.
  const values = secrets.filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
  if (values.length === 0) return failure;
  const blot = (text: string): string => values.reduce((rest, value) => rest.replaceAll(value, "***"), text);
  const { message, tail, trace } = failure;
  return {
    ...failure,
    message: blot(message),
    ...(tail === undefined ? {} : { tail: tail.map(blot) }),
    ...(trace === undefined ? {} : { trace: trace.map(blot) }),
  };
}
