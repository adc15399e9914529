/**
 * Workflows written in TypeScript, by hand: the same tables as compiled code fills, with the laws checked while it runs instead
 * of before. A rule says what it `adds`; adding anything else, or an edge that is not declared, fails the run (ADG7005).
 */
import { fileURLToPath } from "node:url";
import { isView } from "./node-view.ts";
import { isNodeCondition } from "./conditions.ts";
import { ExpressionError } from "./library/expression-error.ts";
import { isPromise } from "./promise.ts";
import type {
  AddOptions,
  Appender,
  Bindings,
  Condition,
  From,
  GraphView,
  NodeEvent,
  NodeRef,
  Rule,
  Scope,
  Source,
  Task,
  TaskContext,
  TaskHandle,
  Value,
  ValueType,
  Workflow,
} from "./workflow.ts";

/** A type by its name, a list of it (`"int[]"`), or spelled out. */
export type TypeName = SimpleKind | `${SimpleKind}[]` | ValueType;
type SimpleKind = "string" | "number" | "int" | "boolean" | "file" | "dir" | "json" | "void" | "null";

/** A task of a workflow written by hand. `Args` are its parameters in order. */
export interface TaskByHand<Args extends readonly unknown[] = readonly never[], Result = unknown> {
  readonly name: string;
  readonly definition: TaskDefinition;
  readonly [argsOf]?: Args;
  readonly [resultOf]?: Result;
}

declare const argsOf: unique symbol;
declare const resultOf: unique symbol;

/** Parameters of a function but for a last one that is the context. */
type WithoutContext<Parameters extends readonly unknown[]> = Parameters extends readonly [...infer Args, TaskContext]
  ? Args
  : Parameters;

export interface TaskDefinition<Parameters extends readonly unknown[] = never[], Result = unknown> {
  /** Parameters in order, with their types. */
  readonly parameters?: Readonly<Record<string, TypeName>>;
  readonly result?: TypeName;
  /** Runs in this process; its last argument is a `TaskContext`. */
  run(...args: Parameters): Result | Promise<Result>;
  readonly retry?: number;
  /** ms before the first further try; doubles. */
  readonly backoff?: number;
  /** ms for one attempt. */
  readonly timeout?: number;
  /** At most so many at once. */
  readonly limit?: number;
}

/** Declares a task. */
export function task<Parameters extends readonly unknown[], Result>(
  name: string,
  definition: TaskDefinition<Parameters, Result>,
): TaskByHand<WithoutContext<Parameters>, Awaited<Result>> {
  return { name, definition: definition };
}

// A list of tasks of all kinds: only their names and definitions are read.
type AnyTask = Pick<TaskByHand, "name"> & { readonly definition: object };

/** A condition of a rule by hand: made by `each`, `noMore`, `allOf` and `holds`. */
export type ConditionByHand =
  | { readonly kind: "each"; readonly task: AnyTask; readonly event: NodeEvent; readonly as: string }
  | { readonly kind: "no-more"; readonly task: AnyTask; readonly under?: string; readonly despite: boolean }
  | {
      readonly kind: "all";
      readonly task: AnyTask;
      readonly under?: string;
      readonly event: "done" | "settled";
      readonly as?: string;
    }
  | { readonly kind: "predicate"; holds(graph: GraphByHand): boolean };

/** Once for each node of the task to which `event` happens; the guard and the body find it as `at[as]`. */
export const each = (of: AnyTask, event: NodeEvent, as: string): ConditionByHand => ({
  kind: "each",
  task: of,
  event,
  as,
});

/** No node of the task can come any more (under the node that `under` names). */
export const noMore = (
  of: AnyTask,
  options: { readonly under?: string; readonly despiteFailures?: boolean } = {},
): ConditionByHand => ({
  kind: "no-more",
  task: of,
  despite: options.despiteFailures ?? false,
  ...(options.under === undefined ? {} : { under: options.under }),
});

/** No more of the task, and every one of them is done (or settled). */
export const allOf = (
  of: AnyTask,
  event: "done" | "settled",
  options: { readonly under?: string; readonly as?: string } = {},
): ConditionByHand => ({ kind: "all", task: of, event, ...options });

/** Any pure function of the graph. It is asked again whenever the graph changes; false when nothing else can happen is final. */
export const holds = (predicate: (graph: GraphByHand) => boolean): ConditionByHand => ({
  kind: "predicate",
  holds: predicate,
});

/** What a predicate sees of the graph. */
export interface GraphByHand {
  nodes(of: AnyTask): ReturnType<GraphView["nodes"]>;
  isClosed(of: AnyTask): boolean;
}

/** What the conditions of a rule have bound. */
export interface NamesByHand {
  /** The node that `each` bound under this name. */
  node(name: string): NodeRef;
  /** The list that `allOf` bound under this name. */
  list(name: string): readonly NodeRef[];
  readonly inputs: Readonly<Record<string, Value>>;
}

export interface RuleByHand {
  readonly name?: string;
  /** All must hold together; none at all: the rule fires once, at the start. */
  readonly when: readonly ConditionByHand[];
  where?(at: NamesByHand): boolean;
  /** Every task that the body may add. */
  readonly adds: readonly AnyTask[];
  /** Those of them that it adds with a key. */
  readonly keyed?: readonly AnyTask[];
  body(to: AppenderByHand, at: NamesByHand): void;
}

/** Declares a rule. */
export const rule = (definition: RuleByHand): RuleByHand => definition;

export interface AppenderByHand {
  /**
   * Adds a node. Edges come from the nodes among its arguments, from `from` and from `after`; without `from`, from the nodes the
   * rule fired on, unless an argument or `after` has a node of this same body in it.
   */
  add<Args extends readonly unknown[], Result>(
    of: TaskByHand<Args, Result>,
    args: { readonly [I in keyof Args]: unknown },
    options?: AddOptions,
  ): NodeRef<unknown, Result>;
  all<Args extends readonly unknown[], Result>(
    of: TaskByHand<Args, Result>,
    under?: NodeRef,
  ): readonly NodeRef<unknown, Result>[];
  succeeded(of: AnyTask, under?: NodeRef): unknown;
  settled(of: AnyTask, under?: NodeRef): unknown;
  fail(message: string): never;
}

export interface WorkflowByHand {
  readonly name: string;
  /** `import.meta.url`: relative paths resolve against its folder. */
  readonly source: string;
  readonly inputs?: Readonly<Record<string, TypeName>>;
  readonly tasks: readonly AnyTask[];
  /** Edge types: pairs of tasks. */
  readonly edges: readonly (readonly [from: AnyTask, to: AnyTask])[];
  readonly rules: readonly RuleByHand[];
  readonly outputs?: Readonly<
    Record<string, { readonly mode: "one" | "all" | "succeeded" | "settled"; readonly task: AnyTask }>
  >;
}

/** Builds a workflow that `run` takes. Throws a `TypeError` that names what is wrong where the parts do not fit. */
export function defineWorkflow(definition: WorkflowByHand): Workflow {
  fileURLToPath(definition.source);
  const ids = new Map<AnyTask, number>();
  for (const each_ of definition.tasks) {
    if ([...ids.keys()].some(({ name }) => name === each_.name))
      throw new TypeError(`the task "${each_.name}" is there twice`);
    ids.set(each_, ids.size);
  }
  const idOf = (of: AnyTask): number => {
    const id = ids.get(of);
    if (id === undefined) throw new TypeError(`"${of.name}" is not among the tasks of "${definition.name}"`);
    return id;
  };
  const tasks = definition.tasks.map((of) => taskOf(of as TaskByHand));
  const scope: Scope = {
    name: definition.name,
    parameters: Object.entries(definition.inputs ?? {}).map(([name, type]) => ({ name, type: typeOf(type) })),
    rules: definition.rules.map((_, id) => id),
    outputs: Object.entries(definition.outputs ?? {}).map(([name, { mode, task: of }]) => {
      const { result } = tasks[idOf(of)] as Task;
      return { name, mode, task: idOf(of), type: outputType(mode, result), line: 0 };
    }),
  };
  return {
    version: 1,
    name: definition.name,
    source: definition.source,
    types: {},
    tasks,
    edges: definition.edges.map(([from, to]) => [idOf(from), idOf(to)] as const),
    scopes: [scope],
    rules: definition.rules.map((each_, id) => ruleOf(each_, id, idOf)),
  };
}

function taskOf({ name, definition }: TaskByHand): Task {
  const { parameters = {}, result = "void", retry, backoff, timeout, limit } = definition;
  return {
    name,
    parameters: Object.entries(parameters).map(([parameter, type]) => ({ name: parameter, type: typeOf(type) })),
    result: typeOf(result),
    implementation: { kind: "function", call: definition.run },
    line: 0,
    ...(retry === undefined ? {} : { retry }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function typeOf(type: TypeName): ValueType {
  if (typeof type !== "string") return type;
  if (!type.endsWith("[]")) return { kind: type as SimpleKind };
  return { kind: "list", element: { kind: type.slice(0, -2) as SimpleKind } };
}

function outputType(mode: "one" | "all" | "succeeded" | "settled", result: ValueType): ValueType {
  if (mode === "one") return result;
  return { kind: "list", element: mode === "settled" ? { kind: "json" } : result };
}

function ruleOf(definition: RuleByHand, id: number, idOf: (of: AnyTask) => number): Rule {
  const conditions = definition.when.map((condition) => conditionOf(condition, definition, idOf));
  const adds = definition.adds.map(idOf);
  // Not known without running: a node may come from whatever the rule fires on or waits for, and from its own additions.
  const sources: Source[] = conditions.flatMap((condition, index): Source[] => {
    if (isNodeCondition(condition)) return [{ kind: "bound", rule: id, condition: index }];
    if (condition.kind !== "no-more" && condition.kind !== "all") return [];
    const { task: of, under } = condition;
    return [{ kind: "gather", task: of, ...(under === undefined ? {} : { under }) }];
  });
  const made = adds.map((_, site): Source => ({ kind: "made", rule: id, site }));
  const keyed = new Set(definition.keyed?.map(idOf));
  const { where } = definition;
  return {
    scope: 0,
    text: definition.name ?? `rule ${id + 1}`,
    ...(definition.name === undefined ? {} : { name: definition.name }),
    line: 0,
    conditions,
    ...(where === undefined ? {} : { where: (at: Bindings) => where(namesOf(at)) }),
    sites: adds.map((of) => ({ task: of, sources: [...sources, ...made], keyed: keyed.has(of) })),
    takesIn: sources.flatMap((source) => (source.kind === "gather" ? [source.task] : [])),
    nested: [],
    body(to, at) {
      const given: unknown = definition.body(appenderOf(to, at, conditions, adds, idOf), namesOf(at));
      if (!isPromise(given)) return;
      // Nobody waits for it: were it to fail later, that would end the whole process.
      given.then(undefined, () => undefined);
      throw new ExpressionError("the body of a rule gave a promise: it must add all that it adds at once");
    },
  };
}

function namesOf(at: Bindings): NamesByHand {
  return {
    node(name) {
      const node = at[name];
      if (!isView(node)) throw new TypeError(`no condition of the rule binds a node as "${name}"`);
      return node;
    },
    list(name) {
      const list = at[name];
      if (!Array.isArray(list)) throw new TypeError(`no condition of the rule binds a list as "${name}"`);
      return list as readonly NodeRef[];
    },
    inputs: at["inputs"] as Readonly<Record<string, Value>>,
  };
}

function conditionOf(condition: ConditionByHand, owner: RuleByHand, idOf: (of: AnyTask) => number): Condition {
  if (condition.kind === "predicate") {
    const { holds: predicate } = condition;
    const handle = (of: AnyTask): TaskHandle<readonly never[], unknown> => ({ task: idOf(of) });
    return {
      kind: "predicate",
      holds: (graph) =>
        predicate({ nodes: (of) => graph.nodes(handle(of)), isClosed: (of) => graph.isClosed(handle(of)) }),
    };
  }
  const of = idOf(condition.task);
  if (condition.kind === "each") return { kind: "each", task: of, event: condition.event, name: condition.as };
  const under = condition.under === undefined ? {} : { under: anchorOf(condition.under, owner, idOf) };
  if (condition.kind === "no-more") return { kind: "no-more", task: of, despite: condition.despite, ...under };
  const as = condition.as === undefined ? {} : { name: condition.as };
  return { kind: "all", task: of, event: condition.event, ...as, ...under };
}

function anchorOf(name: string, owner: RuleByHand, idOf: (of: AnyTask) => number): { name: string; task: number } {
  const binding = owner.when.find((condition) => condition.kind === "each" && condition.as === name);
  if (binding?.kind !== "each")
    throw new TypeError(`"${name}", after "under", is not bound by a condition of the rule`);
  return { name, task: idOf(binding.task) };
}

function appenderOf(
  to: Appender,
  at: Bindings,
  conditions: readonly Condition[],
  adds: readonly number[],
  idOf: (of: AnyTask) => number,
): AppenderByHand {
  const made = new Set<number>();
  const firedOn = conditions.flatMap((condition): NodeRef[] =>
    isNodeCondition(condition) && condition.event !== "added" && condition.name !== undefined
      ? [at[condition.name] as NodeRef]
      : [],
  );
  const handle = <Args extends readonly unknown[], Result>(of: TaskByHand<Args, Result>): TaskHandle<Args, Result> => ({
    task: idOf(of),
  });
  return {
    add(of, args, options = {}) {
      const id = idOf(of);
      const hasMade = nodesIn([args, options.after]).some(({ node }) => made.has(node));
      const from: From = options.from ?? (hasMade ? undefined : firedOn);
      const node = to.add(handle(of), adds.indexOf(id), [...args] as unknown as typeof args, { ...options, from });
      made.add(node.node);
      return node;
    },
    all: (of, under) => to.all(handle(of), under),
    succeeded: (of, under) => to.gather("succeeded", { task: idOf(of) }, under),
    settled: (of, under) => to.gather("settled", { task: idOf(of) }, under),
    fail: (message) => to.fail(message),
  };
}

function nodesIn(value: unknown): readonly NodeRef[] {
  if (isView(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(nodesIn) : [];
}
