import type * as ast from "../ast.ts";
import { diagnose } from "../catalogue.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import type { AddSite, TaskSymbol } from "../program.ts";
import { outwards, conditionsOf } from "../scope-rules.ts";
import { Drawing } from "./drawing.ts";
import type { Liveness } from "./liveness.ts";
import { type ScopeFacts, taskOfEvent } from "./proof-input.ts";
import { ruleText } from "./rule-text.ts";
import { unconditionalCalls } from "./unconditional-calls.ts";

/** A rule that, for each node of `from`, adds one of the site's task, whatever is in them. */
interface Certain {
  readonly from: TaskSymbol;
  readonly site: AddSite;
}

/**
 * ADG5003: circles of rules in which every addition is unconditional: nothing in the program ends them. Told once for each
 * circle, at the addition that closes it. Rules in `told` are on a circle that was refused already.
 */
export function warnOfEndlessGrowth(
  scope: ScopeFacts,
  live: Liveness,
  told: ReadonlySet<RuleLike>,
): readonly Diagnostic[] {
  const certain = scope.rules
    .filter((rule) => live.rules.has(rule) && !told.has(rule))
    .flatMap((rule) => certainOf(rule, scope));
  return reportCircles(certain, scope.facts);
}

/** The same for workflows of which each use makes another one, in their own scopes or in each other's. */
export function warnOfEndlessUses(scopes: readonly ScopeFacts[]): readonly Diagnostic[] {
  const [first] = scopes;
  return first === undefined ? [] : reportCircles(scopes.flatMap(usesOf), first.facts);
}

/** The workflows that each use of a workflow uses for sure. */
function usesOf(scope: ScopeFacts): readonly Certain[] {
  const workflow = scope.facts.tasks.find(({ declaration }) => declaration === scope.scope);
  if (workflow === undefined) return [];
  const rules = scope.rules.map((rule) => sureSites(rule, scope));
  const sure = new Set<AddSite>();
  for (let size = -1; size < sure.size;) {
    size = sure.size;
    const added = new Set([...sure].map(({ task }) => task));
    for (const { from, sites } of rules)
      if ([...from].every((task) => added.has(task))) for (const site of sites) sure.add(site);
  }
  // A growth guard ends it, if only by failing.
  if ([...sure].some(({ task }) => hasGuard(task))) return [];
  return [...sure].flatMap((site) => (site.task.declaration.kind === "workflow" ? [{ from: workflow, site }] : []));
}

function reportCircles(certain: readonly Certain[], facts: ScopeFacts["facts"]): readonly Diagnostic[] {
  const drawing = new Drawing();
  const numbers = new Map<TaskSymbol, number>();
  for (const task of new Set(certain.flatMap(({ from, site }) => [from, site.task])))
    numbers.set(task, drawing.addPlace());
  const numberOf = (task: TaskSymbol): number => numbers.get(task) ?? -1;
  for (const { from, site } of certain) drawing.connect(numberOf(from), numberOf(site.task));
  const component = drawing.components();
  const circular = certain.filter(({ from, site }) => component[numberOf(from)] === component[numberOf(site.task)]);
  return [...Map.groupBy(circular, ({ from }) => component[numberOf(from)]).values()].map((group) =>
    report(shortestCircle(group), facts),
  );
}

function report(circle: readonly Certain[], { file, text }: ScopeFacts["facts"]): Diagnostic {
  const last = circle.at(-1) as Certain;
  const names = [...circle.map(({ from }) => from.name), last.site.task.name];
  const related = circle.map(({ site }) => ({
    file,
    span: site.owner.head,
    message: `"${ruleText(site.owner, text)}" always adds "${site.task.name}".`,
  }));
  return diagnose("ADG5003", { file, span: last.site.call.callee.span }, { circle: names }, { related });
}

/** The shortest circle in a group of additions that can lead to each other, the first of several. */
function shortestCircle(group: readonly Certain[]): readonly Certain[] {
  const next = Map.groupBy(group, ({ from }) => from);
  // Where one addition follows on each, they make one circle, wherever it begins.
  const starts = next.size === group.length ? group.slice(0, 1) : group;
  const circles = starts.map((first) => circleThrough(first, next) ?? group);
  return circles.toSorted((a, b) => a.length - b.length)[0] ?? group;
}

function circleThrough(
  first: Certain,
  next: ReadonlyMap<TaskSymbol, readonly Certain[]>,
): readonly Certain[] | undefined {
  const reached = new Map<TaskSymbol, Certain>([[first.site.task, first]]);
  // A map hands out what is added to it while it is gone through: it is the queue.
  for (const task of reached.keys()) {
    if (task === first.from) return wayTo(task, first, reached);
    for (const each of next.get(task) ?? []) if (!reached.has(each.site.task)) reached.set(each.site.task, each);
  }
  return undefined;
}

/** The additions from `first` to a task, where each task was reached by one. */
function wayTo(task: TaskSymbol, first: Certain, reached: ReadonlyMap<TaskSymbol, Certain>): readonly Certain[] {
  const way: Certain[] = [];
  for (let each = reached.get(task); each !== undefined; each = reached.get(each.from)) {
    way.push(each);
    if (each === first) break;
  }
  return way.toReversed();
}

/** What a rule adds for sure for each node of a task that it, or a rule around it, fires on. */
function certainOf(rule: RuleLike, scope: ScopeFacts): readonly Certain[] {
  const { from, sites } = sureSites(rule, scope);
  const unguarded = sites.filter(({ task }) => !hasGuard(task));
  return unguarded.flatMap((site) => [...from].map((task) => ({ from: task, site })));
}

/** The sites that a rule reaches for sure, once for each tuple of nodes of the tasks `from`; for none, once in its scope. */
function sureSites(
  rule: RuleLike,
  scope: ScopeFacts,
): { readonly from: ReadonlySet<TaskSymbol>; readonly sites: readonly AddSite[] } {
  const nothing = { from: new Set<TaskSymbol>(), sites: [] };
  const chain = outwards(rule, scope.around);
  if (!chain.every(isUnconditional)) return nothing;
  // Each nested rule must itself be made without condition.
  for (const [place, outer] of chain.slice(1).entries())
    if (!unconditionalCalls(outer.body).rules.has(chain[place] as RuleLike)) return nothing;
  const calls = unconditionalCalls(rule.body).calls;
  // A name holds one node: only conditions on any node of a task give a rule more and more to fire on.
  const from = new Set(
    chain
      .flatMap(conditionsOf)
      .flatMap((condition) => (condition.kind === "event" ? (taskOfEvent(condition, scope.facts) ?? []) : [])),
  );
  return { from, sites: scope.sitesOf(rule).filter(({ call }) => calls.has(call) && call.key === undefined) };
}

/** Whether it fires for every node of its tasks, if they succeed. */
function isUnconditional(rule: RuleLike): boolean {
  if (rule.kind === "start") return true;
  return (
    rule.where === undefined &&
    rule.conditions.every(
      (condition) =>
        condition.kind === "no-more" ||
        condition.kind === "all" ||
        (condition.kind === "event" && condition.key === undefined && condition.event !== "failed"),
    )
  );
}

/** A growth guard is an end that the author has thought of. */
function hasGuard({ declaration }: TaskSymbol): boolean {
  return declaration.kind === "task" && declaration.attributes.some((each: ast.Attribute) => each.kind === "at-most");
}
