/** What a key that is met again may put under a node, with all that hangs on it. */
import { flatSources, sourceTask } from "./region-sources.ts";
import type { ScopePlan } from "./scope-plan.ts";
import type { RuleId, TaskId } from "./workflow.ts";

/**
 * For each rule the tasks whose nodes, met again by a key, may bring along what it or a rule in it makes from them; with the rules that
 * make such nodes.
 */
export function broughtBy(
  plan: ScopePlan,
  anchor: TaskId,
): ReadonlyMap<RuleId, ReadonlyMap<TaskId, ReadonlySet<RuleId>>> {
  const makers = new Map<RuleId, Map<TaskId, Set<RuleId>>>();
  for (const id of plan.rules) {
    if (!plan.live.has(id)) continue;
    for (const site of plan.rule(id).sites)
      for (const source of flatSources(plan, anchor, site)) {
        if (source.kind !== "keyed") continue;
        for (let rule: RuleId | undefined = id; rule !== undefined; rule = plan.rule(rule).parent) {
          const tasks = makers.get(rule) ?? new Map<TaskId, Set<RuleId>>();
          makers.set(rule, tasks.set(source.task, (tasks.get(source.task) ?? new Set()).add(source.rule)));
          if (rule === source.rule) break;
        }
      }
  }
  return makers;
}

/** Tasks of which a key met again may put old nodes under new ones: those with keys, and what descends from them. */
export function tasksMetAgain(plan: ScopePlan): ReadonlySet<TaskId> {
  const met = new Set<TaskId>();
  const sites = plan.rules.flatMap((id) => plan.rule(id).sites);
  for (let before = -1; before !== met.size;) {
    before = met.size;
    for (const { task, keyed, sources } of sites)
      if (keyed || sources.some((source) => met.has(sourceTask(plan, source) ?? -1))) met.add(task);
    for (const task of [...met]) plan.workflow.tasks[task]?.spawns?.forEach((spawned) => met.add(spawned));
  }
  return met;
}

export function bringsAlong(plan: ScopePlan, id: RuleId, metAgain: ReadonlySet<TaskId>): boolean {
  const { sites, nested } = plan.rule(id);
  return sites.some(({ task }) => metAgain.has(task)) || nested.some((child) => bringsAlong(plan, child, metAgain));
}
