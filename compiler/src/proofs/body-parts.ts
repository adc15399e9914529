/** What stands in the body of one rule, rules nested in it left out. */
import type * as ast from "../ast.ts";
import type { RuleLike } from "../emit/number-rules.ts";

/** The expressions of a rule: keys and counts of its conditions, its guard, and its own body. */
export function expressionsIn(rule: RuleLike): readonly ast.Expression[] {
  const expressions: ast.Expression[] = [];
  if (rule.kind === "rule") {
    for (const condition of rule.conditions) {
      if (condition.kind === "event" && condition.key !== undefined) expressions.push(condition.key);
      if ("count" in condition) expressions.push(condition.count);
    }
    if (rule.where !== undefined) expressions.push(rule.where);
  }
  visitBody(rule.body, expressions);
  return expressions;
}

function visitBody(body: ast.Body, expressions: ast.Expression[]): void {
  for (const statement of body.statements) {
    switch (statement.kind) {
      case "let":
      case "add":
        expressions.push(statement.value);
        break;
      case "for":
        expressions.push(statement.in);
        visitBody(statement.body, expressions);
        break;
      case "if":
        for (const branch of statement.branches) {
          expressions.push(branch.condition);
          visitBody(branch.body, expressions);
        }
        if (statement.else !== undefined) visitBody(statement.else, expressions);
        break;
      case "fail":
        expressions.push(statement.message);
        break;
      case "rule":
        break;
    }
  }
}
