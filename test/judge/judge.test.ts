import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diceFrom } from "../support/dice.ts";
import { printProgram } from "./print.ts";
import { smallerPrograms } from "./shrink.ts";
import { drawAccepted, isComplaint, verdictOn, type Verdict } from "./verdict.ts";
import { noFigures, type WhyFigures } from "./why-check.ts";
import type { Program } from "./program.ts";

/** Random programs that adg accepts; a counterexample is shrunk by leaving out parts of its text. */
class Programs extends fc.Arbitrary<Program> {
  generate(random: fc.Random): fc.Value<Program> {
    return new fc.Value(drawAccepted(diceFrom(random.nextInt(0, 0x7fffffff))).program, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === "object";
  }

  shrink(value: Program): fc.Stream<fc.Value<Program>> {
    const smaller = smallerPrograms(value);
    return fc.stream(
      (function* () {
        for (const program of smaller) yield new fc.Value(program, undefined);
      })(),
    );
  }
}

const FIXED_SEED = 20_240_229;
const PROGRAMS = 250;
const ORDERS = 5;
/** At one in so many moments it is asked why, too. */
const MOMENTS = 3;

/** Judges so many programs in five orders each. `otherwise`: in how many a blocked rule is told a little otherwise. */
async function judgeAll(
  seed: number,
  why: WhyFigures,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly otherwise: number }> {
  const verdicts: Verdict[] = [];
  let otherwise = 0;
  await fc.assert(
    fc.asyncProperty(new Programs(), fc.integer({ min: 0, max: 1_000_000 }), async (program, orders) => {
      const before = why.otherwise;
      const verdict = await verdictOn(program, {
        orders: ORDERS,
        seed: orders,
        largest: 24,
        why: { oneIn: MOMENTS, figures: why },
      });
      verdicts.push(verdict);
      // One rule is asked about in each order and at many moments.
      if (why.otherwise > before) otherwise += 1;
      if (verdict.kind === "wrong") throw new Error(`${verdict.message}\n${printProgram(program)}`);
    }),
    { seed, numRuns: PROGRAMS },
  );
  return { verdicts, otherwise };
}

describe("the engine and the reference interpreter", () => {
  for (const [title, seed] of [
    ["a fixed seed", FIXED_SEED],
    ["a seed of the day's own", Date.now() % 1_000_000_000],
  ] as const)
    it(`agree on random programs in every order of completion, with ${title} (${seed})`, async () => {
      const why = noFigures();
      const { verdicts, otherwise } = await judgeAll(seed, why);
      const agreed = verdicts.filter(({ kind }) => kind === "agreed");
      expect(agreed.length).toBeGreaterThan(PROGRAMS * 0.7);
      // A rule may be blocked where it need not be, but seldom.
      expect(verdicts.filter(isComplaint).length).toBeLessThan(5);
      // What keeps a condition open is named, all of it and nothing else; a blocked rule is by the failures that are named.
      expect(why.conditions).toBeGreaterThan(PROGRAMS / 5);
      expect(why.blocked).toBeGreaterThan(0);
      expect(otherwise).toBeLessThan(Math.max(3, why.blocked / 50));
      expect(why.early).toBeLessThan(why.rules / 100);
      // Where a rule needs several nodes together the counters wait for each of them.
      expect(why.needless).toBeLessThan(Math.max(20, why.obstacles / 5));
    }, 240_000);
});
