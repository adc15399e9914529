/** What a body asks for, before any of it enters the graph. */
import { gatherBrand } from "./brand.ts";
import { canonical } from "./library/canonical.ts";
import type { Staged } from "./append.ts";
import { ScopeFailure } from "./failing.ts";
import { gather, gatheredViews } from "./gathers.ts";
import { nodeView, type View } from "./node-view.ts";
import { sameArguments } from "./same-arguments.ts";
import { Sources } from "./sources.ts";
import type { RunState, ScopeRun } from "./state.ts";
import type { AddOptions, Appender, Bindings, NodeRef, Rule, RuleId, TaskId } from "./workflow.ts";

type Named = { readonly task: TaskId };

const noOptions: AddOptions = {};

export class Stage implements Appender {
  readonly nodes: Staged[] = [];
  /** Keys that were met again, with what the node comes to be under. */
  readonly met: { readonly node: number; readonly sources: readonly number[] }[] = [];
  readonly rules: { readonly rule: RuleId; readonly names: Bindings; readonly ordinal: number }[] = [];
  readonly #state: RunState;
  readonly #scope: ScopeRun;
  readonly #rule: Rule;
  #keys: Map<string, number> | undefined;
  #ordinal = 0;

  constructor(state: RunState, scope: ScopeRun, rule: Rule) {
    this.#state = state;
    this.#scope = scope;
    this.#rule = rule;
  }

  /** Puts a node on the stage, or finds the one that has its key already. */
  add({ task }: Named, site: number, args: readonly unknown[], options: AddOptions = noOptions): never {
    const { graph } = this.#state;
    const ordinal = this.#ordinal++;
    const { key } = options;
    this.#checkSite(task, site, key !== undefined);
    const sources = new Sources(this.#state);
    for (const value of args) sources.collect(value, "strict");
    if (options.from !== undefined) sources.collect(options.from, undefined);
    if (options.after !== undefined) sources.collect(options.after, undefined);
    const place = key === undefined ? undefined : `${task}:${canonical(key)}`;
    const known = place === undefined ? undefined : (this.#keys?.get(place) ?? this.#scope.keys.get(place));
    if (known !== undefined) {
      this.#checkSame(known, task, args, canonical(key));
      this.met.push({ node: known, sources: sources.nodes });
      return this.#view(known);
    }
    this.#checkEdges(sources.nodes, task);
    const node = graph.size + this.nodes.length;
    if (place !== undefined) (this.#keys ??= new Map()).set(place, node);
    this.nodes.push({ node, ordinal, task, args, sources, key, priority: options.priority });
    return this.#view(node);
  }

  when(rule: RuleId, names: Bindings): void {
    this.rules.push({ rule, names, ordinal: this.#ordinal++ });
  }

  fail(message: string): never {
    throw new ScopeFailure("ADG7008", message);
  }

  all({ task }: Named, under?: NodeRef): never {
    return gatheredViews(this.#state, this.#scope, this.#rule, task, under?.node) as never;
  }

  gather(mode: "succeeded" | "settled", { task }: Named, under?: NodeRef): never {
    const members = gather(this.#state, this.#scope, task, under?.node);
    const nodes: readonly View[] = members.map((node) => nodeView(this.#state, node, "soft"));
    return { [gatherBrand]: true, mode, nodes } as never;
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

  #checkSame(known: number, task: TaskId, args: readonly unknown[], key: string): void {
    const before = this.nodes[known - this.#state.graph.size]?.args ?? this.#scope.keyedArgs.get(known) ?? [];
    if (sameArguments(this.#state, this.#rule, task, before, args)) return;
    const name = this.#nameOf(task);
    throw new ScopeFailure("ADG7003", `"${name}" with key ${key} exists already, with other arguments`);
  }

  #checkEdges(sources: readonly number[], to: TaskId): void {
    const { graph, workflow, edgeTypes } = this.#state;
    let checked = -1;
    for (let index = 0; index < sources.length; index += 1) {
      const from = sources[index] as number;
      const source = from < graph.size ? graph.task(from) : (this.nodes[from - graph.size] as Staged).task;
      if (source === checked) continue;
      if (!edgeTypes.has(source * workflow.tasks.length + to))
        throw new ScopeFailure(
          "ADG7005",
          `the edge type ${this.#nameOf(source)} -> ${this.#nameOf(to)} is not declared`,
        );
      checked = source;
    }
  }

  #nameOf(task: TaskId): string {
    return this.#state.workflow.tasks[task]?.name ?? `task ${task}`;
  }
}
