import type { Parting } from "@adg/runtime/asked";
import type { ReplayTold } from "./replay.ts";
import { counted, numberText } from "./words.ts";

/** So many are told. What comes later mostly follows from what came first. */
const most = 5;

/** Whether a program makes of a journal what the run had, and where not. */
export function partingText({ run, of, isSame }: ReplayTold, partings: readonly Parting[]): string {
  const [first, ...others] = partings;
  if (first === undefined)
    return `The program makes the same graph of run ${run}: ${counted(of, "outcome")}, in the order of the journal.`;
  const head = isSame ? "The program parts from the journal" : "The program has changed, and parts from the journal";
  const more = others.slice(0, most - 1).map((each) => `  then: ${sentence(each)}`);
  const rest = partings.length - most;
  return [
    `${head} of run ${run}: ${sentence(first)}`,
    ...more,
    ...(rest > 0 ? [`  … and ${numberText(rest)} more`] : []),
  ].join("\n");
}

const reasons = {
  arguments: "has other arguments now",
  code: "is of a task whose code has changed",
  result: "had a result that is gone or not of its task's type any more",
  absent: "is not in the graph any more",
  waiting: "waits for something now",
  running: "runs now",
  done: "needed fewer attempts now",
  failed: "fails now before that",
  skipped: "is skipped now",
  cancelled: "is cancelled now",
} as const satisfies Record<Extract<Parting, { kind: "left" }>["why"], string>;

function sentence(parting: Parting): string {
  switch (parting.kind) {
    case "order":
      return `outcome ${parting.outcome}, of "${parting.node}", comes only after that of "${parting.after}".`;
    case "number":
      return `at outcome ${parting.outcome}, "${parting.node}" is node ${parting.is} and was node ${parting.was}.`;
    case "left":
      return `outcome ${parting.outcome} has no place: "${parting.node}" ${reasons[parting.why]}.`;
    case "more":
      return `"${parting.node}" would run, and the run had nothing of it.`;
    case "counts":
      return `${counted(parting.is, "node")} ${parting.state}, and the run had ${numberText(parting.was)}.`;
  }
}
