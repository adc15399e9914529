/** What the proofs read of a program, and small questions they ask of it. */
import type * as ast from "../ast.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import type { AddSite, Program, Symbol, TaskSymbol } from "../program.ts";
import { conditionsOf, outwards, scopeRulesOf, type ScopeRules } from "../scope-rules.ts";
import type { Type } from "../types.ts";

/** The tables of a program that may yet have errors. */
export type Facts = Pick<
  Program,
  "file" | "text" | "module" | "tasks" | "symbols" | "types" | "sites" | "recalling" | "conditionTasks"
>;

/** A scope with what its rules add. */
export interface ScopeFacts extends ScopeRules {
  readonly facts: Facts;
  sitesOf(rule: RuleLike): readonly AddSite[];
  /** The tasks whose running nodes may add nodes of a task. */
  spawnersOf(task: TaskSymbol): readonly TaskSymbol[];
}

/** Each scope of a module with what its rules add: the module, then its workflows. */
export function scopesFactsOf(facts: Facts): readonly ScopeFacts[] {
  const sites = Map.groupBy(facts.sites.values(), ({ owner }) => owner);
  const sitesOf = (rule: RuleLike): readonly AddSite[] => sites.get(rule) ?? [];
  const spawners = new Map<TaskSymbol, Set<TaskSymbol>>();
  for (const task of facts.tasks)
    for (const spawned of spawnedBy(task, facts)) spawners.set(spawned, (spawners.get(spawned) ?? new Set()).add(task));
  const spawnersOf = (task: TaskSymbol): readonly TaskSymbol[] => [...(spawners.get(task) ?? [])];
  return scopeRulesOf(facts.module).map((scope) => ({ ...scope, facts, sitesOf, spawnersOf }));
}

/** A condition by which the rule waits until no more nodes of a task can come. */
export interface Wait {
  readonly rule: ast.Rule;
  readonly condition: ast.Condition & { readonly kind: "no-more" | "all" | "every" };
  readonly task: TaskSymbol;
  /** The node after `under`. */
  readonly anchor: Anchor | undefined;
}

export interface Anchor {
  readonly symbol: Symbol;
  readonly task: TaskSymbol;
}

/** The waits of a rule. One on a list that a name holds is none: that set is closed. */
export function waitsOf(rule: RuleLike, facts: Facts): readonly Wait[] {
  if (rule.kind === "start") return [];
  return rule.conditions.flatMap((condition) => {
    if (condition.kind !== "no-more" && condition.kind !== "all" && condition.kind !== "every") return [];
    const task = taskOfSet(condition, facts);
    return task === undefined ? [] : [{ rule, condition, task, anchor: anchorOf(condition.under, facts) }];
  });
}

/** The task that a condition on a set speaks of, unless it speaks of a list that a name holds. */
export function taskOfSet(condition: ast.Condition, { symbols, conditionTasks }: Facts): TaskSymbol | undefined {
  if (condition.kind === "no-more") return conditionTasks.get(condition);
  const subject = symbols.get(condition.subject);
  return subject === undefined || subject.kind === "task" ? conditionTasks.get(condition) : undefined;
}

/** The node that a name after `under` stands for. */
export function anchorOf(name: ast.Name | undefined, { symbols }: Facts): Anchor | undefined {
  const symbol = name === undefined ? undefined : symbols.get(name);
  return symbol === undefined ? undefined : anchorOfSymbol(symbol);
}

export function anchorOfSymbol(symbol: Symbol): Anchor | undefined {
  if (symbol.kind !== "bound" && symbol.kind !== "local") return undefined;
  const [task, ...others] = tasksIn(symbol.type);
  return task === undefined || others.length > 0 ? undefined : { symbol, task };
}

/** The task of an event of any node of it (or of that with a key); of a node that a name holds there is none. */
export function taskOfEvent(
  condition: ast.Condition & { readonly kind: "event" },
  { symbols, conditionTasks }: Facts,
): TaskSymbol | undefined {
  const task = conditionTasks.get(condition);
  return symbols.get(condition.subject)?.kind === "task" ? task : undefined;
}

/** The tasks of all nodes anywhere in values of the type. */
export function tasksIn(type: Type): readonly TaskSymbol[] {
  switch (type.kind) {
    case "node":
      return [type.task];
    case "list":
      return tasksIn(type.element);
    case "tuple":
      return [...new Set(type.elements.flatMap(tasksIn))];
    case "union":
      return [...new Set(type.members.flatMap(tasksIn))];
    case "record":
      return [...new Set(type.fields.flatMap((field) => tasksIn(field.type)))];
    default:
      return [];
  }
}

/** The tasks whose nodes a running node of `task` may add. */
export function spawnedBy({ declaration }: TaskSymbol, { tasks, symbols }: Facts): readonly TaskSymbol[] {
  if (declaration.kind !== "task") return [];
  return declaration.spawns.flatMap((name) => {
    const symbol = symbols.get(name) ?? tasks.find((task) => task.name === name.text);
    return symbol?.kind === "task" ? [symbol] : [];
  });
}

/** All conditions that must hold before the rule fires: its own, and those of the rules around it. */
export function allConditionsOf(rule: RuleLike, { around }: ScopeRules): readonly ast.Condition[] {
  return outwards(rule, around).flatMap(conditionsOf);
}
