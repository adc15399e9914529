/** What is in sight at the cursor: the declaration around it is checked by itself, with what the analysis knows of all others. */
import type * as ast from "../ast.ts";
import { type Checker, createChecker, type Environment } from "../check/checker.ts";
import { checkExpression } from "../check/expression.ts";
import { checkDeclaration, checkInput } from "../check/module.ts";
import { Scope } from "../check/scope.ts";
import type { CheckedModule } from "../program-of.ts";
import { unknownType } from "../type-shape.ts";
import { CURSOR, type CursorTree, HERE } from "./cursor-tree.ts";
import { declaredSymbols } from "./declared-symbols.ts";

export interface CursorScope {
  readonly checker: Checker;
  /** That of the innermost expression around the cursor; of a condition, what its rule has in sight there. */
  readonly environment: Environment;
}

/** Checks the declaration around the cursor. */
export function cursorScope({ module, text, at }: CursorTree, checked: CheckedModule): CursorScope {
  const inputs = new Scope();
  let found: Environment | undefined;
  const around: Environment = { scope: inputs, owner: undefined, sets: [], text: "plain" };
  const checker = createChecker(
    { file: checked.file.file, text, module },
    declaredSymbols(checked.checker.module),
    (own, expression, environment) => {
      if (expression.span.start <= at && at <= expression.span.end) found = environment;
      if (expression.kind !== "name") return checkExpression(own, expression, environment);
      const { text: name } = expression.name;
      if (name === HERE) found = environment;
      if (name !== HERE && name !== CURSOR) return checkExpression(own, expression, environment);
      own.types.set(expression, unknownType);
      return unknownType;
    },
  );
  // What is wrong with it is not asked: so its TypeScript function need not be read.
  const declared: ast.Declaration | undefined = module.declarations.find(
    ({ span }) => span.start <= at && at <= span.end,
  );
  const isOwn = (input: ast.Input): boolean => declared?.kind === "input" && declared.name.text === input.name.text;
  for (const symbol of checker.module.inputs.values()) {
    if ("kind" in symbol.declaration && isOwn(symbol.declaration)) break;
    inputs.declare(symbol);
  }
  if (declared?.kind === "input") checkInput(checker, declared, around);
  else if (declared !== undefined && declared.kind !== "import")
    checkDeclaration(checker, declared, around, () => true);
  return { checker, environment: found ?? around };
}
