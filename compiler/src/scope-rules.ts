/** The rules of each scope of a module, and which stands in which. */
import type * as ast from "./ast.ts";
import { nestedRules, rulesOf, type RuleLike } from "./emit/number-rules.ts";

/** The rules of the module, or of a workflow in it: they see the nodes of their scope only, and add to it only. */
export interface ScopeRules {
  readonly scope: ast.Module | ast.Workflow;
  /** In the order of the text, nested ones after the rule around them. */
  readonly rules: readonly RuleLike[];
  /** The rule around each nested one. */
  readonly around: ReadonlyMap<RuleLike, RuleLike>;
}

/** The module, then its workflows. */
export function scopeRulesOf(module: ast.Module): readonly ScopeRules[] {
  return [module, ...module.declarations.filter((each) => each.kind === "workflow")].map((scope) => {
    const rules: RuleLike[] = [];
    const around = new Map<RuleLike, RuleLike>();
    const enter = (rule: RuleLike): void => {
      rules.push(rule);
      for (const nested of nestedRules(rule.body)) {
        around.set(nested, rule);
        enter(nested);
      }
    };
    rulesOf(scope).forEach(enter);
    return { scope, rules, around };
  });
}

/** The rule and those around it, from the inside out. */
export function outwards(rule: RuleLike, around: ReadonlyMap<RuleLike, RuleLike>): readonly RuleLike[] {
  const chain: RuleLike[] = [];
  for (let each: RuleLike | undefined = rule; each !== undefined; each = around.get(each)) chain.push(each);
  return chain;
}

/** The conditions of a rule; a `start` has none. */
export function conditionsOf(rule: RuleLike): readonly ast.Condition[] {
  return rule.kind === "start" ? [] : rule.conditions;
}
