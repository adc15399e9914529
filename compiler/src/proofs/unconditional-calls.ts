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
    if (expression.kind === "call") calls.add(expression);
    certainParts(expression).forEach(visit);
  };
  for (const statement of body.statements) {
    if (statement.kind === "let" || statement.kind === "add") visit(statement.value);
    if (statement.kind === "for") visit(statement.in);
    if (statement.kind === "if" && statement.branches[0] !== undefined) visit(statement.branches[0].condition);
    if (statement.kind === "rule") rules.add(statement);
  }
  return { calls, rules };
}

/** The parts of an expression that are evaluated once whenever it is. */
function certainParts(expression: ast.Expression): readonly ast.Expression[] {
  if (expression.kind === "comprehension") return [expression.in];
  if (expression.kind === "conditional") return [expression.condition];
  const isLazy = expression.kind === "binary" && ["and", "or", "??"].includes(expression.operator);
  return isLazy ? [expression.left] : partsOf(expression);
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
