import type * as ast from "../ast.ts";
import { code, type Code } from "./code.ts";
import { emitKey } from "./emit-condition.ts";
import type { RuleSight } from "./rule-sight.ts";
import { everyPart } from "./walk.ts";

/**
 * The equalities of a guard that tell which nodes of two conditions can belong together, so that the engine need not try all
 * pairs: `where a.result.run == b.result.run and …`.
 */
export function emitJoins(rule: ast.Rule, sight: RuleSight): readonly Code[] {
  if (rule.where === undefined) return [];
  return conjuncts(rule.where).flatMap((part) => {
    if (part.kind !== "binary" || part.operator !== "==") return [];
    const [left, right] = [onlyCondition(part.left, rule, sight), onlyCondition(part.right, rule, sight)];
    if (left === undefined || right === undefined || left === right) return [];
    const keys = [emitKey(part.left, sight), emitKey(part.right, sight)];
    const [leftKey, rightKey] = left < right ? keys : keys.toReversed();
    const [first, second] = [Math.min(left, right), Math.max(left, right)];
    return [
      code`{ left: ${String(first)}, right: ${String(second)}, leftKey: ${leftKey ?? ""}, rightKey: ${rightKey ?? ""} }`,
    ];
  });
}

function conjuncts(guard: ast.Expression): readonly ast.Expression[] {
  return guard.kind === "binary" && guard.operator === "and"
    ? [...conjuncts(guard.left), ...conjuncts(guard.right)]
    : [guard];
}

/** The one condition whose name an expression reads, if that fires for each node of a task and nothing else of the rule is read. */
function onlyCondition(expression: ast.Expression, rule: ast.Rule, { context }: RuleSight): number | undefined {
  const read = new Set<number>();
  for (const part of everyPart(expression)) {
    if (part.kind === "gather") return undefined;
    if (part.kind !== "name") continue;
    const symbol = context.symbol(part.name);
    if (symbol.kind === "bound" && symbol.rule === rule) read.add(symbol.condition);
  }
  const [only] = read;
  if (only === undefined || read.size > 1) return undefined;
  const condition = rule.conditions[only];
  const isEach =
    condition?.kind === "event" && condition.key === undefined && context.symbol(condition.subject).kind === "task";
  return isEach ? only : undefined;
}
