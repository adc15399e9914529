/** A rule fires: its body appends to the graph, all together or not at all. */
import { appendNode, type Staged } from "./append.ts";
import { gatherBrand, isGathered } from "./brand.ts";
import { canonical } from "./library/canonical.ts";
import { failScope, ScopeFailure } from "./failing.ts";
import { mayGrow } from "./growth.ts";
import { gather, gathersFor, inOrder } from "./gathers.ts";
import { nodeView, isView, type Strength, type View } from "./node-view.ts";
import { isFailureEvent } from "./held.ts";
import { makeInstance } from "./instance.ts";
import { isNodeCondition } from "./conditions.ts";
import { extendRegions, regionsBelow, type Region } from "./region.ts";
import { pushTo, tallyOf, type Firing, type RunState, type ScopeRun, type Tuple, type WaitedSet } from "./state.ts";
import { sameArguments } from "./same-arguments.ts";
import { stopWaiting } from "./waiting.ts";
import type { AddOptions, Appender, Bindings, Condition, NodeRef, Rule, RuleId, TaskId } from "./workflow.ts";

/** What a body has asked for so far. */
interface Stage {
  readonly nodes: Staged[];
  readonly keys: Map<string, number>;
  readonly met: { readonly node: number; readonly sources: readonly number[] }[];
  readonly rules: { readonly rule: RuleId; readonly names: Bindings; readonly ordinal: number }[];
  ordinal: number;
}

/** Fires a rule for a tuple whose conditions hold. */
export function fire(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { scope } = instance;
  const rule = scope.plan.rule(instance.rule);
  if (scope.ended || scope.stopped !== undefined) {
    stopWaiting(state, tuple);
    return;
  }
  const names = withSets(state, tuple);
  const stage: Stage = { nodes: [], keys: new Map(), met: [], rules: [], ordinal: 0 };
  const firing: Firing = { instance, nodes: tuple.nodes, group: tuple.group?.number ?? 0 };
  try {
    if (
      rule.where !== undefined &&
      rule.whereReadsSets === true &&
      !rule.where(names, gathersFor(state, scope, rule))
    ) {
      tuple.state = "closed";
      tallyOf(state, instance.rule).rejected += 1;
      stopWaiting(state, tuple);
      return;
    }
    rule.body(appender(state, scope, rule, stage), names);
    if (
      !mayGrow(
        state,
        instance.rule,
        stage.nodes.map(({ task }) => task),
      )
    ) {
      stopWaiting(state, tuple);
      return;
    }
  } catch (cause) {
    if (cause instanceof ScopeFailure && cause.code === "ADG7008") {
      // The rule has fired, if only to say that this cannot go on: the failure that it saw is dealt with.
      takeInFailures(state, tuple);
      tallyOf(state, instance.rule).fired += 1;
    }
    failScope(state, scope, instance.rule, cause);
    stopWaiting(state, tuple);
    return;
  }
  tuple.state = "fired";
  takeInFailures(state, tuple);
  commit(state, scope, firing, stage);
  recordMatch(rule, tuple);
  tallyOf(state, instance.rule).fired += 1;
  stopWaiting(state, tuple);
  state.changed.add(scope);
  state.onChange?.({ kind: "rule-fired", rule: instance.rule, added: stage.nodes.length });
}

/** Names of the tuple with the lists that `all …` conditions bind. */
function withSets(state: RunState, tuple: Tuple): Bindings {
  const { conditions } = tuple.instance.scope.plan.rule(tuple.instance.rule);
  const names = Object.create(tuple.names) as Record<string, unknown>;
  for (const waited of tuple.sets) {
    const condition = conditions[waited.condition];
    if (condition === undefined || !("name" in condition) || condition.name === undefined) continue;
    const strength = "event" in condition && condition.event === "settled" ? "soft" : "strict";
    if (waited.kind === "predicate") continue;
    const nodes = boundNodes(state, tuple, condition, waited);
    names[condition.name] = nodes.map((node) => nodeView(state, node, strength));
  }
  return names;
}

/** The nodes that a set condition binds. */
function boundNodes(
  state: RunState,
  tuple: Tuple,
  condition: Condition,
  { set, count }: Extract<WaitedSet, { kind: "set" }>,
): readonly number[] {
  switch (condition.kind) {
    case "at-least":
      return (condition.event === "added" ? set.members : set.done).slice(0, count);
    case "every":
      return tuple.group?.nodes ?? [];
    case "all-held":
      return set.members;
    default:
      return inOrder(state, set);
  }
}

/** A rule that fires on failures handles them, and stands in for them (language.md §4, §8). */
function takeInFailures(state: RunState, tuple: Tuple): void {
  const { instance } = tuple;
  const { conditions } = instance.scope.plan.rule(instance.rule);
  const standIn = (node: number): void => {
    if (!handle(state, node)) return;
    pushTo(state.standIns, node, instance.rule);
  };
  for (const [index, condition] of conditions.entries())
    if (isNodeCondition(condition) && isFailureEvent(condition.event)) standIn(tuple.nodes[index] as number);
  for (const waited of tuple.sets) {
    const condition = conditions[waited.condition];
    if (condition === undefined || !("event" in condition) || condition.event !== "settled") continue;
    if (waited.kind === "set") waited.set.unsuccessful.forEach(standIn);
  }
}

/** Marks the failure of a node, or the failures it was skipped for, as handled; answers whether there was one. */
export function handle(state: RunState, node: number): boolean {
  const now = state.graph.state(node);
  if (now === "failed") state.handled.add(node);
  else if (now === "skipped") for (const root of state.roots.get(node) ?? []) state.handled.add(root);
  else return false;
  return true;
}

function recordMatch(rule: Rule, tuple: Tuple): void {
  if (rule.conditions.filter(isNodeCondition).length < 2) return;
  for (const [index, node] of tuple.nodes.entries()) {
    if (node < 0) continue;
    const { matched } = tuple.instance;
    const nodes = matched.get(index) ?? new Set();
    matched.set(index, nodes.add(node));
  }
}

function appender(state: RunState, scope: ScopeRun, rule: Rule, stage: Stage): Appender {
  return {
    ...gathersFor(state, scope, rule),
    add: ({ task }: { readonly task: TaskId }, site: number, args: readonly unknown[], options: AddOptions = {}) =>
      stageNode(state, scope, rule, stage, { task, site, args, options }) as never,
    when(id, names) {
      stage.rules.push({ rule: id, names, ordinal: stage.ordinal });
      stage.ordinal += 1;
    },
    fail(message) {
      throw new ScopeFailure("ADG7008", message);
    },
    gather(mode: "succeeded" | "settled", { task }: { readonly task: TaskId }, under?: NodeRef) {
      const nodes = gather(state, scope, task, under?.node).map((node) => nodeView(state, node, "soft"));
      return { [gatherBrand]: true, mode, nodes } as never;
    },
  };
}

interface Addition {
  readonly task: TaskId;
  readonly site: number;
  readonly args: readonly unknown[];
  readonly options: AddOptions;
}

/** Puts a node on the stage, or finds the one that has its key already. */
function stageNode(state: RunState, scope: ScopeRun, rule: Rule, stage: Stage, addition: Addition): View {
  const { task, site, args, options } = addition;
  const { graph, workflow } = state;
  const { ordinal } = stage;
  stage.ordinal += 1;
  const name = workflow.tasks[task]?.name ?? `task ${task}`;
  if (rule.sites[site]?.task !== task)
    throw new ScopeFailure("ADG7005", `the rule adds "${name}", which is not among what it says it adds`);
  if (options.key !== undefined && !rule.sites[site]?.keyed)
    throw new ScopeFailure("ADG7005", `the rule adds "${name}" with a key, which it does not say it does`);
  const sources = new Map<number, Strength>();
  collect(args, sources, "strict");
  collect(options.from, sources, undefined);
  collect(options.after, sources, undefined);
  const { key } = options;
  const place = key === undefined ? undefined : `${task}:${canonical(key)}`;
  const known = place === undefined ? undefined : (stage.keys.get(place) ?? scope.keys.get(place));
  if (known !== undefined) {
    const before = stage.nodes[known - graph.size]?.args ?? scope.keyedArgs.get(known) ?? [];
    if (!sameArguments(state, rule, task, before, args))
      throw new ScopeFailure("ADG7003", `"${name}" with key ${canonical(key)} exists already, with other arguments`);
    stage.met.push({ node: known, sources: [...sources.keys()] });
    return nodeView(state, known, "strict");
  }
  for (const from of sources.keys()) checkEdge(state, stage, from, task);
  const node = graph.size + stage.nodes.length;
  if (place !== undefined) stage.keys.set(place, node);
  stage.nodes.push({ node, ordinal, task, args, sources, key, priority: options.priority });
  return nodeView(state, node, "strict");
}

/** Finds the nodes in arguments (`strength` given: their results are wanted) or in provenance (as the rule saw them). */
function collect(value: unknown, found: Map<number, Strength>, strength: Strength | undefined): void {
  if (typeof value !== "object" || value === null) return;
  if (isView(value)) {
    const edge = strength ?? value.strength;
    if (edge === "strict" || !found.has(value.node)) found.set(value.node, edge);
  } else if (Array.isArray(value)) for (const element of value) collect(element, found, strength);
  else if (isGathered(value)) for (const node of value.nodes) collect(node, found, "soft");
  else if (!isPlainData(value)) for (const element of Object.values(value)) collect(element, found, strength);
}

/** Results of nodes are frozen JSON: no node can be in them, so they are not searched. */
const isPlainData = (value: object): boolean => Object.isFrozen(value);

function checkEdge(state: RunState, stage: Stage, from: number, to: TaskId): void {
  const { graph, workflow } = state;
  const source = stage.nodes[from - graph.size]?.task ?? graph.task(from);
  if (state.edgeTypes.has(source * workflow.tasks.length + to)) return;
  const names = [source, to].map((task) => workflow.tasks[task]?.name ?? String(task));
  throw new ScopeFailure("ADG7005", `the edge type ${names.join(" -> ")} is not declared`);
}

/** The body has ended well: what it asked for enters the graph. */
function commit(state: RunState, scope: ScopeRun, firing: Firing, stage: Stage): void {
  for (const staged of stage.nodes) appendNode(state, scope, firing, staged);
  for (const { node, sources } of stage.met) meetAgain(state, scope, node, sources);
  for (const { rule, names, ordinal } of stage.rules) makeInstance(state, scope, rule, { firing, names, ordinal });
}

function meetAgain(state: RunState, scope: ScopeRun, node: number, sources: readonly number[]): void {
  const regions = new Set<Region>();
  for (const from of sources) {
    pushTo(state.met, from, node);
    for (const region of regionsBelow(state, from)) regions.add(region);
  }
  extendRegions(state, scope, node, regions);
}
