/** Gathers: the nodes of a task in a scope, or under a node, in graph order. */
import { gatherBrand } from "./brand.ts";
import { NONE } from "./graph.ts";
import { compareNodes } from "./order.ts";
import { isView, nodeView, type Strength, type View } from "./node-view.ts";
import type { GatherMode, Gathered, Gathers, Rule, TaskId } from "./workflow.ts";
import { ranked } from "./ranked.ts";
import { merged, sorted } from "./sorted.ts";
import type { RuleFacts } from "./rule-facts.ts";
import type { NodeSet, RunState, ScopeRun, Tuple } from "./state.ts";

/** What a rule's guard and body may ask of the graph. */
export function gathersFor(state: RunState, scope: ScopeRun, rule: Rule): Gathers {
  return { all: ({ task }, under) => gatheredViews(state, scope, rule, task, under?.node) as never };
}

/** The nodes of a strict gather, as the rule sees them. */
export function gatheredViews(
  state: RunState,
  scope: ScopeRun,
  rule: Rule,
  task: TaskId,
  anchor: number | undefined,
): readonly View[] {
  const strength = strengthIn(rule, task);
  return gather(state, scope, task, anchor).map((node) => nodeView(state, node, strength));
}

/** How a rule sees the nodes that it gathers. One that waited for all to settle must not be skipped for those that failed. */
export function strengthIn(rule: Rule, task: TaskId): Strength {
  const waited = rule.conditions.some((each) => each.kind === "all" && each.task === task && each.event === "settled");
  return waited ? "soft" : "strict";
}

/** A gather as a whole: what is in it stays, whatever comes later. */
export function gatheredNodes(
  state: RunState,
  scope: ScopeRun,
  mode: GatherMode,
  task: TaskId,
  { anchor, strength }: { readonly anchor: number | undefined; readonly strength: Strength },
): Gathered {
  const nodes = gather(state, scope, task, anchor);
  // Where there is no order but that of appearance it is the very list that others come to.
  return { [gatherBrand]: true, mode, strength, nodes: nodes.slice() };
}

/** Nodes of a task in the scope (under `anchor`, where it is given), in graph order. */
export function gather(state: RunState, scope: ScopeRun, task: TaskId, anchor: number | undefined): readonly number[] {
  const sets = anchor === undefined ? scope.sets : scope.regions.get(anchor)?.sets;
  const set = sets?.get(task);
  if (set !== undefined) return inOrder(state, set);
  return anchor === undefined ? [] : descendants(state, anchor, task);
}

/** Members of a set in graph order. What was in order before stays so: only what has come since is put in its place. */
export function inOrder(state: RunState, set: NodeSet): readonly number[] {
  if (set.inOrder !== set.members.length) {
    const parts = orderInParts(state, set);
    while (parts.next().done !== true);
  }
  return set.ordered ?? set.members;
}

/** So many members at most are put in order at once. */
const most = 4096;

/** Puts the sets that a rule is about to gather in order, in parts; `undefined` where that is done at once. */
export function orderingFor(state: RunState, tuple: Tuple): Generator<void> | undefined {
  const { scope, rule } = tuple.instance;
  const { gathers } = state.facts[rule] as RuleFacts;
  if (gathers.length === 0) return undefined;
  const large: NodeSet[] = [];
  for (const { task, under } of gathers) {
    const anchor = under === undefined ? undefined : tuple.names[under.name];
    const sets = under === undefined ? scope.sets : isView(anchor) ? scope.regions.get(anchor.node)?.sets : undefined;
    const set = sets?.get(task);
    if (set !== undefined && set.members.length - set.inOrder > most) large.push(set);
  }
  return large.length === 0 ? undefined : orderAll(state, large);
}

function* orderAll(state: RunState, sets: readonly NodeSet[]): Generator<void> {
  for (const set of sets) yield* orderInParts(state, set);
}

/** As `inOrder`, in parts. What was done so far is not lost where it is not gone on with. */
function* orderInParts(state: RunState, set: NodeSet): Generator<void> {
  const { members } = set;
  const count = members.length;
  const compare = (a: number, b: number): number => compareNodes(state, a, b);
  if (set.ordered === undefined) {
    let index = Math.max(1, set.inOrder);
    for (; index < count && compare(members[index - 1] as number, members[index] as number) < 0; index += 1) {
      if (index % most !== 0) continue;
      set.inOrder = index;
      yield;
    }
    set.inOrder = Math.min(index, count);
    if (index >= count) return;
  }
  const come = count - set.inOrder;
  // To look at each node there is costs less than many comparisons.
  const all = come > most && come * 16 > state.entered ? yield* ranked(state, members) : undefined;
  set.ordered = all ?? (yield* ordered(set, compare));
  set.inOrder = count;
}

function* ordered(
  { members, inOrder: from, ordered: before = members.slice(0, from) }: NodeSet,
  compare: (a: number, b: number) => number,
): Generator<void, readonly number[]> {
  return yield* merged(before, yield* sorted(members.slice(from), compare), compare);
}

/** Nodes of a task under another, found by following edges: for what no plan foresaw. */
function descendants(state: RunState, anchor: number, task: TaskId): readonly number[] {
  const boundary = state.graph.task(anchor);
  const seen = new Set<number>([anchor]);
  const found: number[] = [];
  const todo = [anchor];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node !== anchor && state.graph.task(node) === task) found.push(node);
    if (node !== anchor && state.graph.task(node) === boundary) continue;
    const visit = (next: number): void => {
      if (next >= state.entered || seen.has(next)) return;
      seen.add(next);
      todo.push(next);
    };
    const { graph } = state;
    for (let edge = graph.firstOut(node); edge !== NONE; edge = graph.nextOut(edge)) visit(graph.to(edge));
    state.met.get(node)?.forEach(visit);
  }
  return found.sort((a, b) => compareNodes(state, a, b));
}
