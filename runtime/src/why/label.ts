/** Nodes, rules and conditions in the user's words. */
import { canonical } from "../library/canonical.ts";
import { nodeId } from "../identity.ts";
import { fileOf } from "../report.ts";
import { scopeOf, type Instance, type RunState } from "../state.ts";
import type { Condition, RuleId, SetOf, TaskId, Workflow } from "../workflow.ts";
import type { Around, NodeFailure, NodeLabel, RuleLabel, Some } from "./answer.ts";

export const taskName = ({ tasks }: Workflow, task: TaskId): string => tasks[task]?.name ?? `task ${task}`;

export function nodeLabel(state: RunState, node: number): NodeLabel {
  const { graph, workflow } = state;
  const task = graph.task(node);
  const label = shortText(state, node);
  const isOneOfMany = label === undefined && (scopeOf(state, node).sets.get(task)?.members.length ?? 0) > 1;
  return {
    node,
    id: nodeId(state, node),
    task: taskName(workflow, task),
    state: graph.state(node),
    ...(label === undefined ? {} : { label }),
    ...(isOneOfMany ? { isOneOfMany } : {}),
  };
}

const longestLabel = 60;
const mostParts = 3;

/** The key, else those arguments that are plain values. */
export function shortText(state: RunState, node: number): string | undefined {
  const { graph } = state;
  const key = graph.key(node);
  if (key !== undefined) return shortened(canonical(key));
  const plain = graph.args(node).filter((value) => isPlain(value));
  if (plain.length === 0) return undefined;
  const parts = plain.slice(0, mostParts).map((value) => JSON.stringify(value));
  return shortened(parts.join(", "));
}

const shortened = (text: string): string =>
  text.length <= longestLabel ? text : `${text.slice(0, longestLabel / 2)}…${text.slice(-longestLabel / 2)}`;

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

export function ruleLabel({ workflow }: RunState, id: RuleId): RuleLabel {
  const rule = workflow.rules[id];
  const scope = rule === undefined ? undefined : workflow.scopes[rule.scope];
  return {
    rule: id,
    text: rule?.text ?? "",
    ...(rule?.name === undefined ? {} : { name: rule.name }),
    line: rule?.line ?? 0,
    ...fileOf(rule),
    ...(rule === undefined || rule.scope === 0 ? {} : { workflow: scope?.name ?? "" }),
  };
}

/** The nodes of a tuple, without conditions that bind none. */
export const labelsOf = (state: RunState, nodes: readonly number[]): readonly NodeLabel[] =>
  nodes.filter((node) => node >= 0).map((node) => nodeLabel(state, node));

/** The firings around a nested rule, innermost first. */
export function aroundOf(state: RunState, instance: Instance): readonly Around[] {
  const around: Around[] = [];
  for (let { parent, ordinal } = instance; parent !== undefined; { parent, ordinal } = parent.instance) {
    const { instance: outer, nodes } = parent;
    around.push({ rule: ruleLabel(state, outer.rule), on: labelsOf(state, nodes), ordinal });
  }
  return around;
}

export function failureLabel(state: RunState, node: number): NodeFailure {
  const { code = "", message = "" } = state.graph.failure(node) ?? {};
  return { node: nodeLabel(state, node), code, message };
}

/** The failures behind nodes that did not succeed: of skipped ones, those that they were skipped for. */
export function rootsOf(state: RunState, nodes: Iterable<number>): readonly number[] {
  const roots = new Set<number>();
  for (const node of nodes) for (const root of state.roots.get(node) ?? [node]) roots.add(root);
  return [...roots];
}

/** The first of them, and how many more there are. */
export function someOf<T, U>(all: readonly T[], most: number, tell: (one: T) => U): Some<U> {
  const shown = all.slice(0, most).map((one) => tell(one));
  return { shown, more: all.length - shown.length };
}

/** A condition that is written in TypeScript has no text of its own. */
export const aPredicate = "its predicate";

/** A condition as the language writes it; `count` and `key`, where they are known, as text. */
export function conditionText(
  workflow: Workflow,
  condition: Condition,
  { count = "N", key = "…" }: { readonly count?: string; readonly key?: string } = {},
): string {
  const under = (of: { readonly under?: { readonly name: string } }): string =>
    of.under === undefined ? "" : ` under ${of.under.name}`;
  const setText = (of: SetOf, event: string): string =>
    of.kind === "held" ? `${of.held} ${event}` : `${taskName(workflow, of.task)} ${event}${under(of)}`;
  switch (condition.kind) {
    case "each":
      return `${taskName(workflow, condition.task)} ${condition.event}`;
    case "held":
      return `${condition.held} ${condition.event}`;
    case "keyed":
      return `${taskName(workflow, condition.task)}[${key}] ${condition.event}`;
    case "no-more":
      return `no more ${taskName(workflow, condition.task)}${under(condition)}${condition.despite ? " despite failures" : ""}`;
    case "all":
      return `all ${taskName(workflow, condition.task)} ${condition.event}${under(condition)}`;
    case "all-held":
      return `all ${condition.held} ${condition.event}`;
    case "at-least":
      return `at least ${count} ${setText(condition.of, condition.event)}`;
    case "every":
      return `every ${count} ${setText(condition.of, "done")}`;
    case "predicate":
      return aPredicate;
  }
}
