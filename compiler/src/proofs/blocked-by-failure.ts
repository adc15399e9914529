import type * as ast from "../ast.ts";
import { diagnose } from "../catalogue.ts";
import type { Diagnostic, Fix } from "../diagnostic.ts";
import { nestedRules, type RuleLike } from "../emit/number-rules.ts";
import { everyPart } from "../emit/walk.ts";
import type { AddSite, Source, TaskSymbol } from "../program.ts";
import { conditionsOf } from "../scope-rules.ts";
import { expressionsIn } from "./body-parts.ts";
import type { Drawing } from "./drawing.ts";
import type { Growth } from "./growth.ts";
import type { Liveness } from "./liveness.ts";
import { allConditionsOf, type ScopeFacts, taskOfEvent, taskOfSet, waitsOf } from "./proof-input.ts";

/**
 * ADG5006: rules that fire on, or take in, failures of a task, and wait for no more of what such a node could have led to: that
 * very failure would block them. Not where another rule makes up for it.
 */
export function warnOfBlockedRules(scope: ScopeFacts, live: Liveness, growth: Growth): readonly Diagnostic[] {
  let drawing: Drawing | undefined;
  const standIns = standInsOf(scope, live);
  return scope.rules.flatMap((rule) => {
    if (!live.rules.has(rule)) return [];
    const waits = waitsOf(rule, scope.facts).filter(({ condition }) => !toleratesGaps(condition));
    if (waits.length === 0) return [];
    const failing = failuresFor(rule, scope);
    if (failing.size === 0) return [];
    drawing ??= withFailures(scope, live, growth);
    return waits.flatMap(({ condition, task }) => {
      const leads = (failed: TaskSymbol) => drawing?.leads(growth.acting(failed), growth.added(task)) === true;
      const found = [...failing].find((failed) => leads(failed) && !hasStandIn(failed, task, standIns, growth));
      if (found === undefined) return [];
      const { file } = scope.facts;
      const parameters = { failed: found.name, task: task.name, tolerant: tolerantOf(condition, task.name) };
      return [
        diagnose("ADG5006", { file, span: condition.span }, parameters, { fixes: fixesFor(condition, scope.facts) }),
      ];
    });
  });
}

function toleratesGaps(condition: ast.Condition): boolean {
  return condition.kind === "no-more"
    ? condition.despite
    : condition.kind === "all"
      ? condition.event === "settled"
      : true;
}

/** What the condition should say, as a part of a message. */
function tolerantOf(condition: ast.Condition, task: string): string {
  return condition.kind === "no-more" ? "despite failures" : `all ${task} settled`;
}

function fixesFor(condition: ast.Condition, { file, text }: ScopeFacts["facts"]): readonly Fix[] {
  if (condition.kind === "all") {
    const start = text.indexOf("done", condition.subject.span.end);
    const edits = [{ file, span: { start, end: start + "done".length }, text: "settled" }];
    // What the rule gets is then not known to be done.
    const title = `Wait for "all ${condition.subject.text} settled"`;
    return start < 0 ? [] : [{ title, applicability: "suggested", edits }];
  }
  if (condition.kind !== "no-more") return [];
  const span = { start: condition.span.end, end: condition.span.end };
  return [
    { title: `Add "despite failures"`, applicability: "safe", edits: [{ file, span, text: " despite failures" }] },
  ];
}

/** The tasks whose failures a rule fires on or, with the rules in it, takes in. */
function failuresFor(rule: RuleLike, scope: ScopeFacts): ReadonlySet<TaskSymbol> {
  const { facts } = scope;
  const tasks = new Set<TaskSymbol>();
  const note = (task: TaskSymbol | undefined): void => {
    if (task !== undefined) tasks.add(task);
  };
  for (const condition of allConditionsOf(rule, scope)) note(failingTask(condition, facts));
  const enter = (each: RuleLike): void => {
    for (const expression of expressionsIn(each))
      for (const part of everyPart(expression))
        if (part.kind === "gather" && part.mode !== "all") {
          const task = facts.symbols.get(part.task);
          note(task?.kind === "task" ? task : undefined);
        }
    nestedRules(each.body).forEach(enter);
  };
  enter(rule);
  return tasks;
}

function isFailure(event: ast.NodeEvent): boolean {
  return event === "failed" || event === "settled";
}

/** For each task, the rules that fire on failures of it. */
function standInsOf({ rules, facts }: ScopeFacts, live: Liveness): ReadonlyMap<TaskSymbol, ReadonlySet<RuleLike>> {
  const standIns = new Map<TaskSymbol, Set<RuleLike>>();
  for (const rule of rules)
    if (live.rules.has(rule))
      for (const condition of conditionsOf(rule)) {
        const task = failingTask(condition, facts);
        if (task !== undefined) standIns.set(task, (standIns.get(task) ?? new Set()).add(rule));
      }
  return standIns;
}

/** The task on whose failures a condition holds. */
function failingTask(condition: ast.Condition, facts: ScopeFacts["facts"]): TaskSymbol | undefined {
  if (condition.kind === "event" && isFailure(condition.event)) return facts.conditionTasks.get(condition);
  return condition.kind === "all" && condition.event === "settled" ? taskOfSet(condition, facts) : undefined;
}

/** Whether a rule that fires on failures of the task can itself lead to what is missing. */
function hasStandIn(
  failed: TaskSymbol,
  missing: TaskSymbol,
  standIns: ReturnType<typeof standInsOf>,
  growth: Growth,
): boolean {
  const place = growth.added(missing);
  return [...(standIns.get(failed) ?? [])].some((rule) => growth.drawing.leads(growth.firing(rule), place));
}

/** The places of a scope with, beside growth, what a failure keeps from happening: what is skipped, and rules on a held node. */
function withFailures(scope: ScopeFacts, live: Liveness, growth: Growth): Drawing {
  const drawing = growth.drawing.copy();
  for (const rule of scope.rules) {
    if (!live.rules.has(rule)) continue;
    for (const condition of conditionsOf(rule)) {
      if (condition.kind !== "event" || taskOfEvent(condition, scope.facts) !== undefined) continue;
      const held = scope.facts.conditionTasks.get(condition);
      if (held !== undefined) drawing.connect(growth.acting(held), growth.firing(rule));
    }
    for (const site of scope.sitesOf(rule))
      for (const source of site.sources)
        if (isStrict(source, site)) drawing.connect(growth.acting(source.task), growth.acting(site.task));
  }
  return drawing;
}

/** Whether a failure of the source skips what the site adds. */
function isStrict(source: Source, { call }: AddSite): boolean {
  if (source.kind === "made") return true;
  if (source.kind === "bound") {
    const condition = source.rule.conditions[source.condition];
    return condition?.kind !== "event" || !isFailure(condition.event);
  }
  return !call.arguments.some(({ value }) => value.kind === "gather" && value.mode !== "all");
}
