import { quoted } from "./phrases.ts";

/** What of a node cannot be known when a rule fires (ADG3003). */
export type UnknownResult =
  /** A member is read of a node of which the rule knows too little. */
  | {
      readonly kind: "member";
      readonly member: "result" | "error" | "outcome";
      readonly task: string;
      readonly known: "made" | "added" | "done" | "failed" | "settled";
    }
  /** `args.p` of a node that has not ended, where some add passes a node for p. */
  | { readonly kind: "argument"; readonly task: string; readonly parameter: string }
  /** A node that was seen failed or settled, where its result is wanted. */
  | { readonly kind: "passed"; readonly task: string; readonly known: "failed" | "settled" }
  /** A tolerant gather elsewhere than as a whole argument or output. */
  | { readonly kind: "gather"; readonly mode: "succeeded" | "settled"; readonly task: string };

/** The event that tells a member. */
const eventOf = { result: "done", error: "failed", outcome: "settled" } as const;

/** One sentence about it. */
export function unknownResultText(problem: UnknownResult): string {
  const task = quoted(problem.task);
  switch (problem.kind) {
    case "member":
      return `The ${problem.member} of this ${task} node is not known here: only a rule on ${quoted(eventOf[problem.member])} knows it.`;
    case "argument":
      return `The argument ${quoted(problem.parameter)} of this ${task} node may itself wait for a node, so it is known only once the node is done or failed.`;
    case "passed":
      return `This ${task} node was seen ${problem.known}, so it has no result to pass on; "after" makes a node wait for it.`;
    case "gather":
      return `"${problem.mode} ${problem.task}" is known here only if the rule waits for "all ${problem.task} settled"; else it can only be a whole argument or an output.`;
  }
}
