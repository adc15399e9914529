/** What a workflow's tables say about one scope, worked out once: its tasks and rules, its places, and its regions. */
import { condense } from "./closure.ts";
import { EVENTS, isNodeCondition, placeOf } from "./conditions.ts";
import { liveRules } from "./live-rules.ts";
import { planRegion, type RegionPlan } from "./region-plan.ts";
import type { ScopePlan, Slot } from "./scope-plan.ts";
import type { Condition, NodeEvent, Rule, RuleId, ScopeId, Site, TaskId, Under, Workflow } from "./workflow.ts";

/** Plans of all scopes of a workflow, by scope. */
export function planWorkflow(workflow: Workflow): readonly ScopePlan[] {
  const rules: RuleId[][] = workflow.scopes.map(() => []);
  for (const [id, rule] of workflow.rules.entries()) rules[rule.scope]?.push(id);
  return workflow.scopes.map((_, scope) => planScope(workflow, scope, rules[scope] ?? []));
}

function planScope(workflow: Workflow, scope: ScopeId, rules: readonly RuleId[]): ScopePlan {
  const ruleOf = (id: RuleId): Rule => workflow.rules[id] as Rule;
  const tasks = tasksOf(workflow, scope, rules);
  const taskIndices = new Map(tasks.map((task, index) => [task, index]));
  const ruleIndices = new Map(rules.map((rule, index) => [rule, index]));
  /** By task, where it is one of the scope's. */
  const localTasks = new Int32Array(workflow.tasks.length).fill(-1);
  for (const [task, index] of taskIndices) localTasks[task] = index;
  const taskIndex = (task: TaskId): number => localTasks[task] as number;
  const ruleIndex = (rule: RuleId): number => ruleIndices.get(rule) as number;
  const slot = (task: TaskId, event: NodeEvent): Slot => taskIndex(task) * EVENTS.length + placeOf(event);
  const added = taskIndex;
  const acting = (task: TaskId): number => tasks.length + taskIndex(task);
  const firing = (rule: RuleId): number => 2 * tasks.length + ruleIndex(rule);

  const listeners = new Map<Slot, { rule: RuleId; condition: number }[]>();
  const remembered = new Set<Slot>();
  const arrows: [number, number][] = [];
  const live = liveRules(workflow, rules);
  for (const task of tasks) {
    arrows.push([added(task), acting(task)]);
    for (const spawned of workflow.tasks[task]?.spawns ?? []) arrows.push([acting(task), added(spawned)]);
  }
  for (const id of rules) {
    const rule = ruleOf(id);
    const several = rule.conditions.filter(isNodeCondition).length > 1 || rule.parent !== undefined;
    for (const [index, condition] of rule.conditions.entries()) {
      if (condition.kind === "at-least" && condition.of.kind === "task") {
        const { task } = condition.of;
        arrows.push([condition.event === "added" ? added(task) : acting(task), firing(id)]);
      }
      if (condition.kind !== "each" && condition.kind !== "keyed") continue;
      arrows.push([condition.event === "added" ? added(condition.task) : acting(condition.task), firing(id)]);
      if (condition.kind === "keyed") continue;
      const place = slot(condition.task, condition.event);
      if (several) remembered.add(place);
      if (rule.parent !== undefined) continue;
      const list = listeners.get(place) ?? [];
      list.push({ rule: id, condition: index });
      listeners.set(place, list);
    }
    if (!live.has(id)) continue;
    for (const site of rule.sites) arrows.push([firing(id), added(site.task)]);
    for (const child of rule.nested) arrows.push([firing(id), firing(child)]);
  }

  let takenIn: ReadonlySet<TaskId> | undefined;
  const leads = new Map<RuleId, ReadonlySet<TaskId>>();
  const plan: ScopePlan = {
    workflow,
    scope,
    tasks,
    rules,
    places: condense(2 * tasks.length + rules.length, arrows),
    arrows,
    countedDone: new Set(rules.flatMap((id) => ruleOf(id).conditions.flatMap(tasksCountedDone))),
    keyed: new Set(rules.flatMap((id) => ruleOf(id).sites.flatMap(({ keyed, task }) => (keyed ? [task] : [])))),
    usesKeys: rules.some((id) => usesKeys(ruleOf(id))),
    live,
    listeners,
    remembered,
    regions: new Map(),
    taskIndex,
    ruleIndex,
    rule: ruleOf,
    slot,
    added,
    acting,
    firing,
    mayBeTakenIn(task) {
      takenIn ??= tasksTakenIn(workflow, scope, rules);
      return takenIn.has(task);
    },
    leadsTo(rule, task) {
      let targets = leads.get(rule);
      if (targets === undefined) leads.set(rule, (targets = targetsOf(plan, rule)));
      return targets.has(task);
    },
  };
  const regions = new Map<TaskId, RegionPlan>();
  for (const [anchor, queries] of queriesOf(plan)) regions.set(anchor, planRegion(plan, anchor, queries));
  return { ...plan, regions };
}

function tasksOf(workflow: Workflow, scope: ScopeId, rules: readonly RuleId[]): readonly TaskId[] {
  const tasks = new Set<TaskId>();
  const note = (site: Site): void => {
    tasks.add(site.task);
    for (const source of site.sources) if (source.kind === "gather") tasks.add(source.task);
  };
  for (const id of rules) {
    const rule = workflow.rules[id] as Rule;
    rule.sites.forEach(note);
    for (const condition of rule.conditions) {
      if ("task" in condition) tasks.add(condition.task);
      const of = setOf(condition);
      if (of === undefined) continue;
      tasks.add(of.task);
      if (of.under !== undefined) tasks.add(of.under.task);
    }
  }
  for (const output of workflow.scopes[scope]?.outputs ?? []) tasks.add(output.task);
  for (const task of tasks) for (const spawned of workflow.tasks[task]?.spawns ?? []) tasks.add(spawned);
  return [...tasks].sort((a, b) => a - b);
}

const usesKeys = ({ sites, conditions }: Rule): boolean =>
  sites.some(({ keyed }) => keyed) || conditions.some(({ kind }) => kind === "keyed");

function tasksCountedDone(condition: Condition): readonly TaskId[] {
  if (condition.kind !== "every" && !(condition.kind === "at-least" && condition.event === "done")) return [];
  return condition.of.kind === "task" ? [condition.of.task] : [];
}

/** The task (and anchor) whose nodes a set condition waits for; `undefined` for all other conditions. */
function setOf(condition: Condition): { readonly task: TaskId; readonly under?: Under } | undefined {
  if (condition.kind === "no-more" || condition.kind === "all") return condition;
  if (condition.kind !== "at-least" && condition.kind !== "every") return undefined;
  return condition.of.kind === "task" ? condition.of : undefined;
}

/** What some condition or gather asks `under` which task: anchor → tasks asked for. */
function queriesOf(plan: ScopePlan): ReadonlyMap<TaskId, ReadonlySet<TaskId>> {
  const queries = new Map<TaskId, Set<TaskId>>();
  const ask = (anchor: TaskId, task: TaskId): void => {
    const asked = queries.get(anchor) ?? new Set();
    queries.set(anchor, asked.add(task));
  };
  for (const id of plan.rules) {
    const rule = plan.rule(id);
    for (const condition of rule.conditions) {
      const of = setOf(condition);
      if (of?.under !== undefined) ask(of.under.task, of.task);
    }
    for (const site of rule.sites)
      for (const source of site.sources)
        if (source.kind === "gather" && source.under !== undefined) ask(source.under.task, source.task);
  }
  return queries;
}

/**
 * Tasks whose failures something may take in after the fact: a tolerant gather or output, `all … settled`, and, of what comes before
 * those, whatever would be skipped for the failure and settle.
 */
function tasksTakenIn(workflow: Workflow, scope: ScopeId, rules: readonly RuleId[]): ReadonlySet<TaskId> {
  const taken = new Set<TaskId>();
  const below = new Set<TaskId>();
  for (const output of workflow.scopes[scope]?.outputs ?? [])
    if (output.mode === "succeeded" || output.mode === "settled") taken.add(output.task);
  for (const id of rules) {
    const rule = workflow.rules[id] as Rule;
    for (const task of rule.takesIn ?? []) taken.add(task);
    for (const condition of rule.conditions) {
      if (condition.kind === "all" && condition.event === "settled") taken.add(condition.task);
      if (isNodeCondition(condition) && condition.event === "settled") below.add(condition.task);
    }
  }
  const todo = [...taken, ...below];
  const seen = new Set<TaskId>();
  for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
    if (seen.has(task)) continue;
    seen.add(task);
    for (const [from, to] of workflow.edges) {
      if (to !== task) continue;
      taken.add(from);
      todo.push(from);
    }
  }
  return taken;
}

/** Every task that `rule` can lead to by itself: what it adds, what rules nested in it add, what those append, and what rules on them add. */
function targetsOf(plan: ScopePlan, rule: RuleId): ReadonlySet<TaskId> {
  const reached = new Set<TaskId>();
  const seen = new Set<RuleId>();
  const todo: RuleId[] = [rule];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    todo.push(...plan.rule(id).nested);
    const tasks = plan.rule(id).sites.map((site) => site.task);
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      if (reached.has(task)) continue;
      reached.add(task);
      tasks.push(...(plan.workflow.tasks[task]?.spawns ?? []));
      for (const other of plan.rules)
        if (plan.rule(other).conditions.some((condition) => isNodeCondition(condition) && condition.task === task))
          todo.push(other);
    }
  }
  return reached;
}
