import { diagnose } from "../catalogue.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Circle } from "./circles.ts";
import type { Facts } from "./proof-input.ts";
import { ruleText } from "./rule-text.ts";

/** ADG5001, at the condition that waits; each rule on the circle is named with its place. */
export function reportCircle({ wait, steps }: Circle, { file, text }: Facts): Diagnostic {
  const circle = [wait.task.name, ...steps.map(({ task }) => task.name)];
  const related = steps.flatMap(({ rule, task }) =>
    rule === undefined ? [] : [{ file, span: rule.head, message: `"${ruleText(rule, text)}" can add "${task.name}".` }],
  );
  const under = wait.anchor === undefined ? undefined : wait.condition.under?.text;
  return diagnose("ADG5001", { file, span: wait.condition.span }, { task: wait.task.name, under, circle }, { related });
}
