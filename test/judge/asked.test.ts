import { describe, expect, it } from "vitest";
import { diceFrom } from "../support/dice.ts";
import { AskedRun, firingsOf, type AskedOptions, type Kept } from "./asked-run.ts";
import { workflowOf } from "./compile.ts";
import { printProgram } from "./print.ts";
import { TooLarge } from "./sides.ts";
import { dependsOnTiming, drawAccepted } from "./verdict.ts";
import type { Program } from "./program.ts";
import type { Workflow } from "../../runtime/src/workflow.ts";

const PROGRAMS = 80;
const asks = { extend: true, finish: true };

type Play = (seed: number, more?: Partial<AskedOptions>) => AskedRun;

/** Calls `examine` for random programs that are small enough; answers for how many. */
async function each(examine: (play: Play, workflow: Workflow, seed: number) => void): Promise<number> {
  let examined = 0;
  const first = Date.now() % 1_000_000_000;
  for (let index = 0; index < PROGRAMS; index += 1) {
    // Half of the programs are the same every day.
    const seed = index % 2 === 0 ? index : first + index;
    const { program } = drawAccepted(diceFrom(seed));
    const workflow = await workflowOf(program);
    try {
      examine(playOf(program, workflow), workflow, seed);
      examined += 1;
    } catch (error) {
      if (error instanceof TooLarge) continue;
      throw new Error(`seed ${seed}\n${printProgram(program)}`, { cause: error });
    }
  }
  return examined;
}

const playOf =
  (program: Program, workflow: Workflow): Play =>
  (seed, more = {}) =>
    new AskedRun(program, workflow, { pick: diceFrom(seed), largest: 40, ...more }).run();

/** What a `fail` has stopped is another thing in every order. */
const isStopped = ({ state }: AskedRun): boolean => state.scopes.some(({ stopped }) => stopped !== undefined);

describe("a run that asks before each firing", () => {
  it("asks for the firings in the order in which they fire unasked, and says what each adds", async () => {
    let firings = 0;
    const examined = await each((play, _, seed) => {
      const unasked = play(seed);
      const asked = play(seed, { asks });
      expect(asked.graph).toBe(unasked.graph);
      expect(asked.report).toBe(unasked.report);
      expect(asked.changes).toEqual(unasked.changes);
      const fired = unasked.changes.filter((change) => change.kind === "rule-fired");
      const allowed = firingsOf(asked).filter(({ failure }) => failure === undefined);
      expect(allowed.map(({ rule, count }) => ({ kind: "rule-fired", rule, added: count }))).toEqual(fired);
      const { nodes } = JSON.parse(asked.graph) as { readonly nodes: readonly { readonly id: string }[] };
      const ids = new Set(nodes.map(({ id }) => id));
      const said = allowed.flatMap(({ adds }) => adds.map(({ id }) => id));
      expect(said.filter((id) => !ids.has(id))).toEqual([]);
      expect(new Set(said).size).toBe(said.length);
      expect(new Set(allowed.map(({ id }) => id)).size).toBe(allowed.length);
      firings += allowed.length;
    });
    expect(examined).toBeGreaterThan(PROGRAMS / 2);
    expect(firings).toBeGreaterThan(PROGRAMS);
  }, 120_000);

  it("ends in the same graph when it is cut after any number of answers and taken up again", async () => {
    let cuts = 0;
    const examined = await each((play, workflow, seed) => {
      const whole = play(seed);
      if (isStopped(whole) || dependsOnTiming(workflow)) return;
      const dice = diceFrom(seed + 1);
      const kept: Kept = { outcomes: [], allowed: new Set() };
      const asked: string[] = [];
      let run: AskedRun;
      do {
        let left = 1 + dice(3);
        run = play(dice(1_000_000), {
          asks,
          kept,
          answer(question) {
            if (left === 0) return false;
            left -= 1;
            if (question.kind === "extend") asked.push(question.firing.id);
            return true;
          },
        });
        if (run.isCut) cuts += 1;
      } while (run.isCut);
      expect(run.outcome).toBe(whole.outcome);
      // Nobody is asked twice for what was allowed.
      expect(new Set(asked).size).toBe(asked.length);
    });
    expect(examined).toBeGreaterThan(PROGRAMS / 2);
    expect(cuts).toBeGreaterThan(PROGRAMS);
  }, 120_000);
});
