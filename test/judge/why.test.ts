import { expect, it } from "vitest";
import { diceFrom } from "../support/dice.ts";
import { printProgram } from "./print.ts";
import { drawAccepted, verdictOn } from "./verdict.ts";
import { noFigures } from "./why-check.ts";

const PROGRAMS = 200;
const ORDERS = 2;

it("answers of why name all that keeps a condition open, and nothing else, in random programs", async () => {
  const why = noFigures();
  const first = Date.now() % 1_000_000_000;
  for (let index = 0; index < PROGRAMS; index += 1) {
    // Half of the programs are the same every day.
    const seed = index % 2 === 0 ? index : first + index;
    const { program } = drawAccepted(diceFrom(seed));
    const verdict = await verdictOn(program, { orders: ORDERS, seed, largest: 20, why });
    if (verdict.kind === "wrong") throw new Error(`${verdict.message} (seed ${seed})\n${printProgram(program)}`);
  }
  expect(why.conditions).toBeGreaterThan(PROGRAMS);
  expect(why.obstacles).toBeGreaterThan(PROGRAMS);
  expect(why.blocked).toBeGreaterThan(0);
  // Where a rule needs several nodes together the counters wait for each of them.
  expect(why.needless).toBeLessThan(why.obstacles / 5);
}, 120_000);
