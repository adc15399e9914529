/**
 * A firing under way: what its body appends stands in the graph already, but is no part of the run until the body has ended well.
 */
import { canonical } from "./library/canonical.ts";
import { ExpressionError } from "./library/expression-error.ts";
import { ScopeFailure } from "./failing.ts";
import { NONE } from "./graph.ts";
import { gatheredNodes, gatheredViews, strengthIn } from "./gathers.ts";
import { nodeView } from "./node-view.ts";
import { sameArguments } from "./same-arguments.ts";
import type { Firing, RunState, ScopeRun } from "./state.ts";
import type { AddOptions, Appender, Bindings, GatherMode, NodeRef, Rule, RuleId, TaskId, Value } from "./workflow.ts";

type Named = { readonly task: TaskId };

/** A key that was met again, with what the node comes to be under. */
export interface Met {
  readonly node: number;
  readonly sources: readonly number[];
}

/** A rule that the firing makes. */
export interface Nested {
  readonly rule: RuleId;
  readonly names: Bindings;
  readonly ordinal: number;
}

const noOptions: AddOptions = {};

export class Stage implements Appender {
  readonly firing: Firing;
  /** None of either in most firings. */
  met: Met[] | undefined;
  rules: Nested[] | undefined;
  readonly #state: RunState;
  readonly #scope: ScopeRun;
  readonly #rule: Rule;
  /** The first node that it added, if it added any. */
  readonly first: number;
  readonly #firstEdge: number;
  /** How many edges of each type: those of one type that follow each other are counted together. */
  #edgeType = NONE;
  #edges = 0;
  #edgeTypes: Map<number, number> | undefined;
  #keys: Map<string, number> | undefined;
  #priorities: Map<number, number> | undefined;
  #ordinal = 0;
  /** Whether the body has ended, well or not. */
  #isOver = false;

  constructor(state: RunState, scope: ScopeRun, rule: Rule, firing: Firing) {
    this.firing = firing;
    this.#state = state;
    this.#scope = scope;
    this.#rule = rule;
    this.first = state.graph.size;
    this.#firstEdge = state.graph.edgeCount;
  }

  /** How many nodes were added. */
  get count(): number {
    return this.#state.graph.size - this.first;
  }

  /** Their tasks. */
  get tasks(): readonly TaskId[] {
    return Array.from({ length: this.count }, (_, index) => this.#state.graph.task(this.first + index));
  }

  /** Adds a node, or finds the one that has its key already. */
  add({ task }: Named, site: number, args: readonly unknown[], options: AddOptions = noOptions): never {
    const { graph, sources } = this.#state;
    if (this.#isOver) throw new ExpressionError("a rule adds something although its body has ended");
    const ordinal = this.#ordinal++;
    const { key, priority } = options;
    this.#checkSite(task, site, key !== undefined);
    sources.clear();
    for (let index = 0; index < args.length; index += 1) sources.collect(args[index], "strict");
    if (options.from !== undefined) sources.collect(options.from, undefined);
    if (options.after !== undefined) sources.collect(options.after, undefined);
    const known = key === undefined ? undefined : this.#meetAgain(task, key, args);
    if (known !== undefined) return this.#view(known);
    this.#checkEdges(task);
    const { id, depth } = this.#scope;
    const node = graph.addNode(task, id, depth, this.firing, ordinal, args, key);
    this.#addEdges(node, task);
    if (key !== undefined) (this.#keys ??= new Map()).set(`${task}:${canonical(key)}`, node);
    if (priority !== undefined) (this.#priorities ??= new Map()).set(node, priority);
    return this.#view(node);
  }

  when(rule: RuleId, names: Bindings): void {
    (this.rules ??= []).push({ rule, names, ordinal: this.#ordinal++ });
  }

  fail(message: string): never {
    throw new ScopeFailure("ADG7008", message);
  }

  all({ task }: Named, under?: NodeRef): never {
    return gatheredViews(this.#state, this.#scope, this.#rule, task, under?.node) as never;
  }

  gather(mode: GatherMode, { task }: Named, under?: NodeRef): never {
    const strength = mode === "all" ? strengthIn(this.#rule, task) : "soft";
    return gatheredNodes(this.#state, this.#scope, mode, task, { anchor: under?.node, strength }) as never;
  }

  #view(node: number): never {
    return nodeView(this.#state, node, "strict") as never;
  }

  #checkSite(task: TaskId, site: number, isKeyed: boolean): void {
    const declared = this.#rule.sites[site];
    if (declared?.task === task && (declared.keyed || !isKeyed)) return;
    const name = this.#nameOf(task);
    if (declared?.task !== task)
      throw new ScopeFailure("ADG7005", `the rule adds "${name}", which is not among what it says it adds`);
    throw new ScopeFailure("ADG7005", `the rule adds "${name}" with a key, which it does not say it does`);
  }

  /** The node that has the key already, if there is one. */
  #meetAgain(task: TaskId, key: Value, args: readonly unknown[]): number | undefined {
    const { graph, sources } = this.#state;
    const place = `${task}:${canonical(key)}`;
    const known = this.#keys?.get(place) ?? this.#scope.keys.get(place);
    if (known === undefined) return undefined;
    const before = this.#scope.keyedArgs.get(known) ?? graph.args(known);
    if (!sameArguments(this.#state, this.#rule, task, before, args)) {
      const name = this.#nameOf(task);
      throw new ScopeFailure("ADG7003", `"${name}" with key ${canonical(key)} exists already, with other arguments`);
    }
    const nodes = Array.from({ length: sources.count }, (_, index) => sources.node(index));
    (this.met ??= []).push({ node: known, sources: nodes });
    return known;
  }

  #checkEdges(to: TaskId): void {
    const { workflow, edgeTypes, sources } = this.#state;
    for (let index = 0; index < sources.taskCount; index += 1) {
      const from = sources.task(index);
      if (!edgeTypes.has(from * workflow.tasks.length + to))
        throw new ScopeFailure("ADG7005", `the edge type ${this.#nameOf(from)} -> ${this.#nameOf(to)} is not declared`);
    }
  }

  #addEdges(to: number, task: TaskId): void {
    const { graph, workflow, sources } = this.#state;
    for (let index = 0; index < sources.count; index += 1) {
      const from = sources.node(index);
      graph.addEdge(from, to, sources.isSoft(index));
      const type = graph.task(from) * workflow.tasks.length + task;
      if (type !== this.#edgeType) this.#noteEdges(type);
      this.#edges += 1;
    }
  }

  /** What was counted is put down; from here on edges are of another type. */
  #noteEdges(next: number): void {
    if (this.#edges > 0) {
      const types = (this.#edgeTypes ??= new Map<number, number>());
      types.set(this.#edgeType, (types.get(this.#edgeType) ?? 0) + this.#edges);
    }
    this.#edgeType = next;
    this.#edges = 0;
  }

  #nameOf(task: TaskId): string {
    return this.#state.workflow.tasks[task]?.name ?? `task ${task}`;
  }

  /** The body has failed, or must not have what it asks for: nothing of it remains. */
  undo(): void {
    this.#isOver = true;
    this.#state.graph.truncate(this.first, this.#firstEdge);
  }

  /** The body has ended well, and adds nothing more. What it asked for enters the run from here on. */
  end(): void {
    this.#isOver = true;
    const { edgeTypes, priorities } = this.#state;
    this.#noteEdges(NONE);
    if (this.#edgeTypes !== undefined)
      for (const [type, count] of this.#edgeTypes) edgeTypes.set(type, (edgeTypes.get(type) ?? 0) + count);
    if (this.#priorities !== undefined) for (const [node, priority] of this.#priorities) priorities.set(node, priority);
  }
}
