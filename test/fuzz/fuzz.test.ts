/** As many random inputs as fit into half a minute; `npm run fuzz` goes on for as long as it is asked to. */
import { beforeAll, describe, expect, it } from "vitest";
import type { BashParser } from "../../compiler/src/check/shell.ts";
import { loadGrammar } from "../support/shell-grammar.ts";
import { diceFrom } from "../support/dice.ts";
import { sized, timeOf } from "./measure.ts";
import { shapes } from "./shapes.ts";
import { compareParsing, compareQuoting } from "./shell.ts";
import { trialOf } from "./trial.ts";

let bash: BashParser;
beforeAll(async () => {
  bash = await loadGrammar();
});

describe("whatever the text", () => {
  for (const [title, seed] of [
    ["a fixed seed", 20_240_229],
    ["a seed of the day's own", Math.floor(Date.now() / 86_400_000) * 1_000_003],
  ] as const)
    it(`it is read, checked, formatted and, if it is a program, compiled, with ${title} (${seed})`, async () => {
      // Time of the processor: what else runs takes none of it away, as long as there is enough.
      const before = process.threadCpuUsage();
      const end = performance.now() + 45_000;
      const isTime = (): boolean => {
        const { user, system } = process.threadCpuUsage(before);
        return user + system < 8_000_000 && performance.now() < end;
      };
      let inputs = 0;
      for (; inputs < 20 || isTime(); inputs += 1) {
        const number = seed + inputs;
        const { text, findings } = await trialOf(number, bash, 100);
        expect({ number, text, findings }).toEqual({ number, text, findings: [] });
      }
    }, 120_000);
});

describe("however deep, long or many", () => {
  it.each(shapes)("$name are checked and formatted", (shape) => {
    const small = sized(shape, 1_000);
    const large = sized(shape, 8_000);
    const total = (text: string): number => {
      const { check, format } = timeOf(text);
      return check + format;
    };
    // Eight times as much: a square would be 64; what is exponential would never end. A machine that is busy may need a second look.
    let growth = Number.POSITIVE_INFINITY;
    for (let look = 0; look < 3 && growth >= 150; look += 1)
      growth = Math.min(growth, total(large) / Math.max(3, total(small)));
    expect(growth).toBeLessThan(150);
  });
});

describe("whatever the command", () => {
  it("the reader of commands says the same as bash of what can be parsed", () => {
    expect(compareParsing(diceFrom(7), 200, bash).findings).toEqual([]);
  });

  it("a value that may stand in it stays text", () => {
    const { accepted, findings } = compareQuoting(diceFrom(7), 150, bash);
    expect(findings).toEqual([]);
    expect(accepted).toBeGreaterThan(100);
  });
});
