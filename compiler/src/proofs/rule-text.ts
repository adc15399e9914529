import type { RuleLike } from "../emit/number-rules.ts";

/** The head of a rule as written, on one line. */
export function ruleText(rule: RuleLike, text: string): string {
  return text.slice(rule.head.start, rule.head.end).replaceAll(/\s+/g, " ").trim();
}
