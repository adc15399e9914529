/** One program judged in several orders: what is wrong with it, if anything. */
import { checkProgram, workflowOf, type Checked } from "./compile.ts";
import { diceFrom, type Dice } from "../support/dice.ts";
import { drawProgram } from "./generate.ts";
import { Disagreement, judge, OverCautious, type Judged, type Picker } from "./orders.ts";
import { smallerPrograms } from "./shrink.ts";
import { Interner, TooLarge } from "./sides.ts";
import type { WhyFigures } from "./why-check.ts";
import type { Program } from "./program.ts";
import type { Workflow } from "../../runtime/src/workflow.ts";

type Refusal = Exclude<Checked, { readonly kind: "accepted" }>;

export interface Trial {
  readonly orders: number;
  /** The same seed gives the same orders. */
  readonly seed: number;
  /** Programs with more nodes are not judged. */
  readonly largest: number;
  /** Where what is asked of runs is judged, too: at one in so many moments; what was. */
  readonly why?: { readonly oneIn: number; readonly figures: WhyFigures };
}

export type Verdict =
  | { readonly kind: "agreed"; readonly runs: readonly Judged[] }
  /** adg would refuse the program. */
  | { readonly kind: "refused" }
  | { readonly kind: "too large" }
  /** The engine errs on the safe side. */
  | { readonly kind: "over-cautious"; readonly message: string }
  | { readonly kind: "wrong"; readonly message: string };

/** A random program that adg accepts, and whether it had to be changed for that. */
export interface Drawn {
  readonly program: Program;
  /** What was drawn first, where that waits for what it can lead to (ADG5001). */
  readonly unsound: Program | undefined;
}

/** Draws a program; rules that adg refuses are left out, one by one. */
export function drawAccepted(dice: Dice): Drawn {
  let program = drawProgram(dice);
  let unsound: Program | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const checked = checkProgram(program);
    if (checked.kind === "accepted") return { program, unsound };
    if (checked.kind === "unsound" && isFirst) unsound = program;
    program = withoutOne(program, checked, dice) ?? drawProgram(dice);
  }
}

function withoutOne(program: Program, { rules }: Refusal, dice: Dice): Program | undefined {
  const named = rules[dice(Math.max(1, rules.length))];
  if (named === undefined) return undefined;
  const scope = program.scopes[named.scope] as Program["scopes"][number];
  const fewer = { ...scope, rules: scope.rules.toSpliced(named.rule, 1) };
  return { ...program, scopes: program.scopes.with(named.scope, fewer) };
}

export async function verdictOn(program: Program, { orders, seed, largest, why }: Trial): Promise<Verdict> {
  const runs: Judged[] = [];
  try {
    const checked = checkProgram(program);
    if (checked.kind !== "accepted") return { kind: "refused" };
    const workflow = await workflowOf(program);
    const names = new Interner();
    for (let order = 0; order < orders; order += 1) {
      const when = diceFrom(seed + order);
      const isMoment = (): boolean => when(why?.oneIn ?? 1) === 0;
      const questions = why === undefined ? {} : { why: { figures: why.figures, isMoment } };
      const run = judge(program, workflow, pickerOf(order, diceFrom(seed + order)), { largest, ...questions }, names);
      runs.push(run);
      const first = runs[0];
      if (first === undefined || dependsOnTiming(workflow) || run.isStopped || first.isStopped) continue;
      if (run.result !== first.result) return { kind: "wrong", message: "two orders end in different graphs" };
      if (run.ids.join() !== first.ids.join()) return { kind: "wrong", message: "ids of nodes differ between orders" };
    }
  } catch (error) {
    if (error instanceof TooLarge) return { kind: "too large" };
    const { message, stack } = error as Error;
    if (error instanceof OverCautious) return { kind: "over-cautious", message };
    return { kind: "wrong", message: error instanceof Disagreement ? message : (stack ?? message) };
  }
  return { kind: "agreed", runs };
}

/** Which nodes `at least` and `every` take depends on the order (language.md §9). */
export const dependsOnTiming = ({ rules }: Workflow): boolean =>
  rules.some(({ conditions }) => conditions.some(({ kind }) => kind === "at-least" || kind === "every"));

/** First come first served, last come first served, then orders by chance. */
function pickerOf(order: number, dice: Picker): Picker {
  if (order === 0) return () => 0;
  if (order === 1) return (count) => count - 1;
  return dice;
}

type Complaint = Extract<Verdict, { readonly message: string }>;

export const isComplaint = (verdict: Verdict): verdict is Complaint => "message" in verdict;

/** What kind of thing is wrong, without the particulars. */
export const kindOf = ({ kind, message }: Complaint): string => `${kind}: ${message.split(/[:\n]| \d/)[0]}`;

/** The smallest program found that is wrong in the same way. */
export async function minimize(
  program: Program,
  trial: Trial,
): Promise<{ readonly program: Program; readonly message: string }> {
  const first = await verdictOn(program, trial);
  if (!isComplaint(first)) return { program, message: "" };
  let best = { program, message: first.message };
  search: for (;;) {
    for (const smaller of smallerPrograms(best.program)) {
      const verdict = await verdictOn(smaller, trial);
      if (!isComplaint(verdict) || kindOf(verdict) !== kindOf(first)) continue;
      best = { program: smaller, message: verdict.message };
      continue search;
    }
    return best;
  }
}
