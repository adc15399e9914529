import type * as ast from "../ast.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import { partsOf } from "../emit/walk.ts";

/** The calls that a body makes, and the rules in it, whatever its data: those in no `if` and no loop. None if it may fail. */
export function unconditionalCalls(body: ast.Body): {
  readonly calls: ReadonlySet<ast.Call>;
  readonly rules: ReadonlySet<RuleLike>;
} {
  const calls = new Set<ast.Call>();
  const rules = new Set<RuleLike>();
  if (mayFail(body)) return { calls, rules };
  const visit = (expression: ast.Expression): void => {
    switch (expression.kind) {
      case "call":
        calls.add(expression);
        break;
      // Parts that may not be evaluated, or more than once.
      case "comprehension":
        visit(expression.in);
        return;
      case "conditional":
        visit(expression.condition);
        return;
      case "binary":
        visit(expression.left);
        if (["and", "or", "??"].includes(expression.operator)) return;
        visit(expression.right);
        return;
    }
    partsOf(expression).forEach(visit);
  };
  for (const statement of body.statements) {
    if (statement.kind === "let" || statement.kind === "add") visit(statement.value);
    if (statement.kind === "for") visit(statement.in);
    if (statement.kind === "if" && statement.branches[0] !== undefined) visit(statement.branches[0].condition);
    if (statement.kind === "rule") rules.add(statement);
  }
  return { calls, rules };
}

function mayFail(body: ast.Body): boolean {
  return body.statements.some(
    (statement) =>
      statement.kind === "fail" ||
      (statement.kind === "for" && mayFail(statement.body)) ||
      (statement.kind === "if" &&
        (statement.branches.some((branch) => mayFail(branch.body)) ||
          (statement.else !== undefined && mayFail(statement.else)))),
  );
}
