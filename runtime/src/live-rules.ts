/**
 * Which rules can fire at all: those for whose conditions some other rule that can fire, or a running node, may add a node. What
 * the others say they add keeps nothing open. What a nested rule adds counts with the rule around it (language.md §4).
 */
import type { Condition, RuleId, TaskId, Workflow } from "./workflow.ts";

/** Of the rules of a scope, those that can fire: a least fixpoint. */
export function liveRules(workflow: Workflow, rules: readonly RuleId[]): ReadonlySet<RuleId> {
  const live = new Set<RuleId>();
  const tasks = new Set<TaskId>();
  /** Tasks of which nodes with keys are added. */
  const keyed = new Set<TaskId>();
  const addTask = (task: TaskId): void => {
    if (tasks.has(task)) return;
    tasks.add(task);
    workflow.tasks[task]?.spawns?.forEach(addTask);
  };
  const canBeMet = (condition: Condition): boolean => {
    if (condition.kind === "keyed") return keyed.has(condition.task);
    return condition.kind !== "each" || tasks.has(condition.task);
  };
  for (let before = -1; before !== live.size + tasks.size + keyed.size;) {
    before = live.size + tasks.size + keyed.size;
    for (const id of rules) {
      const rule = workflow.rules[id];
      if (rule === undefined || live.has(id) || (rule.parent !== undefined && !live.has(rule.parent))) continue;
      if (rule.parent === undefined && !rule.conditions.every(canBeMet)) continue;
      live.add(id);
      for (const site of rule.sites) {
        addTask(site.task);
        if (site.keyed) keyed.add(site.task);
      }
    }
  }
  return live;
}
