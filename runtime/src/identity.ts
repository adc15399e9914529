/**
 * Names of nodes that are the same in every run of a program: from the scope, the rule, the nodes it fired on and the position
 * in its body, or from the key (language.md §9). Never from time, chance or the number of the node.
 */
import { hash } from "node:crypto";
import { canonical } from "./library/canonical.ts";
import { isSpawn, type Firing, type Maker, type RunState, type ScopeRun } from "./state.ts";
import type { RuleId } from "./workflow.ts";

const known = new WeakMap<RunState, Map<number, string>>();

/** `TASK-` and 12 hexadecimal digits: fit for a folder's name. */
export function nodeId(state: RunState, node: number): string {
  let ids = known.get(state);
  if (ids === undefined) known.set(state, (ids = new Map()));
  const id = ids.get(node);
  if (id !== undefined) return id;
  // A chain of a hundred thousand nodes must not need a hundred thousand stack frames.
  const todo = [node];
  for (let next = todo.at(-1); next !== undefined; next = todo.at(-1)) {
    const missing = ancestors(state, next).filter((ancestor) => !ids.has(ancestor));
    if (missing.length > 0) todo.push(...missing);
    else {
      if (!ids.has(next)) ids.set(next, computeId(state, next, ids));
      todo.pop();
    }
  }
  return ids.get(node) as string;
}

/** Nodes from this one on are none of the run, and others will have their numbers. */
export function forgetIds(state: RunState, from: number): void {
  const ids = known.get(state);
  for (let node = from; ids !== undefined && node < state.graph.size; node += 1) ids.delete(node);
}

/** A name for a firing that is the same in every run of the program. */
export function firingId(state: RunState, firing: Firing): string {
  const { scope } = firing.instance;
  const ids = new Map<number, string>();
  for (let of: Firing | undefined = firing; of; of = of.instance.parent)
    for (const node of of.nodes) if (node >= 0) ids.set(node, nodeId(state, node));
  const path = JSON.stringify([scope.node < 0 ? "" : nodeId(state, scope.node), ...pathOf(state, firing, ids)]);
  return hash("sha256", path).slice(0, 16);
}

/** The node of an id. Looks at each node that there is. */
export function findNode(state: RunState, id: string): number | undefined {
  for (let node = 0; node < state.graph.size; node += 1) if (nodeId(state, node) === id) return node;
  return undefined;
}

/** Nodes whose ids the id is made of. */
function ancestors(state: RunState, node: number): readonly number[] {
  const outer = (state.scopes[state.graph.scope(node)] as ScopeRun).node;
  const nodes = outer < 0 ? [] : [outer];
  if (state.graph.key(node) !== undefined) return nodes;
  const maker = state.graph.firing(node);
  if (isSpawn(maker)) return [...nodes, maker.spawner];
  for (let firing: Firing | undefined = maker; firing; firing = firing.instance.parent)
    for (const fired of firing.nodes) if (fired >= 0) nodes.push(fired);
  return nodes;
}

function computeId(state: RunState, node: number, ids: ReadonlyMap<number, string>): string {
  const scope = state.scopes[state.graph.scope(node)] as ScopeRun;
  const task = state.workflow.tasks[state.graph.task(node)]?.name ?? "task";
  const key = state.graph.key(node);
  const firing = state.graph.firing(node);
  const ordinal = state.graph.ordinal(node);
  const place = key === undefined ? [...makerPath(state, firing, ids), ordinal] : ["key", canonical(key)];
  const path = JSON.stringify([scope.node < 0 ? "" : ids.get(scope.node), task, ...place]);
  return `${task}-${hash("sha256", path).slice(0, 12)}`;
}

function makerPath(state: RunState, maker: Maker, ids: ReadonlyMap<number, string>): readonly unknown[] {
  return isSpawn(maker) ? ["spawned by", ids.get(maker.spawner)] : pathOf(state, maker, ids);
}

function pathOf(state: RunState, firing: Firing, ids: ReadonlyMap<number, string>): readonly unknown[] {
  const { instance } = firing;
  const around = instance.parent === undefined ? [] : [...pathOf(state, instance.parent, ids), instance.ordinal];
  const nodes = firing.nodes.map((node) => (node < 0 ? null : ids.get(node)));
  return [...around, ruleName(state, instance.rule), nodes, ...(firing.group > 0 ? [firing.group] : [])];
}

/** The rule's name or head, with a number where several are written alike: it survives edits elsewhere in the file. */
function ruleName(state: RunState, id: RuleId): string {
  const { rules } = state.workflow;
  const rule = rules[id];
  if (rule === undefined) return "";
  const text = rule.name ?? rule.text;
  let same = 0;
  for (let other = 0; other < id; other += 1) {
    const candidate = rules[other];
    if (candidate?.scope === rule.scope && (candidate.name ?? candidate.text) === text) same += 1;
  }
  return same === 0 ? text : `${text} #${same + 1}`;
}
