/** What is known of a scope before anything runs. `plan.ts` works it out. */
import type { PlaceGraph } from "./closure.ts";
import type { RegionPlan } from "./region-plan.ts";
import type { NodeEvent, Rule, RuleId, ScopeId, TaskId, Workflow } from "./workflow.ts";

/** Index of what happens to nodes of a task: `slot(task, event)` of a `ScopePlan`. */
export type Slot = number;

export interface ScopePlan {
  readonly workflow: Workflow;
  readonly scope: ScopeId;
  /** Tasks whose nodes the scope can hold or speaks of, by local number. */
  readonly tasks: readonly TaskId[];
  /** All rules of the scope, nested ones too, by local number, in the order of the text. */
  readonly rules: readonly RuleId[];
  readonly places: PlaceGraph;
  /** What the places were condensed from. */
  readonly arrows: readonly (readonly [from: number, to: number])[];
  /** Tasks whose nodes some rule counts as they succeed. */
  readonly countedDone: ReadonlySet<TaskId>;
  /** Tasks of which nodes with keys are added. */
  readonly keyed: ReadonlySet<TaskId>;
  /** Whether any node has a key, or any rule asks for one. */
  readonly usesKeys: boolean;
  /** Rules that can fire at all. */
  readonly live: ReadonlySet<RuleId>;
  /** Per slot: the rules standing directly in the scope that listen, with the condition that does. */
  readonly listeners: ReadonlyMap<Slot, readonly { readonly rule: RuleId; readonly condition: number }[]>;
  /** Slots whose nodes must be remembered, because a rule joins them or a nested rule may come to listen. */
  readonly remembered: ReadonlySet<Slot>;
  /** One for each task that some `under` names. */
  readonly regions: ReadonlyMap<TaskId, RegionPlan>;
  taskIndex(task: TaskId): number;
  ruleIndex(rule: RuleId): number;
  rule(id: RuleId): Rule;
  slot(task: TaskId, event: NodeEvent): Slot;
  /** Places. */
  added(task: TaskId): number;
  acting(task: TaskId): number;
  firing(rule: RuleId): number;
  /** Whether a failure of a node of `task` that no rule has handled at once may still be handled in this scope. */
  mayBeTakenIn(task: TaskId): boolean;
  /** Whether `rule` can itself lead to nodes of `task` after it fired on a failure (language.md §4, stand-in). */
  leadsTo(rule: RuleId, task: TaskId): boolean;
}
