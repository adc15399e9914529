/**
 * Judges as many random programs as asked: `node test/judge/run.ts --programs 10000 --orders 4 --seed 1`. Prints figures, and the
 * smallest programs found for disagreements (`--show N`; with `--cautious`, also those where the engine blocks what is whole). With `--why`
 * the answers to "why" are judged, too. Ends with status 1 where there is one.
 */
import { parseArgs } from "node:util";
import { diceFrom } from "../support/dice.ts";
import { printProgram } from "./print.ts";
import { noFigures } from "./why-check.ts";
import { drawAccepted, isComplaint, kindOf, minimize, verdictOn, type Trial } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "1000" },
    orders: { type: "string", default: "4" },
    seed: { type: "string", default: "1" },
    largest: { type: "string", default: "40" },
    cautious: { type: "boolean", default: false },
    why: { type: "boolean", default: false },
    show: { type: "string", default: "5" },
  },
});
const programs = Number(values.programs);
const seed = Number(values.seed);
const show = Number(values.show);

const figures = {
  drawn: 0,
  /** Programs that were refused as they were first drawn. */
  unsound: 0,
  refused: 0,
  "too large": 0,
  agreed: 0,
  "over-cautious": 0,
  wrong: 0,
  withBlocked: 0,
  withFailures: 0,
  runs: 0,
  nodes: 0,
  fired: 0,
  late: 0,
  stopped: 0,
};
const why = values.why ? { why: { oneIn: 2, figures: noFigures() } } : {};
const kinds = new Map<string, number>();
let shown = 0;
const began = Date.now();
for (let index = 0; figures.drawn < programs; index += 1) {
  const trial: Trial = {
    orders: Number(values.orders),
    seed: seed * 1_000_003 + index,
    largest: Number(values.largest),
    ...why,
  };
  const { program, unsound } = drawAccepted(diceFrom(trial.seed));
  if (unsound !== undefined) figures.unsound += 1;
  const verdict = await verdictOn(program, trial);
  figures.drawn += 1;
  if (figures.drawn % 500 === 0) console.error(`${figures.drawn} programs, ${figures.wrong} wrong`);
  figures[verdict.kind] += 1;
  if (verdict.kind === "agreed") {
    const [first] = verdict.runs;
    if ((first?.blocked ?? 0) > 0) figures.withBlocked += 1;
    if ((first?.failed ?? 0) > 0) figures.withFailures += 1;
    for (const run of verdict.runs) {
      figures.runs += 1;
      figures.nodes += run.nodes;
      figures.fired += run.fired;
      figures.late += Math.min(1, run.late);
      figures.stopped += Number(run.isStopped);
    }
  }
  if (!isComplaint(verdict)) continue;
  const kind = kindOf(verdict);
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (shown >= show || (verdict.kind === "over-cautious" && !values.cautious)) continue;
  shown += 1;
  const least = await minimize(program, trial);
  console.log(`--- seed ${trial.seed}: ${least.message}\n${printProgram(least.program)}\n`);
}
const share = Math.round((100 * figures.unsound) / Math.max(1, figures.drawn));
console.log(
  `${share} % of the programs were refused as they were first drawn, and went on without a rule that the refusal names.`,
);
if (why.why !== undefined) console.log("why:", why.why.figures);
console.log(figures, Object.fromEntries(kinds), `${Math.round((Date.now() - began) / 1000)} s`);
process.exitCode = figures.wrong > 0 ? 1 : 0;
