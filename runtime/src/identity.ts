/**
 * Names of nodes that are the same in every run of a program: from the scope, the rule, the nodes it fired on and the position
 * in its body, or from the key (language.md §9). Never from time, chance or the number of the node.
 */
import { hash } from "node:crypto";
import { canonical } from "./library/canonical.ts";
import { isSpawn, type Firing, type Maker, type RunState, type ScopeRun } from "./state.ts";
import type { RuleId, TaskId } from "./workflow.ts";

interface Known {
  /** By the node's number. */
  readonly ids: (string | undefined)[];
  /** How the paths begin of all nodes of a task that one maker made: they are mostly asked for together. */
  last: { readonly maker: Maker; readonly task: TaskId; readonly text: string } | undefined;
}

const known = new WeakMap<RunState, Known>();

function knownOf(state: RunState): Known {
  let of = known.get(state);
  if (of === undefined) known.set(state, (of = { ids: [], last: undefined }));
  return of;
}

/** `TASK-` and 12 hexadecimal digits: fit for a folder's name. */
export function nodeId(state: RunState, node: number): string {
  const of = knownOf(state);
  const { ids } = of;
  const id = ids[node];
  if (id !== undefined) return id;
  // A chain of a hundred thousand nodes must not need a hundred thousand stack frames.
  const todo = [node];
  for (let next = todo.at(-1); next !== undefined; next = todo.at(-1)) {
    const before = todo.length;
    // What the last one's maker is made of is known.
    if (state.graph.firing(next) !== of.last?.maker || state.graph.key(next) !== undefined)
      for (const ancestor of ancestors(state, next)) if (ids[ancestor] === undefined) todo.push(ancestor);
    if (todo.length > before) continue;
    ids[next] ??= computeId(state, next, of);
    todo.pop();
  }
  return ids[node] as string;
}

/** Nodes from this one on are none of the run, and others will have their numbers. */
export function forgetIds(state: RunState, from: number): void {
  const of = known.get(state);
  if (of === undefined) return;
  if (of.ids.length > from) of.ids.length = from;
  of.last = undefined;
}

/** A name for a firing that is the same in every run of the program. */
export function firingId(state: RunState, firing: Firing): string {
  const { scope } = firing.instance;
  for (let of: Firing | undefined = firing; of; of = of.instance.parent)
    for (const node of of.nodes) if (node >= 0) nodeId(state, node);
  const outer = scope.node < 0 ? "" : nodeId(state, scope.node);
  const path = JSON.stringify([outer, ...pathOf(state, firing, knownOf(state).ids)]);
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

function computeId(state: RunState, node: number, of: Known): string {
  const { graph } = state;
  const scope = state.scopes[graph.scope(node)] as ScopeRun;
  const outer = scope.node < 0 ? "" : of.ids[scope.node];
  const task = graph.task(node);
  const name = state.workflow.tasks[task]?.name ?? "task";
  const key = graph.key(node);
  let path: string;
  if (key === undefined) {
    const maker = graph.firing(node);
    if (of.last?.maker !== maker || of.last.task !== task)
      of.last = { maker, task, text: JSON.stringify([outer, name, ...makerPath(state, maker, of.ids)]).slice(0, -1) };
    path = `${of.last.text},${graph.ordinal(node)}]`;
  } else path = JSON.stringify([outer, name, "key", canonical(key)]);
  return `${name}-${hash("sha256", path).slice(0, 12)}`;
}

function makerPath(state: RunState, maker: Maker, ids: Known["ids"]): readonly unknown[] {
  return isSpawn(maker) ? ["spawned by", ids[maker.spawner]] : pathOf(state, maker, ids);
}

function pathOf(state: RunState, firing: Firing, ids: Known["ids"]): readonly unknown[] {
  const { instance } = firing;
  const around = instance.parent === undefined ? [] : [...pathOf(state, instance.parent, ids), instance.ordinal];
  const nodes = firing.nodes.map((node) => (node < 0 ? null : ids[node]));
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
