import type * as ast from "../ast.ts";
import { diagnose } from "../catalogue.ts";
import type { Diagnostic, Fix } from "../diagnostic.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import { everyPart } from "../emit/walk.ts";
import type { TaskSymbol } from "../program.ts";
import { expressionsIn } from "./body-parts.ts";
import type { Growth } from "./growth.ts";
import { allConditionsOf, anchorOf, type ScopeFacts, taskOfSet } from "./proof-input.ts";

type Gather = ast.Expression & { readonly kind: "gather" };

/** ADG5004: gathers in rules that do not wait until no more nodes can come; once for each task in a rule. */
export function warnOfOpenGathers(scope: ScopeFacts, growth: Growth): readonly Diagnostic[] {
  const { facts } = scope;
  const adders = addersIn(scope);
  return scope.rules.flatMap((rule) => {
    const told = new Set<string>();
    return expressionsIn(rule)
      .flatMap(everyPart)
      .flatMap((part) => {
        if (part.kind !== "gather") return [];
        const task = facts.symbols.get(part.task);
        if (task?.kind !== "task" || isClosed(part, task, rule, scope, leadAll)) return [];
        const what = `${part.task.text}${part.under === undefined ? "" : ` under ${part.under.text}`}`;
        if (told.has(what)) return [];
        told.add(what);
        const fixes = fixesFor(rule, part, what, task, scope, growth);
        return [diagnose("ADG5004", { file: facts.file, span: part.span }, { mode: part.mode, what }, { fixes })];
      });
  });

  /** Whether all that can add a `task` can also lead to a `waited`: then no more of this is no more of that. */
  function leadAll(task: TaskSymbol, waited: TaskSymbol): boolean {
    const { drawing } = growth;
    const goal = growth.added(waited);
    return (
      (adders.get(task) ?? []).every((rule) => drawing.leads(growth.firing(rule), goal)) &&
      scope.spawnersOf(task).every((spawner) => drawing.leads(growth.acting(spawner), goal))
    );
  }
}

/** For each task, the rules that add nodes of it. */
function addersIn({ rules, sitesOf }: ScopeFacts): ReadonlyMap<TaskSymbol, readonly RuleLike[]> {
  const adders = new Map<TaskSymbol, RuleLike[]>();
  for (const rule of rules)
    for (const task of new Set(sitesOf(rule).map((site) => site.task))) {
      const known = adders.get(task);
      if (known === undefined) adders.set(task, [rule]);
      else known.push(rule);
    }
  return adders;
}

/** Whether no more can come once the rule, and those around it, have waited for what they wait for. */
function isClosed(
  gather: Gather,
  task: TaskSymbol,
  rule: RuleLike,
  scope: ScopeFacts,
  leadAll: (task: TaskSymbol, waited: TaskSymbol) => boolean,
): boolean {
  const { facts } = scope;
  const under = anchorOf(gather.under, facts)?.symbol;
  return allConditionsOf(rule, scope).some((condition) => {
    if (condition.kind !== "no-more" && condition.kind !== "all") return false;
    const waited = taskOfSet(condition, facts);
    if (waited === undefined) return false;
    const anchor = anchorOf(condition.under, facts)?.symbol;
    if (condition.under !== undefined) return waited === task && under !== undefined && anchor === under;
    return waited === task || leadAll(task, waited);
  });
}

/** To wait, unless the rule itself can lead to more. */
function fixesFor(
  rule: RuleLike,
  gather: Gather,
  what: string,
  task: TaskSymbol,
  scope: ScopeFacts,
  growth: Growth,
): readonly Fix[] {
  const { file } = scope.facts;
  const last = rule.kind === "rule" ? rule.conditions.at(-1) : undefined;
  if (last === undefined || growth.drawing.leads(growth.firing(rule), growth.added(task))) return [];
  if (gather.under !== undefined && !isInSightOfHead(gather.under, rule, scope)) return [];
  const span = { start: last.span.end, end: last.span.end };
  const text = `no more ${what}`;
  return [{ title: `Wait for "${text}"`, applicability: "safe", edits: [{ file, span, text: `, ${text}` }] }];
}

/** Whether a condition of the rule can name it: it is bound by one of them or around the rule, and not in the body. */
function isInSightOfHead(name: ast.Name, rule: RuleLike, { facts }: ScopeFacts): boolean {
  const symbol = facts.symbols.get(name);
  if (symbol?.kind === "bound") return true;
  if (symbol?.kind !== "local") return false;
  const { span } = symbol.declaration;
  return span.start < rule.span.start || span.start >= rule.span.end;
}
