/** How a scope is opened and how a node starts once nothing it waits for is unsettled. */
import { isGathered } from "./brand.ts";
import { callOf } from "./attribute.ts";
import { Closure } from "./closure.ts";
import { handle } from "./firing.ts";
import { NONE } from "./graph.ts";
import { makeInstance } from "./instance.ts";
import { isView, outcomeOf } from "./node-view.ts";
import { compareNodes } from "./order.ts";
import { putField } from "./put-field.ts";
import { baseOf, isSpawn, newSet, scopeOf, type NodeSet, type RunState, type ScopeRun } from "./state.ts";
import { messageOf } from "./thrown.ts";
import { mapIf, setIf } from "./unused.ts";
import { conform, isSimple } from "./values.ts";
import type { Failure } from "./event.ts";
import type { Gathered, Parameter, ScopeId, TaskId, Value, ValueType } from "./workflow.ts";

/** How a node ended without being submitted. */
export type ImmediateEnd =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed"; readonly value: Failure }
  | { readonly kind: "skipped"; readonly value?: undefined };

/** Opens a use of a scope: its rules begin to listen, its `start` is on the agenda. */
export function openScope(
  state: RunState,
  scope: ScopeId,
  outer: ScopeRun | undefined,
  node: number,
  parameters: Readonly<Record<string, Value>>,
): void {
  const plan = state.plans[scope];
  if (plan === undefined) return;
  const sets = new Map<TaskId, NodeSet>();
  const hasRegions = plan.regions.size > 0;
  const opened: ScopeRun = {
    id: state.scopes.length,
    scope,
    plan,
    node,
    outer,
    depth: node < 0 ? 0 : state.graph.depth(node) + 1,
    names: { inputs: state.inputs, parameters },
    closure: new Closure(plan.places),
    sets,
    remembered: mapIf(plan.remembered.size > 0),
    instances: new Map(),
    listeners: new Map(),
    keyWaiters: mapIf(plan.usesKeys),
    armed: new Map(),
    armedWith: mapIf(hasRegions),
    keys: mapIf(plan.usesKeys),
    keyedArgs: mapIf(plan.usesKeys),
    regions: mapIf(hasRegions),
    regionsOf: mapIf(hasRegions),
    touched: setIf(hasRegions),
    parked: mapIf(hasRegions),
    parkedOn: mapIf(hasRegions),
    unsuccessful: [],
    waiting: new Set(),
    predicates: new Set(),
    blocked: new Set(),
    unsure: new Set(),
    grouped: new Set(),
    holders: new Map(),
    armedByFailure: [],
    closedByFailure: [],
    unsettled: 0,
    lists: 0,
    ended: false,
    stopped: undefined,
    errors: [],
  };
  for (const task of plan.tasks) sets.set(task, newSet(opened, task, undefined));
  state.scopes.push(opened);
  state.active.add(opened);
  state.quiet.add(opened);
  if (node >= 0) state.inside.set(node, opened);
  for (const rule of state.workflow.scopes[scope]?.rules ?? []) makeInstance(state, opened, rule, undefined);
}

/** Nothing the node waits for is unsettled: it is skipped, ends at once, becomes a scope, or is submitted. */
export function startNode(state: RunState, node: number, end: (node: number, outcome: ImmediateEnd) => void): void {
  const { graph } = state;
  const scope = scopeOf(state, node);
  if (scope.ended || scope.stopped !== undefined || graph.isSettled(node)) return;
  const roots = scope.unsuccessful.length === 0 ? none : missing(state, node);
  if (roots.length > 0) {
    state.roots.set(node, roots);
    end(node, { kind: "skipped" });
    return;
  }
  const task = state.workflow.tasks[graph.task(node)];
  if (task === undefined) return;
  const args = resolveArguments(state, node, task.parameters);
  if ("code" in args) {
    end(node, { kind: "failed", value: args });
    return;
  }
  if (args !== graph.args(node)) graph.setArgs(node, args);
  graph.setState(node, "running");
  const { implementation } = task;
  if (implementation.kind === "pure") end(node, compute(state, node));
  else if (implementation.kind === "scope") {
    const parameters = Object.fromEntries(task.parameters.map(({ name }, index) => [name, args[index] as Value]));
    openScope(state, implementation.scope, scope, node, parameters);
  } else {
    state.commands.push({ kind: "submit", node, attempt: 1, delay: 0 });
  }
}

const none: readonly number[] = [];

/** The failures because of which a node cannot run: those of what it strictly needs. */
function missing(state: RunState, node: number): readonly number[] {
  const { graph } = state;
  const roots = new Set<number>();
  for (let edge = graph.firstIn(node); edge !== NONE; edge = graph.nextIn(edge)) {
    const from = graph.from(edge);
    if (graph.isSoft(edge) || graph.isDone(from)) continue;
    if (graph.state(from) === "failed") roots.add(from);
    else if (graph.state(from) === "skipped") for (const root of state.roots.get(from) ?? []) roots.add(root);
  }
  return [...roots].sort((a, b) => compareNodes(state, a, b));
}

/** Arguments as values of their declared types, defaults filled in; a failure (ADG7002) where one does not conform. */
function resolveArguments(state: RunState, node: number, parameters: readonly Parameter[]): readonly Value[] | Failure {
  const given = state.graph.args(node);
  return areSimple(given, parameters) ? given : resolveAll(state, node, parameters);
}

/** Whether arguments are what they are to become: values without parts, of types without parts. Most are. */
function areSimple(given: readonly unknown[], parameters: readonly Parameter[]): given is readonly Value[] {
  if (given.length !== parameters.length) return false;
  for (let index = 0; index < given.length; index += 1)
    if (!isSimple(given[index], (parameters[index] as Parameter).type)) return false;
  return true;
}

function resolveAll(state: RunState, node: number, parameters: readonly Parameter[]): readonly Value[] | Failure {
  const given = state.graph.args(node);
  const task = state.workflow.tasks[state.graph.task(node)];
  const maker = state.graph.firing(node);
  const giver = isSpawn(maker)
    ? state.workflow.tasks[state.graph.task(maker.spawner)]
    : state.workflow.rules[maker.instance.rule];
  const known: Record<string, Value> = {};
  const values: Value[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index];
    let value = resolve(state, argument);
    // A path stands in the rule, or in the default.
    const by = value === undefined ? task : giver;
    if (value === undefined && parameter.default !== undefined) {
      try {
        value = parameter.default({ inputs: state.inputs, parameters: known });
      } catch (cause) {
        const message = messageOf(cause);
        return { code: "ADG7007", message, cause };
      }
    }
    const checked = isCheckedAlready(state, argument, parameter.type)
      ? { ok: true as const, value: value as Value }
      : conform(value ?? null, parameter.type, {
          types: state.workflow.types,
          base: baseOf(state, by),
          at: parameter.name,
        });
    if (!checked.ok) return { code: "ADG7002", message: checked.message };
    putField(known, parameter.name, checked.value);
    values.push(checked.value);
  }
  return values;
}

/** Whether an argument is all results of a task, of the very type that is wanted: each was checked when it came. */
function isCheckedAlready(state: RunState, argument: unknown, wanted: ValueType): boolean {
  if (!isGathered(argument) || argument.mode !== "all" || wanted.kind !== "list") return false;
  const [first] = argument.nodes;
  const task = first === undefined ? undefined : state.workflow.tasks[state.graph.task(first)];
  if (task === undefined || task.implementation.kind === "scope") return false;
  return JSON.stringify(task.result) === JSON.stringify(wanted.element);
}

/** An argument with each node in it replaced by its result. Only what may hold a node is copied. */
function resolve(state: RunState, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (isView(value)) return state.graph.result(value.node);
  if (Array.isArray(value)) return value.map((element) => resolve(state, element));
  if (isGathered(value)) return gathered(state, value);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, resolve(state, field)]));
}

/** What a gather yields, frozen. One that takes failures in has handled them. */
export function gathered(state: RunState, { mode, nodes }: Omit<Gathered, "strength">): Value {
  const { graph } = state;
  if (mode === "all") return Object.freeze(nodes.map((node) => graph.result(node)));
  for (const node of nodes) handle(state, node);
  if (mode === "settled") return Object.freeze(nodes.map((node) => outcomeOf(state, node) as unknown as Value));
  return Object.freeze(nodes.filter((node) => graph.isDone(node)).map((node) => graph.result(node)));
}

function compute(state: RunState, node: number): ImmediateEnd {
  const task = state.workflow.tasks[state.graph.task(node)];
  if (task?.implementation.kind !== "pure") throw new Error("only a pure task is computed");
  try {
    const value = task.implementation.compute(callOf(state, node, 1));
    const checked = conform(value, task.result, {
      types: state.workflow.types,
      base: baseOf(state, task),
      at: "result",
    });
    if (!checked.ok) return { kind: "failed", value: { code: "ADG7002", message: checked.message } };
    return { kind: "done", value: checked.value };
  } catch (cause) {
    const message = messageOf(cause);
    return { kind: "failed", value: { code: "ADG7007", message, cause } };
  }
}
