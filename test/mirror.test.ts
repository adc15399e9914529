/** A run that is made again while its journal grows. */
import { describe, expect, it } from "vitest";
import { workflowOf } from "./judge/compile.ts";
import { printProgram } from "./judge/print.ts";
import { TooLarge } from "./judge/sides.ts";
import { drawAccepted } from "./judge/verdict.ts";
import { diceFrom } from "./support/dice.ts";
import { Drive, Hearing, replayedAtOnce } from "./support/replayed.ts";

const PROGRAMS = 25;

/** After each outcome, a run that hears of them must be what is replayed from all of them at once. Answers how many there were. */
async function hearAll(seed: number): Promise<number> {
  const dice = diceFrom(seed);
  const { program } = drawAccepted(dice);
  const workflow = await workflowOf(program);
  const whole = new Drive(program, workflow);
  try {
    whole.play(dice, 40);
  } catch (error) {
    if (error instanceof TooLarge) return 0;
    throw error;
  }
  const hearing = new Hearing(program, workflow);
  for (const [place, outcome] of whole.outcomes.entries()) {
    hearing.hear(outcome);
    const told = `seed ${seed}, after ${place + 1} outcomes:\n${printProgram(program)}`;
    expect(hearing.seen(), told).toEqual(replayedAtOnce(program, workflow, whole.outcomes.slice(0, place + 1)));
  }
  return whole.outcomes.length;
}

describe("a run that hears of outcomes one by one", () => {
  for (const [title, seed] of [
    ["a fixed seed", 20_261_127],
    ["a seed of the day's own", Date.now() % 1_000_000_000],
  ] as const)
    it(`is what is replayed from all of them, after each, with ${title} (${seed})`, async () => {
      let outcomes = 0;
      for (let program = 0; program < PROGRAMS; program += 1) outcomes += await hearAll(seed + program);
      expect(outcomes).toBeGreaterThan(PROGRAMS);
    }, 120_000);
});
