import type * as ast from "../ast.ts";
import type { Program } from "../program.ts";

/** A rule, or a `start`, which is a rule without conditions. */
export type RuleLike = ast.Rule | ast.Start;

/** A module or workflow: what has rules of its own. */
export type ScopeLike = ast.Module | ast.Workflow;

/** All rules of scopes of a module in the order of the text, nested ones included, and the rule around each nested one. */
export function numberRules(scopes: readonly ScopeLike[]): {
  readonly rules: readonly RuleLike[];
  readonly parents: ReadonlyMap<RuleLike, RuleLike>;
} {
  const rules: RuleLike[] = [];
  const parents = new Map<RuleLike, RuleLike>();
  const enter = (rule: RuleLike, parent: RuleLike | undefined) => {
    rules.push(rule);
    if (parent !== undefined) parents.set(rule, parent);
    for (const nested of nestedRules(rule.body)) enter(nested, rule);
  };
  for (const scope of scopes) for (const rule of rulesOf(scope)) enter(rule, undefined);
  rules.sort((a, b) => a.span.start - b.span.start);
  return { rules, parents };
}

/** The program's own module, then the workflows that it has, in the order of its tasks. */
export function scopesOf({ module, tasks }: Program): readonly ScopeLike[] {
  return [module, ...tasks.map(({ declaration }) => declaration).filter((each) => each.kind === "workflow")];
}

/** The rules that stand directly in a scope. */
export function rulesOf(scope: ScopeLike): readonly RuleLike[] {
  const members = scope.kind === "module" ? scope.declarations : scope.members;
  return members.filter((member) => member.kind === "start" || member.kind === "rule");
}

/** The rules that stand in a body, not in rules of it. */
export function nestedRules(body: ast.Body): readonly ast.Rule[] {
  return body.statements.flatMap((statement) => {
    switch (statement.kind) {
      case "rule":
        return [statement];
      case "for":
        return nestedRules(statement.body);
      case "if":
        return [
          ...statement.branches.flatMap((branch) => nestedRules(branch.body)),
          ...(statement.else === undefined ? [] : nestedRules(statement.else)),
        ];
      default:
        return [];
    }
  });
}

/** Names that the module imports as values: functions of TypeScript modules, or what other `.adg` files declare. */
export function importedNames(module: ast.Module): readonly ast.ImportedName[] {
  return module.declarations.flatMap((declaration) =>
    declaration.kind === "import" && !declaration.typeOnly ? declaration.names : [],
  );
}
