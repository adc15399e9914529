import type { Context } from "./context.ts";
import { emitType } from "./emit-type.ts";
import type { RuleLike } from "./number-rules.ts";
import { termOf, type Term } from "./provenance.ts";
import { conditionType } from "./rule-sight.ts";

/**
 * The nodes that a rule fired on, where they give edges: not those only seen as added. For a rule whose conditions name no node,
 * those of the rule around it.
 */
export function firedTerms(rule: RuleLike, context: Context): readonly Term[] {
  if (rule.kind === "start") return [];
  const events = rule.conditions.flatMap((condition, index) =>
    condition.kind === "event" ? [{ condition, index }] : [],
  );
  if (events.length === 0) {
    const around = context.parentOf(rule);
    return around === undefined ? [] : firedTerms(around, context);
  }
  return events
    .filter(({ condition }) => condition.event !== "added")
    .map(({ condition, index }) => {
      return termOf(context.bound(rule, index), () => emitType(conditionType(context, condition), context));
    });
}
