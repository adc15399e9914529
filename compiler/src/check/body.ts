import type * as ast from "../ast.ts";
import { primitive } from "../type-shape.ts";
import type { Checker, Environment } from "./checker.ts";
import { loopEnvironment } from "./expression.ts";
import { checkFits } from "./fits.ts";
import { declareLocal } from "./local.ts";
import { narrowed } from "./narrow.ts";
import { checkRuleHead } from "./rule.ts";
import { Scope } from "./scope.ts";

/** Checks a rule: its conditions, its guard and its body. */
export function checkRule(checker: Checker, rule: ast.Rule, environment: Environment): void {
  checkBody(checker, rule.body, checkRuleHead(checker, rule, environment));
}

/** Checks the statements of a body, which is a scope of its own. */
export function checkBody(checker: Checker, body: ast.Body, environment: Environment): void {
  const inner = { ...environment, scope: new Scope(environment.scope) };
  for (const statement of body.statements) checkStatement(checker, statement, inner);
}

function checkStatement(checker: Checker, statement: ast.Statement, environment: Environment): void {
  switch (statement.kind) {
    case "let": {
      const type = checker.type(statement.value, environment);
      declareLocal(checker, environment.scope, statement.name, statement, type);
      break;
    }
    case "add":
      checkAddStatement(checker, statement.value, environment);
      break;
    case "for":
      checkBody(checker, statement.body, loopEnvironment(checker, statement, environment));
      break;
    case "if":
      checkIf(checker, statement, environment);
      break;
    case "rule":
      checkRule(checker, statement, environment);
      break;
    case "fail":
      checker.type(statement.message, environment);
      checkFits(checker, statement.message, primitive("string"), "value");
      break;
  }
}

/** A line that adds: anything else on a line of its own would do nothing. */
function checkAddStatement(checker: Checker, value: ast.Expression, environment: Environment): void {
  const type = checker.type(value, environment);
  if (type.kind !== "unknown" && !(value.kind === "call" && checker.adds.has(value)))
    checker.report("ADG3001", value.span, { kind: "adds-nothing" });
}

/** Each branch knows that the conditions above it failed. */
function checkIf(checker: Checker, statement: ast.Statement & { readonly kind: "if" }, environment: Environment): void {
  let { scope } = environment;
  for (const { condition, body } of statement.branches) {
    checker.type(condition, { ...environment, scope });
    checkFits(checker, condition, primitive("boolean"), "value");
    checkBody(checker, body, { ...environment, scope: narrowed(checker, scope, condition, "holds") });
    scope = narrowed(checker, scope, condition, "fails");
  }
  if (statement.else !== undefined) checkBody(checker, statement.else, { ...environment, scope });
}
