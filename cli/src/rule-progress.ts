import { fileURLToPath } from "node:url";
import type { Rule, RuleReport, RuleStanding, RunView } from "@adg/runtime";
import { placeOf } from "./place.ts";

/** A rule as a person follows it while the run goes on. */
export interface RuleProgress {
  /** Its head. */
  readonly text: string;
  readonly place: string;
  readonly fired: number;
  /** `open`: it may fire yet, or again. The others are as in the report. */
  readonly state: "open" | RuleReport["state"];
}

/** Answers how the rules stand, in the order of the program, as often as it is asked. */
export function followRules(rules: readonly Rule[]): (view: RunView) => readonly RuleProgress[] {
  const known = rules.map(({ text, line, source }) => ({
    text,
    place: placeOf(line, source === undefined ? undefined : fileURLToPath(source)),
  }));
  return (view) =>
    known.map(({ text, place }, id) => {
      const standing = view.ruleOf(id);
      return { text, place, fired: standing.fired, state: stateOf(standing) };
    });
}

function stateOf({ fired, blocked, open }: RuleStanding): RuleProgress["state"] {
  if (blocked > 0) return "blocked";
  if (open) return "open";
  return fired > 0 ? "fired" : "closed";
}
