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

/** How the rules stand now, in the order of the program. */
export function ruleProgress(rules: readonly Rule[], view: RunView): readonly RuleProgress[] {
  return rules.map((rule, id) => {
    const standing = view.ruleOf(id);
    const file = rule.source === undefined ? undefined : fileURLToPath(rule.source);
    return { text: rule.text, place: placeOf(rule.line, file), fired: standing.fired, state: stateOf(standing) };
  });
}

function stateOf({ fired, blocked, open }: RuleStanding): RuleProgress["state"] {
  if (blocked > 0) return "blocked";
  if (open) return "open";
  return fired > 0 ? "fired" : "closed";
}
