/**
 * Which rules can fire at all: those for whose conditions some other rule that can fire, or a running node, may add a node. What
 * the others say they add keeps nothing open. What a nested rule adds counts with the rule around it (language.md §4).
 */
import type { RuleId, TaskId, Workflow } from "./workflow.ts";

/** Of the rules of a scope, those that can fire: a least fixpoint. */
export function liveRules(workflow: Workflow, rules: readonly RuleId[]): ReadonlySet<RuleId> {
  const live = new Set<RuleId>();
  const tasks = new Set<TaskId>();
  const addTask = (task: TaskId): void => {
    if (tasks.has(task)) return;
    tasks.add(task);
    workflow.tasks[task]?.spawns?.forEach(addTask);
  };
  for (let before = -1; before !== live.size + tasks.size;) {
    before = live.size + tasks.size;
    for (const id of rules) {
      const rule = workflow.rules[id];
      if (rule === undefined || live.has(id) || (rule.parent !== undefined && !live.has(rule.parent))) continue;
      const canMeet =
        rule.parent !== undefined ||
        rule.conditions.every(
          (condition) => (condition.kind !== "each" && condition.kind !== "keyed") || tasks.has(condition.task),
        );
      if (!canMeet) continue;
      live.add(id);
      for (const { task } of rule.sites) addTask(task);
    }
  }
  return live;
}
