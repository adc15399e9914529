/** One program judged in several orders: what is wrong with it, if anything. */
import { isAccepted } from "./accepted.ts";
import { compileProgram } from "./compile.ts";
import { Refused } from "./names.ts";
import { diceFrom, drawProgram, type Dice } from "./generate.ts";
import { Disagreement, judge, OverCautious, type Judged } from "./orders.ts";
import { smallerPrograms } from "./shrink.ts";
import { Ambiguous, Interner, TooLarge } from "./sides.ts";
import type { Program } from "./program.ts";

export interface Trial {
  readonly orders: number;
  /** The same seed gives the same orders. */
  readonly seed: number;
  /** Programs with more nodes are not judged. */
  readonly largest: number;
}

export type Verdict =
  | { readonly kind: "agreed"; readonly runs: readonly Judged[] }
  /** adg would refuse the program. */
  | { readonly kind: "refused" }
  | { readonly kind: "too large" }
  /** The language leaves open what must happen. */
  | { readonly kind: "ambiguous" }
  /** The engine errs on the safe side. */
  | { readonly kind: "over-cautious"; readonly message: string }
  | { readonly kind: "wrong"; readonly message: string };

/** A random program that adg accepts: rules that make waiting unsound are left out. */
export function drawAccepted(dice: Dice): Program {
  let program = drawProgram(dice);
  while (!isSound(program)) {
    const fewer = program.scopes.flatMap((scope, index) =>
      scope.rules.map((_, rule) => {
        const rules = scope.rules.toSpliced(rule, 1);
        return { ...program, scopes: program.scopes.with(index, { ...scope, rules }) };
      }),
    );
    const sound = fewer.filter(isSound);
    const left = sound.length > 0 ? sound : fewer;
    const waits = Math.max(...left.map(waitsIn));
    const best = left.filter((each) => waitsIn(each) === waits);
    program = best[dice(Math.max(1, best.length))] ?? drawProgram(dice);
  }
  return program;
}

const waitsIn = ({ scopes }: Program): number =>
  scopes
    .flatMap(({ rules }) => rules.flatMap(({ conditions }) => conditions))
    .filter(({ kind }) => kind === "no-more" || kind === "all").length;

function isSound(program: Program): boolean {
  try {
    return isAccepted(compileProgram(program));
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

export function verdictOn(program: Program, { orders, seed, largest }: Trial): Verdict {
  const runs: Judged[] = [];
  try {
    if (!isAccepted(compileProgram(program))) return { kind: "refused" };
    const names = new Interner();
    for (let order = 0; order < orders; order += 1) {
      const run = judge(program, pickerOf(order, diceFrom(seed + order)), { largest }, names);
      runs.push(run);
      const first = runs[0];
      if (first === undefined) continue;
      if (run.result !== first.result) return { kind: "wrong", message: "two orders end in different graphs" };
      if (run.ids.join() !== first.ids.join()) return { kind: "wrong", message: "ids of nodes differ between orders" };
    }
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused" };
    if (error instanceof Ambiguous) return { kind: "ambiguous" };
    if (error instanceof TooLarge) return { kind: "too large" };
    const { message, stack } = error as Error;
    if (error instanceof OverCautious) return { kind: "over-cautious", message };
    return { kind: "wrong", message: error instanceof Disagreement ? message : (stack ?? message) };
  }
  return { kind: "agreed", runs };
}

/** First come first served, last come first served, then orders by chance. */
function pickerOf(order: number, dice: (below: number) => number): (count: number) => number {
  if (order === 0) return () => 0;
  if (order === 1) return (count) => count - 1;
  return dice;
}

type Complaint = Extract<Verdict, { readonly message: string }>;

export const isComplaint = (verdict: Verdict): verdict is Complaint => "message" in verdict;

/** What kind of thing is wrong, without the particulars. */
export const kindOf = ({ kind, message }: Complaint): string => `${kind}: ${message.split(/[:\n]| \d/)[0]}`;

/** The smallest program found that is wrong in the same way. */
export function minimize(program: Program, trial: Trial): { readonly program: Program; readonly message: string } {
  const first = verdictOn(program, trial);
  if (!isComplaint(first)) return { program, message: "" };
  let best = { program, message: first.message };
  search: for (;;) {
    for (const smaller of smallerPrograms(best.program)) {
      const verdict = verdictOn(smaller, trial);
      if (!isComplaint(verdict) || kindOf(verdict) !== kindOf(first)) continue;
      best = { program: smaller, message: verdict.message };
      continue search;
    }
    return best;
  }
}
