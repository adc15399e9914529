import { didYouMean, listText, quoted } from "./phrases.ts";

/** What can be wrong with the arguments of a call (ADG3002). `callee` is the name that is called. */
export type ArgumentProblem =
  | { readonly kind: "too-many"; readonly callee: string; readonly most: number }
  | { readonly kind: "missing"; readonly callee: string; readonly names: readonly string[] }
  /** For a function without names of parameters. */
  | { readonly kind: "too-few"; readonly callee: string; readonly least: number }
  | { readonly kind: "unknown"; readonly callee: string; readonly name: string; readonly nearest: readonly string[] }
  | { readonly kind: "twice"; readonly callee: string; readonly name: string }
  /** `key`, `after` or `priority` behind a call that adds no node. */
  | { readonly kind: "adds-nothing"; readonly callee: string; readonly option: "key" | "after" | "priority" };

/** One sentence about it. */
export function argumentProblemText(problem: ArgumentProblem): string {
  const callee = quoted(problem.callee);
  switch (problem.kind) {
    case "too-many":
      return `${callee} takes ${problem.most === 0 ? "no arguments" : `at most ${count(problem.most)}`}.`;
    case "too-few":
      return `${callee} takes at least ${count(problem.least)}.`;
    case "missing":
      return `${callee} also needs ${listText(problem.names.map(quoted), "and")}.`;
    case "unknown":
      return `${callee} has no parameter ${quoted(problem.name)}${didYouMean(problem.nearest)}`;
    case "twice":
      return `${callee} is given ${quoted(problem.name)} twice.`;
    case "adds-nothing":
      return `${callee} adds no node, so it can have no ${quoted(problem.option)}.`;
  }
}

function count(arguments_: number): string {
  return arguments_ === 1 ? "1 argument" : `${arguments_} arguments`;
}
