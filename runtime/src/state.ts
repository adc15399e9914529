/** The state of a run: what `step` reads and changes. Only the modules beside it write here; nothing outside does. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Graph } from "./graph.ts";
import { NodeQueue } from "./node-queue.ts";
import { Queue } from "./queue.ts";
import { factsOf, type RuleFacts } from "./rule-facts.ts";
import { ScopeList, type Listed } from "./scope-list.ts";
import { Sources } from "./sources.ts";
import { Comparisons } from "./comparisons.ts";
import { newTally, type RuleTally } from "./tally.ts";
import type { Closure } from "./closure.ts";
import type { Command, Event, Failure } from "./event.ts";
import type { Region } from "./region.ts";
import { planWorkflow } from "./plan.ts";
import type { ScopePlan, Slot } from "./scope-plan.ts";
import type { Stage } from "./stage.ts";
import type { Bindings, RuleId, ScopeId, TaskId, Value, Workflow } from "./workflow.ts";

/** A set of nodes that a rule can wait for: all `t` of a scope, or those under one node. */
export interface NodeSet {
  readonly scope: ScopeRun;
  readonly task: TaskId;
  /** Present for `under x`. */
  readonly region: Region | undefined;
  /** In order of appearance. */
  readonly members: number[];
  /** How many of them have been put in graph order, and that order where it is not the one of appearance (see `inOrder`). */
  inOrder: number;
  ordered: readonly number[] | undefined;
  /** Members that succeeded, in order of completion; kept only where that order can matter (`ordersDone`). */
  readonly done: number[];
  readonly ordersDone: boolean;
  /** How many of the members have settled. */
  settled: number;
  /** Settled members that did not succeed. */
  readonly unsuccessful: number[];
  /** No member can ever be added any more. */
  closed: boolean;
  /** Whether no failure kept members away (`undefined`: not asked yet, or not clear yet). Asked only once closed. */
  whole: boolean | undefined;
  /** Failed nodes for which it is not whole, once a rule is blocked by that. */
  blockers: readonly number[] | undefined;
  /** Whether a tuple waits for a number of members. */
  counted: boolean;
  /** Tuples to look at when something about the set changes. */
  readonly waiters: Set<Tuple>;
}

/** A rule as it listens: once for each use of its scope, or, nested, once for each firing that made it. */
export interface Instance {
  readonly rule: RuleId;
  readonly scope: ScopeRun;
  /** The firing that made it; `undefined` for rules that stand directly in the scope. */
  readonly parent: Firing | undefined;
  /** Position among the nested rules that the firing made. */
  readonly ordinal: number;
  /** Names in sight. */
  readonly names: Bindings;
  /** Nodes among the captured names. */
  readonly captured: readonly number[];
  /** Held nodes that have not yet done what the rule waits for. */
  holding: number;
  /** Whether it listens: all held nodes have met their conditions. */
  armed: boolean;
  /** Index of join keys: condition → side's key → nodes. */
  readonly index: Map<string, Map<string, number[]>>;
  /** Nodes per condition that were in a tuple that fired; kept for joins only. */
  readonly matched: Map<number, Set<number>>;
}

/** Nodes that meet all of a rule's node conditions together; it waits for the rule's sets, then fires. */
export interface Tuple {
  readonly instance: Instance;
  /** Per condition; -1 where the condition binds no node. */
  readonly nodes: readonly number[];
  readonly names: Bindings;
  state: "ready" | "waiting" | "fired" | "closed" | "blocked";
  /** The sets it waits for, in order of the set conditions. */
  sets: readonly WaitedSet[];
  /** With `every`: how many of its groups have been taken. */
  groups: number;
  /** With `every`: the group that it fires for, and its number. */
  readonly group: { readonly number: number; readonly nodes: readonly number[] } | undefined;
  /** Whether it keeps open what its rule may add. It does not while an `at least` is not met: only further nodes can help that. */
  holds: boolean;
  /** Regions it holds open while it waits; none where there are no regions. */
  held: Set<Region> | undefined;
}

/** A tuple as it comes up. */
export function newTuple(
  instance: Instance,
  nodes: readonly number[],
  names: Bindings,
  group: Tuple["group"] = undefined,
): Tuple {
  return { instance, nodes, names, state: "ready", sets: [], groups: 0, group, holds: false, held: undefined };
}

export type WaitedSet =
  | {
      readonly kind: "set";
      readonly condition: number;
      readonly set: NodeSet;
      /** The number of `at least` and `every`; else 0. */
      readonly count: number;
    }
  | { readonly kind: "predicate"; readonly condition: number };

/** A rule that fired for a tuple. */
export interface Firing {
  readonly instance: Instance;
  readonly nodes: readonly number[];
  /** With `every`: the number of the group; else 0. */
  readonly group: number;
}

/** A node whose task appended others while it ran. */
export interface Spawn {
  readonly spawner: number;
}

/** What made a node. */
export type Maker = Firing | Spawn;

export const isSpawn = (maker: Maker): maker is Spawn => "spawner" in maker;

/** One use of a scope. */
export interface ScopeRun extends Listed {
  readonly id: number;
  readonly scope: ScopeId;
  readonly plan: ScopePlan;
  /** The workflow node it runs for; -1 for the module. */
  readonly node: number;
  readonly outer: ScopeRun | undefined;
  /** How many nodes lie between the start and its first ones. */
  readonly depth: number;
  readonly names: Bindings;
  readonly closure: Closure;
  readonly sets: ReadonlyMap<TaskId, NodeSet>;
  /** Nodes per slot, where the plan says that they must be remembered. */
  readonly remembered: Map<Slot, number[]>;
  readonly instances: Map<RuleId, Instance>;
  /** Nested rules that listen, per slot, with the condition that does. */
  readonly listeners: Map<Slot, { readonly instance: Instance; readonly condition: number }[]>;
  /** Tuples that wait for a node with a key: `task:key` → tuples without it. */
  readonly keyWaiters: Map<string, KeyWaiter[]>;
  /** How many nested instances of a rule listen. */
  readonly armed: Map<RuleId, number>;
  /** Node → nested rules that listen and hold it, for what comes under another node later. */
  readonly armedWith: Map<number, RuleId[]>;
  /** `task:key` → node. */
  readonly keys: Map<string, number>;
  /** Arguments of keyed nodes as they were first given. */
  readonly keyedArgs: Map<number, readonly unknown[]>;
  /** Anchor node → its region. */
  readonly regions: Map<number, Region>;
  /** Node → regions it is under. */
  readonly regionsOf: Map<number, Region[]>;
  /** Regions that may have something to close. */
  readonly touched: Set<Region>;
  /** Component of the scope → regions (with a component of theirs) that look again when it closes. */
  readonly parked: Map<number, { readonly region: Region; readonly component: number }[]>;
  /** Node → regions that look again when it settles or a tuple with it is decided. */
  readonly parkedOn: Map<number, { readonly region: Region; readonly component: number }[]>;
  /** Settled nodes that did not succeed. */
  readonly unsuccessful: number[];
  readonly waiting: Set<Tuple>;
  /** Those of them that wait for a predicate. */
  readonly predicates: Set<Tuple>;
  readonly blocked: Set<Tuple>;
  /** Closed sets of which it is not clear yet whether failures kept members away. */
  readonly unsure: Set<NodeSet>;
  /** What keeps places open for nested rules whose held nodes have not settled. */
  readonly holders: Map<Instance, Tuple>;
  /** Nested rules that listen because a node they hold has failed or was skipped. */
  readonly armedByFailure: PastTuple[];
  /** What closed because nodes did not succeed. */
  readonly closedByFailure: ClosedByFailure[];
  /** Tuples of an `every` that have fired for all the groups there are. */
  readonly grouped: Set<Tuple>;
  unsettled: number;
  ended: boolean;
  /** The failure that ended it before its time. */
  stopped: Failure | undefined;
  /** Errors of its own, beside failed nodes. */
  readonly errors: ScopeError[];
}

/** What has been decided on account of failures and might have come otherwise: a tuple, or a nested rule with none yet. */
export type PastTuple = Pick<Tuple, "instance" | "nodes"> & Partial<Pick<Tuple, "sets" | "state">>;

/** A tuple (or a nested rule that held something) that failed nodes closed: it would live again if they had not failed. */
export interface ClosedByFailure {
  readonly tuple: PastTuple;
  readonly by: NodeSet | readonly number[];
}

export interface KeyWaiter {
  readonly instance: Instance;
  readonly condition: number;
  readonly nodes: readonly number[];
}

export interface ScopeError {
  readonly failure: Failure;
  readonly rule: RuleId | undefined;
  /** Line in the source, where no rule has one. */
  readonly line?: number;
}

/** What `step` tells listeners; the engine adds the time. */
export type Change =
  | { readonly kind: "node-added"; readonly node: number; readonly task: string }
  | {
      readonly kind: "node-settled";
      readonly node: number;
      readonly task: string;
      readonly state: "done" | "failed" | "skipped" | "cancelled";
    }
  | { readonly kind: "rule-fired"; readonly rule: number; readonly added: number };

export interface RunState {
  readonly workflow: Workflow;
  readonly plans: readonly ScopePlan[];
  /** By rule. */
  readonly facts: readonly RuleFacts[];
  /** Folder against which relative paths in expressions resolve. */
  readonly base: string;
  readonly graph: Graph<Maker>;
  /** `from * tasks + to` → number of edges; a declared edge type has an entry. */
  readonly edgeTypes: Map<number, number>;
  readonly scopes: ScopeRun[];
  /** The scope that runs inside a workflow node. */
  readonly inside: Map<number, ScopeRun>;
  inputs: Readonly<Record<string, Value>>;
  /** Attempts so far of nodes that run. */
  readonly attempts: Map<number, number>;
  /** `priority e` of single nodes. */
  readonly priorities: Map<number, number>;
  readonly comparisons: Comparisons;
  /** What the sources of a node are collected in, and the mark that it leaves (see `Graph.mark`). */
  readonly sources: Sources;
  mark: number;
  /** Whether any task says `at most`. */
  readonly isGuarded: boolean;
  /** Nodes of each task in the whole run, for `at most`. */
  readonly grown: Map<TaskId, number>;
  /** Failed nodes that a rule or gather took in. */
  readonly handled: Set<number>;
  /** Failed nodes that a rule answered with `fail`. */
  readonly refused: Set<number>;
  /** What fired on a node's failure. */
  readonly standIns: Map<number, RuleId[]>;
  /** The failures that a skipped node was skipped for. */
  readonly roots: Map<number, readonly number[]>;
  /** Nested rules that hold a node, and lists that it is in: to look at when it settles. */
  readonly watchers: Map<number, (Instance | NodeSet)[]>;
  /** Waiting tuples that have a node of a region in them. */
  readonly tuplesOf: Map<number, Set<Tuple>>;
  /** What failures have decided and has a node of a region in it. */
  readonly pastOf: Map<number, PastTuple[]>;
  /** Keys met again: node → nodes that are also under what it is under. */
  readonly met: Map<number, number[]>;
  readonly tallies: readonly RuleTally[];
  /** Work of this step, in the order it is taken up. First, nodes that have appeared: all from this one on. */
  appeared: number;
  /** How many nodes are part of the run: those after them are of a body that has not ended. */
  entered: number;
  readonly settledNow: NodeQueue;
  /** Sets that have new members which somebody counts. */
  readonly recount: Queue<NodeSet>;
  readonly agenda: Queue<Tuple>;
  underway: Underway | undefined;
  /** What must be allowed before it happens; `undefined` where nothing must. */
  readonly asks: Asks | undefined;
  /** Whether the end of the run was allowed. */
  mayFinish: boolean;
  /** Outcomes that have come meanwhile. */
  postponed: Event[];
  readonly ready: NodeQueue;
  /** Nodes that have failed since the last look, for `--fail-fast`. */
  readonly failed: number[];
  /** Scopes whose predicates, and sets that it is not clear of whether they are whole, must be asked again. */
  readonly changed: ScopeList<ScopeRun>;
  /** Scopes in which something may close. */
  readonly active: ScopeList<ScopeRun>;
  /** Scopes that may have ended. */
  readonly quiet: ScopeList<ScopeRun>;
  commands: Command[];
  /** Whether to be gone on with was asked for, and has not come yet. */
  isToContinue: boolean;
  readonly failFast: boolean;
  interrupted: boolean;
  finished: boolean;
  outputs: Readonly<Record<string, Value>>;
  onChange: ((change: Change) => void) | undefined;
}

/** A firing that does not fit into one step, or a question. No outcome of a node is taken in until it is over. */
export type Underway =
  /** What it gathers is being put in order; then its body begins. */
  | { readonly kind: "ordering"; readonly tuple: Tuple; readonly parts: Iterator<void> }
  | { readonly kind: "appending"; readonly tuple: Tuple; readonly stage: Stage; readonly body: Iterator<void> }
  /** Its body has ended. `entered`: how much of what that asked for has entered the run. */
  | { readonly kind: "entering"; readonly tuple: Tuple; readonly stage: Stage; readonly entered: number }
  /** Whether the rule may fire for the tuple or, without one, whether the run may end. */
  | { readonly kind: "asking"; readonly tuple: Tuple | undefined };

/** Which decisions are left to whoever drives the run (see the command `ask`). */
export interface Asks {
  /** Before each firing. */
  readonly extend?: boolean;
  /** Before the run ends by itself. */
  readonly finish?: boolean;
}

export interface StepOptions {
  /** End at the first unhandled failure. */
  readonly failFast?: boolean;
  /** Ask before it happens; nothing is asked when left out. */
  readonly asks?: Asks;
}

/** The folder against which relative paths resolve in what comes from a file; that of the workflow where it names none. */
export function baseOf(state: RunState, of: { readonly source?: string } | undefined): string {
  return of?.source === undefined ? state.base : dirname(fileURLToPath(of.source));
}

/** A run of `workflow` before its first event. */
export function begin(workflow: Workflow, options: StepOptions = {}): RunState {
  const edgeTypes = new Map<number, number>();
  for (const [from, to] of workflow.edges) edgeTypes.set(from * workflow.tasks.length + to, 0);
  const state: Omit<RunState, "sources"> = {
    workflow,
    plans: planWorkflow(workflow),
    facts: workflow.rules.map(factsOf),
    base: dirname(fileURLToPath(workflow.source)),
    graph: new Graph(),
    edgeTypes,
    scopes: [],
    inside: new Map(),
    inputs: {},
    attempts: new Map(),
    priorities: new Map(),
    comparisons: new Comparisons(),
    mark: 0,
    isGuarded: workflow.tasks.some(({ atMost }) => atMost !== undefined),
    grown: new Map(),
    handled: new Set(),
    refused: new Set(),
    standIns: new Map(),
    roots: new Map(),
    watchers: new Map(),
    tuplesOf: new Map(),
    pastOf: new Map(),
    met: new Map(),
    tallies: workflow.rules.map(newTally),
    appeared: 0,
    entered: 0,
    settledNow: new NodeQueue(),
    recount: new Queue(),
    agenda: new Queue(),
    underway: undefined,
    asks: options.asks,
    mayFinish: false,
    postponed: [],
    ready: new NodeQueue(),
    failed: [],
    changed: new ScopeList(1),
    active: new ScopeList(2),
    quiet: new ScopeList(4),
    commands: [],
    isToContinue: false,
    failFast: options.failFast ?? false,
    interrupted: false,
    finished: false,
    outputs: {},
    onChange: undefined,
  };
  return Object.assign(state, { sources: new Sources(state as RunState) });
}

export function newSet(scope: ScopeRun, task: TaskId, region: Region | undefined): NodeSet {
  return {
    scope,
    task,
    region,
    members: [],
    inOrder: 0,
    ordered: undefined,
    done: [],
    ordersDone: task < 0 || scope.plan.countedDone.has(task),
    settled: 0,
    unsuccessful: [],
    closed: false,
    counted: false,
    whole: undefined,
    blockers: undefined,
    waiters: new Set(),
  };
}

/** A member of a set has settled. */
export function countSettled(state: RunState, set: NodeSet, node: number): void {
  set.settled += 1;
  if (!state.graph.isDone(node)) set.unsuccessful.push(node);
  else if (set.ordersDone) set.done.push(node);
}

/** How many members of a set have succeeded. */
export const doneCount = ({ settled, unsuccessful }: NodeSet): number => settled - unsuccessful.length;

/** The scope that a node is in. */
export function scopeOf(state: RunState, node: number): ScopeRun {
  return state.scopes[state.graph.scope(node)] as ScopeRun;
}

/** Appends to the list that `map` keeps for `key`. */
export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
