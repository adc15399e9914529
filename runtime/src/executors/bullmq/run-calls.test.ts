import { expect, test } from "vitest";
import type { CallOutcome } from "../../executor.ts";
import { runCalls, type OutcomesSoFar } from "./run-calls.ts";

const outcome = (value: number): CallOutcome => ({ ok: true, value });

test("what is over is told while others take longer, and all of it in the end", async () => {
  const told = Promise.withResolvers<OutcomesSoFar>();
  const late = Promise.withResolvers<CallOutcome>();
  const all = runCalls([async () => outcome(1), () => late.promise, async () => outcome(3)], async (outcomes) =>
    told.resolve(outcomes),
  );
  expect(await told.promise).toEqual([outcome(1), null, outcome(3)]);
  late.resolve(outcome(2));
  expect(await all).toEqual([outcome(1), outcome(2), outcome(3)]);
});

test("nothing is told early of calls that are over at once, and what cannot be told is told in the end", async () => {
  let told = 0;
  const tell = async (): Promise<void> => {
    told++;
    throw new Error("nobody there");
  };
  expect(await runCalls([async () => outcome(1)], tell)).toEqual([outcome(1)]);
  expect(told).toBe(0);
  const slow = async (): Promise<CallOutcome> => {
    while (told === 0) await new Promise((done) => setTimeout(done, 5));
    return outcome(2);
  };
  expect(await runCalls([async () => outcome(1), slow], tell)).toEqual([outcome(1), outcome(2)]);
});
