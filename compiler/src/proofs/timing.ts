import { diagnose } from "../catalogue.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { conditionsOf } from "../scope-rules.ts";
import type { ScopeFacts } from "./proof-input.ts";

/** ADG5005: conditions that hold sooner or later, or for other nodes, as tasks complete in another order. */
export function hintAtTiming({ rules, facts: { file } }: ScopeFacts): readonly Diagnostic[] {
  return rules.flatMap(conditionsOf).flatMap((condition) => {
    if (condition.kind !== "at-least" && condition.kind !== "every") return [];
    const what = condition.kind === "every" ? "every" : "at least";
    return [diagnose("ADG5005", { file, span: condition.span }, { what, task: condition.subject.text })];
  });
}
