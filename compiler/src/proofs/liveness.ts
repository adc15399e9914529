/** Which rules of a scope can fire at all: a node of each task that they wait for may come. */
import type { RuleLike } from "../emit/number-rules.ts";
import type * as ast from "../ast.ts";
import type { TaskSymbol } from "../program.ts";
import { conditionsOf } from "../scope-rules.ts";
import { type ScopeFacts, spawnedBy, taskOfEvent, taskOfSet } from "./proof-input.ts";

export interface Liveness {
  readonly rules: ReadonlySet<RuleLike>;
  /** Tasks of which a rule that can fire, or a running node, adds nodes. */
  readonly tasks: ReadonlySet<TaskSymbol>;
}

/** Every rule can fire: for a library, in which others may add. */
export function allLive({ rules, sitesOf }: ScopeFacts): Liveness {
  return { rules: new Set(rules), tasks: new Set(rules.flatMap(sitesOf).map(({ task }) => task)) };
}

/**
 * A least fixpoint: from the rules that wait for no node, to what they add, to the rules that wait for that. `needed` answers the
 * task of which a condition of a rule needs a node.
 */
export function livenessOf(
  scope: ScopeFacts,
  needed: (condition: ast.Condition, scope: ScopeFacts, rule: RuleLike) => TaskSymbol | undefined = neededByEvent,
): Liveness {
  const { facts, around } = scope;
  const rules = new Set<RuleLike>();
  const tasks = new Set<TaskSymbol>();
  const waiting = new Map<RuleLike | TaskSymbol, RuleLike[]>();
  const todo: RuleLike[] = [...scope.rules];
  for (let rule = todo.pop(); rule !== undefined; rule = todo.pop()) {
    if (rules.has(rule)) continue;
    const missing = missingFor(rule);
    if (missing !== undefined) {
      const others = waiting.get(missing);
      if (others === undefined) waiting.set(missing, [rule]);
      else others.push(rule);
      continue;
    }
    rules.add(rule);
    todo.push(...(waiting.get(rule) ?? []));
    for (const { task } of scope.sitesOf(rule)) addTask(task);
  }
  return { rules, tasks };

  function missingFor(rule: RuleLike): RuleLike | TaskSymbol | undefined {
    const outer = around.get(rule);
    if (outer !== undefined && !rules.has(outer)) return outer;
    return conditionsOf(rule)
      .flatMap((condition) => needed(condition, scope, rule) ?? [])
      .find((task) => !tasks.has(task));
  }

  function addTask(task: TaskSymbol): void {
    if (tasks.has(task)) return;
    tasks.add(task);
    todo.push(...(waiting.get(task) ?? []));
    for (const spawned of spawnedBy(task, facts)) addTask(spawned);
  }
}

/**
 * All that the engine, too, counts on when it decides `no more`: the task whose node a condition is about. What a nested rule adds
 * counts with the rule around it, whether it can fire or not (§4).
 */
function neededByEvent(
  condition: ast.Condition,
  { facts, around }: ScopeFacts,
  rule: RuleLike,
): TaskSymbol | undefined {
  return condition.kind === "event" && !around.has(rule) ? taskOfEvent(condition, facts) : undefined;
}

/** The task of which the condition needs at least one node, one by itself or in a set. */
export function neededTask(condition: ast.Condition, { facts }: ScopeFacts): TaskSymbol | undefined {
  switch (condition.kind) {
    case "event":
      return taskOfEvent(condition, facts);
    case "at-least":
    case "every":
      return taskOfSet(condition, facts);
    default:
      return undefined;
  }
}
