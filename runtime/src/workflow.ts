/**
 * The contract that compiled code fills: a workflow as data, plus one guard and one body function for each rule.
 *
 * Everything here is plain data and pure functions. The compiler emits it, `runtime/src/by-hand.ts` builds it for people who
 * write workflows in TypeScript, and the engine reads it. Numbers that name things (task, rule, scope) are indices into the
 * arrays of the workflow.
 */

import type { gatherBrand, nodeBrand } from "./brand.ts";

/** A JSON value. Values are frozen once the graph holds them. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** The type of a value at a task's border. `ref` names an entry of `Workflow.types`, so that types may be recursive. */
export type ValueType =
  | { readonly kind: "string" | "number" | "int" | "boolean" | "file" | "dir" | "json" | "void" | "null" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly element: ValueType }
  | { readonly kind: "tuple"; readonly elements: readonly ValueType[] }
  | { readonly kind: "record"; readonly fields: readonly Field[] }
  | { readonly kind: "union"; readonly members: readonly ValueType[] }
  | { readonly kind: "ref"; readonly name: string };

/** One field of a record type. An optional field may be missing. */
export interface Field {
  readonly name: string;
  readonly type: ValueType;
  readonly optional: boolean;
}

/** Index into `Workflow.tasks`. */
export type TaskId = number;
/** Index into `Workflow.rules`: rules of all scopes, nested ones included, in the order of the text. */
export type RuleId = number;
/** Index into `Workflow.scopes`; 0 is the module itself. */
export type ScopeId = number;

declare const inputsOf: unique symbol;
declare const outputsOf: unique symbol;

/** A whole compiled module. `Inputs` and `Outputs` are the types of its inputs and outputs by name; `unknown` where nobody knows. */
export interface Workflow<Inputs = unknown, Outputs = unknown> {
  readonly [inputsOf]?: Inputs;
  readonly [outputsOf]?: Outputs;
  /** Version of this contract. */
  readonly version: 1;
  /** Name for people, from the file's name. */
  readonly name: string;
  /**
   * `file:` URL of the `.adg` (or TypeScript) file; relative paths in expressions resolve against its folder. What comes from another
   * file that this one imports has a `source` of its own.
   */
  readonly source: string;
  /** Named types that `ref` may name. */
  readonly types: Readonly<Record<string, ValueType>>;
  readonly tasks: readonly Task[];
  /** Declared edge types: `[from, to]`. Nothing else can ever happen. */
  readonly edges: readonly (readonly [from: TaskId, to: TaskId])[];
  readonly scopes: readonly Scope[];
  readonly rules: readonly Rule[];
}

/** A module or a `workflow`: its rules see the nodes of one use of it only. */
export interface Scope {
  readonly name: string;
  /** Where it is not the workflow's. */
  readonly source?: string;
  /** The module's inputs (scope 0) or the workflow's parameters. */
  readonly parameters: readonly Parameter[];
  /** Rules that stand directly in the scope (`start` blocks are rules without conditions). */
  readonly rules: readonly RuleId[];
  readonly outputs: readonly Output[];
}

export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  /** Of an input that comes from another file. */
  readonly source?: string;
  /**
   * Present when the parameter may be left out: its value then. It may use earlier ones, as `at.parameters.x` (of a task or
   * workflow) or `at.inputs.x` (of the module).
   */
  default?(at: Bindings): Value;
  /** `name?: T`: where it is left out it is null, and a function of TypeScript gets `undefined`, as it does of its own callers. */
  readonly optional?: true;
}

/** A result of a scope, read when it ends. */
export interface Output {
  /** `undefined` for the only, unnamed output of a workflow. */
  readonly name: string | undefined;
  /** `one`: the result of the only node of the task. */
  readonly mode: "one" | GatherMode;
  readonly task: TaskId;
  readonly type: ValueType;
  /** Line in the source, 1-based. */
  readonly line: number;
}

/** `all`: every result; `succeeded`: the results there are; `settled`: an `Outcome` for each node. */
export type GatherMode = "all" | "succeeded" | "settled";

/** What an attribute function or an `sh` text may read. */
export interface CallBindings {
  readonly args: { readonly [parameter: string]: Value };
  readonly inputs: { readonly [input: string]: Value };
  /** From 1. */
  readonly attempt: number;
  /** Absolute path of the declared output (or record of paths); `""` where none is declared. */
  readonly out: Value;
}

/** A constant, or a function of the call. */
export type Attribute<T> = T | ((call: CallBindings) => T);

export interface Task {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: ValueType;
  readonly implementation: Implementation;
  /** Declared output file(s), relative to the node's work directory; a pattern for `file[]`. */
  readonly out?: Attribute<string | { readonly [name: string]: string }>;
  /** Further tries after the first, and the delay before the first of them in ms (doubling). */
  readonly retry?: Attribute<number>;
  readonly backoff?: Attribute<number>;
  /** ms for one attempt. */
  readonly timeout?: Attribute<number>;
  /** At most so many at once. */
  readonly limit?: Attribute<number>;
  /** At most so many starts in a time, in ms. */
  readonly rate?: { readonly count: Attribute<number>; readonly per: Attribute<number> };
  /** Growth guard: adding one more node in a run fails it (ADG7006). */
  readonly atMost?: Attribute<number>;
  readonly cpus?: Attribute<number>;
  /** Bytes. */
  readonly memory?: Attribute<number>;
  readonly priority?: Attribute<number>;
  /** Name of an executor. */
  readonly on?: string;
  readonly cache?: boolean;
  readonly env?: readonly { readonly name: string; readonly value: Attribute<string> }[];
  /** Names of environment variables handed to the task where it runs. */
  readonly secrets?: readonly string[];
  readonly stub?: Attribute<Value>;
  /** Tasks whose nodes a running node may append below itself. */
  readonly spawns?: readonly TaskId[];
  /** Line in the source, 1-based. */
  readonly line: number;
  /** Where it is not the workflow's. */
  readonly source?: string;
}

export type Implementation =
  /** An exported function of a module (`file:` URL): arguments in order, then a `TaskContext`. */
  | { readonly kind: "module"; readonly module: string; readonly name: string }
  /** A command for `bash -euo pipefail`. The function has quoted every value. */
  | { readonly kind: "shell"; readonly script: (call: CallBindings) => string }
  /** A function of this process, for workflows written by hand: it runs on the executor `inline`. */
  | { readonly kind: "function"; call(...args: unknown[]): unknown }
  /** Computed by the engine at once. */
  | { readonly kind: "pure"; readonly compute: (call: CallBindings) => Value }
  /** `module` is a path or dotted name beside the source file. */
  | { readonly kind: "python"; readonly module: string; readonly name: string }
  | { readonly kind: "celery"; readonly name: string }
  /** A workflow used as a task. */
  | { readonly kind: "scope"; readonly scope: ScopeId };

/** What can happen to a node that a rule may watch. */
export type NodeEvent = "added" | "done" | "failed" | "settled";

/**
 * Names in sight of a rule: the records `inputs` (the module's) and `parameters` (the workflow's), captured names and names
 * bound by conditions. A bound node is a `NodeRef`, a bound set an array of them.
 */
// The engine cannot know the types of a workflow's names; compiled code declares them. So the functions that take them are
// written as methods here: a function that asks for `{ s: NodeRef }` may then stand where one of `Bindings` is wanted.
export type Bindings = { readonly [name: string]: unknown };

export type Condition =
  /** Once for each node of the task (`pdf done as p`). */
  | { readonly kind: "each"; readonly task: TaskId; readonly event: NodeEvent; readonly name?: string }
  /** For one node, held by a name around the rule (`first done`). `as` is a further name for it. */
  | {
      readonly kind: "held";
      readonly held: string;
      readonly task: TaskId;
      readonly event: Exclude<NodeEvent, "added">;
      /**
       * Whether the name may stand, other than by a condition, for a node that was there before the rule around fired: one that was
       * gathered, or met by its key.
       */
      readonly recalls?: boolean;
      readonly name?: string;
    }
  /** For the node with that key (`page[url] done as p`); the key may use names of earlier conditions. */
  | {
      readonly kind: "keyed";
      readonly task: TaskId;
      readonly event: NodeEvent;
      key(at: Bindings): Value;
      /** Earlier conditions of this rule that the key reads. */
      readonly uses: readonly number[];
      readonly name?: string;
    }
  | { readonly kind: "no-more"; readonly task: TaskId; readonly under?: Under; readonly despite: boolean }
  | {
      readonly kind: "all";
      readonly task: TaskId;
      readonly under?: Under;
      readonly event: "done" | "settled";
      readonly name?: string;
    }
  /** Any pure function of the graph. While it is false the rule may still fire; it is closed when nothing else can happen. */
  | { readonly kind: "predicate"; holds(graph: GraphView): boolean }
  /** Every node of a list that a name around the rule holds. */
  | { readonly kind: "all-held"; readonly held: string; readonly event: "done" | "settled"; readonly name?: string }
  /** Once, when there are so many; binds the first of them, in order of appearance or of completion. */
  | {
      readonly kind: "at-least";
      readonly of: SetOf;
      count(at: Bindings): Value;
      readonly event: "added" | "done";
      readonly name?: string;
    }
  /** For each next so many, in order of completion, and for the rest when no more can come. At most one in a rule. */
  | { readonly kind: "every"; readonly of: SetOf; count(at: Bindings): Value; readonly name?: string };

/** The set that a condition speaks of: all of a task (under a node), or a list that a name around the rule holds. */
export type SetOf =
  | { readonly kind: "task"; readonly task: TaskId; readonly under?: Under }
  | { readonly kind: "held"; readonly held: string };

/** `under x`: x is a name bound by an earlier condition or around the rule; `task` is the type of its node. */
export interface Under {
  readonly name: string;
  readonly task: TaskId;
}

/**
 * Where the edges of a site's nodes come from, as far as can be known without running: a node that a condition of this rule
 * or of one around it bound, a node that another site made, or the elements of a gather.
 */
export type Source =
  | { readonly kind: "bound"; readonly rule: RuleId; readonly condition: number }
  | { readonly kind: "made"; readonly rule: RuleId; readonly site: number }
  | { readonly kind: "gather"; readonly task: TaskId; readonly under?: Under };

/** The graph of a scope, read-only, as a predicate written in TypeScript sees it. */
export interface GraphView {
  /** Nodes of a task, in order of appearance. */
  nodes(task: TaskHandle<readonly never[], unknown>): readonly (NodeRef & { readonly state: NodeState })[];
  /** Whether `no more` of the task can come. */
  isClosed(task: TaskHandle<readonly never[], unknown>): boolean;
}

/** Where a node is in its life. The last four are settled. */
export type NodeState = "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled";

/** A place in a rule's body that adds nodes. */
export interface Site {
  readonly task: TaskId;
  readonly sources: readonly Source[];
  readonly keyed: boolean;
}

export interface Rule {
  readonly scope: ScopeId;
  /** The rule around this one. */
  readonly parent?: RuleId;
  /** Written name (`rule NAME when …`), if any. */
  readonly name?: string;
  /** The head as written, without the colon: `when no more pdf`, `start`. */
  readonly text: string;
  /** Line of the head in the source, 1-based. */
  readonly line: number;
  /** Where it is not the workflow's. */
  readonly source?: string;
  /** Empty for `start`, which fires once. */
  readonly conditions: readonly Condition[];
  /** The guard. Pure; may throw what becomes ADG7007. */
  where?(at: Bindings, graph: Gathers): boolean;
  /** Whether the guard reads a set (a name bound by `all`, or a gather): then it is asked when all conditions hold. */
  readonly whereReadsSets?: boolean;
  /** Equalities of the guard between two `each` conditions, for a hash join. The guard still decides. */
  readonly joins?: readonly Join[];
  /** Appends. Pure but for the appender. A body that may take long is a generator: it stops now and then, and is gone on with later. */
  body(to: Appender, at: Bindings): Iterator<void> | void;
  /** What the body itself may add. Nested rules list their own. */
  readonly sites: readonly Site[];
  /** Tasks whose failures the body takes in through `succeeded` and `settled` gathers. */
  readonly takesIn?: readonly TaskId[];
  /** Rules that the body may make, in the order of the text. */
  readonly nested: readonly RuleId[];
}

/** `left` and `right` are indices of conditions; the keys read only that condition's name and what is bound around the rule. */
export interface Join {
  readonly left: number;
  readonly right: number;
  leftKey(at: Bindings): Value;
  rightKey(at: Bindings): Value;
}

declare const argsOf: unique symbol;
declare const namedOf: unique symbol;
declare const resultOf: unique symbol;

/**
 * A node as a rule sees it. Reading what is not known yet (`result` of a node that is not done) throws; the compiler never
 * emits that (ADG3003).
 */
export interface NodeRef<Args = unknown, Result = unknown> {
  readonly [nodeBrand]: true;
  /** Number of the node in its run. */
  readonly node: number;
  readonly args: Args;
  readonly result: Result;
  readonly error: string;
  readonly outcome: Outcome<Result>;
  readonly key: Value;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** A gather as an argument, or after `after`: the new node depends on each node, softly where failures are taken in. */
export interface Gathered<Element = unknown> {
  readonly [gatherBrand]: true;
  readonly mode: GatherMode;
  /** Numbers of the nodes. */
  readonly nodes: readonly number[];
  /** How the rule sees them. */
  readonly strength: "strict" | "soft";
  readonly [resultOf]?: Element;
}

/**
 * A task as compiled code names it: its number, with the types of its parameters (a tuple, in order), its result and its
 * parameters by name (the type of a node's `args`).
 */
export interface TaskHandle<Args extends readonly unknown[], Result, Named = unknown> {
  readonly task: TaskId;
  readonly [argsOf]?: Args;
  readonly [namedOf]?: Named;
  readonly [resultOf]?: Result;
}

/** Where a T is wanted, a node (or a list or record with nodes in it) whose result is a T will do. */
export type Argument<T> =
  | T
  | NodeRef<unknown, T>
  | (T extends readonly (infer E)[] ? readonly Argument<E>[] | Gathered<E> : never)
  | (T extends Readonly<Record<string, Value>> ? { readonly [K in keyof T]: Argument<T[K]> } : never);

export type Arguments<Args extends readonly unknown[]> = { readonly [I in keyof Args]: Argument<Args[I]> };

/** Where a new node's data came from: nodes, nested as the data is. */
export type From = undefined | NodeRef | Gathered | readonly From[] | { readonly [name: string]: From };

export interface AddOptions {
  /** Nodes that the new node's arguments were computed from, and the nodes the rule fired on where §5 says so. */
  readonly from?: From;
  /** `after e`. */
  readonly after?: From;
  /** `key e`; `undefined` means none. */
  readonly key?: Value;
  readonly priority?: number;
}

/** What a guard may ask of the graph. */
export interface Gathers {
  /** The nodes of a task in this scope (under a node), in graph order. */
  all<Result, Named>(
    task: TaskHandle<readonly unknown[], Result, Named>,
    under?: NodeRef,
  ): readonly NodeRef<Named, Result>[];
}

/** What a body may do. */
export interface Appender extends Gathers {
  /**
   * Adds a node, with edges from every node in `args`, `from` and `after`. `site` is the index in `Rule.sites`. A missing
   * trailing or `undefined` argument takes the parameter's default.
   */
  add<Args extends readonly unknown[], Result, Named>(
    task: TaskHandle<Args, Result, Named>,
    site: number,
    args: Arguments<Args>,
    options?: AddOptions,
  ): NodeRef<Named, Result>;
  /** Makes a nested rule that fires for this firing's own names. */
  when(rule: RuleId, names: Bindings): void;
  /** Ends the scope as failed (ADG7008). */
  fail(message: string): never;
  gather<Result>(
    mode: "all" | "succeeded",
    task: TaskHandle<readonly unknown[], Result>,
    under?: NodeRef,
  ): Gathered<Result>;
  gather<Result>(
    mode: "settled",
    task: TaskHandle<readonly unknown[], Result>,
    under?: NodeRef,
  ): Gathered<Outcome<Result>>;
}

/** What a TypeScript task gets as its last argument. */
export interface TaskContext {
  /** Aborted when the run is cancelled or the attempt's time is over. */
  readonly signal: AbortSignal;
  /**
   * Appends a node below this one, for each task that this one `spawns`: `context.add.page(url)`. The arguments are JSON values, in
   * order. All of them enter the graph when the task succeeds, or none.
   */
  readonly add: { readonly [task: string]: (...args: readonly unknown[]) => void };
  /** Appends a line to the node's log. */
  log(message: string): void;
  /** Absolute path of the declared output (or a record of paths); `""` where none is declared. */
  readonly out: string & { readonly [name: string]: string };
  /** The node's own work directory; it exists. */
  readonly workdir: string;
  /** From 1. */
  readonly attempt: number;
  readonly nodeId: string;
}
