/**
 * The reference interpreter: small, slow and obviously right. After every event it asks every rule about every tuple of nodes
 * again, from scratch. It shares nothing with the engine but the contract.
 */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { mayBeAdded, mayComeUnder } from "./reference-growth.ts";
import {
  AS_IT_IS,
  below,
  collect,
  compareNodes,
  hasHappened,
  isSettled,
  isUnsuccessful,
  isView,
  keyText,
  outcomeOfNode,
  tupleText,
  viewOf,
  type Firing,
  type Instance,
  type Node,
  type Tuple,
  type Use,
  type View,
  type World,
} from "./reference-graph.ts";
import type {
  AddOptions,
  Appender,
  Bindings,
  Condition,
  Gathered,
  Output,
  Rule,
  RuleId,
  ScopeId,
  TaskId,
  Value,
  Workflow,
} from "../../runtime/src/workflow.ts";

type SetCondition = Extract<Condition, { kind: "no-more" | "all" }>;
type Verdict = "holds" | "open" | "never" | "not whole";

const isSetCondition = (condition: Condition): condition is SetCondition =>
  condition.kind === "no-more" || condition.kind === "all";

const isNodeCondition = (condition: Condition): condition is Extract<Condition, { kind: "each" | "held" | "keyed" }> =>
  condition.kind === "each" || condition.kind === "held" || condition.kind === "keyed";

export class Reference {
  readonly workflow: Workflow;
  readonly nodes: Node[];
  readonly uses: Use[] = [];
  readonly handled = new Set<Node>();
  outputs: Readonly<Record<string, Value>> = {};
  /** What `no more` has held for, with the members there were: none may ever be added. */
  readonly #closed: {
    readonly use: Use;
    readonly task: TaskId;
    readonly anchor: Node | undefined;
    readonly count: number;
  }[] = [];
  /** Answers that hold until something changes. */
  readonly #known = new Map<unknown, unknown>();

  /** Runs what follows from the start; every node is put into `nodes` as it is made. */
  constructor(workflow: Workflow, nodes: Node[]) {
    this.workflow = workflow;
    this.nodes = nodes;
    this.#open(0, undefined, {});
    this.#work();
  }

  get finished(): boolean {
    return this.uses[0]?.ended === true;
  }

  /** A running node ends. */
  settle(
    node: Node,
    outcome: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string },
  ): void {
    this.#end(node, outcome);
    this.#work();
  }

  /** Whether a scope has failed. */
  hasFailed(use: Use): boolean {
    const unhandled = use.nodes.some((node) => node.state === "failed" && !this.handled.has(node));
    const blocked = use.instances.some(({ decided }) => [...decided.values()].includes("blocked"));
    return unhandled || blocked || use.missingOutputs > 0;
  }

  /** Tuples left undecided, which is a fault. */
  undecided(): readonly string[] {
    return this.uses.flatMap((use) =>
      use.instances.flatMap((instance) => {
        const dead = this.#rule(instance.rule).conditions.some(
          (each) => each.kind === "held" && !this.#mayHold(instance, each.held, each.event),
        );
        const held = this.#met(AS_IT_IS, instance).filter(
          (tuple) => !instance.decided.has(tupleText(tuple)) && !this.#verdicts(instance, tuple).includes("never"),
        );
        return dead ? [] : held.map((tuple) => `rule ${instance.rule} (${tupleText(tuple)})`);
      }),
    );
  }

  #mayHold(instance: Instance, name: string, event: "done" | "failed" | "settled"): boolean {
    const view = instance.names[name];
    return isView(view) && (!isSettled(AS_IT_IS, view.target) || hasHappened(AS_IT_IS, view.target, event));
  }

  #rule(id: RuleId): Rule {
    return this.workflow.rules[id] as Rule;
  }

  /** What follows from an event: whatever can happen, until nothing can. */
  #work(): void {
    for (;;) {
      this.#known.clear();
      this.#checkClosed();
      if (this.#startNodes() || this.#fire("at once") || this.#fire("after sets") || this.#endUses()) continue;
      return;
    }
  }

  #open(scope: ScopeId, node: Node | undefined, parameters: Readonly<Record<string, Value>>): void {
    const use: Use = {
      scope,
      node,
      names: { inputs: {}, parameters },
      nodes: [],
      instances: [],
      links: new Map(),
      firedOn: new Map(),
      ended: false,
      missingOutputs: 0,
    };
    this.uses.push(use);
    for (const rule of this.workflow.scopes[scope]?.rules ?? [])
      use.instances.push({ rule, use, parent: undefined, position: 0, names: use.names, decided: new Map() });
  }

  // --- nodes ---

  #startNodes(): boolean {
    const ready = this.nodes.filter(
      (node) =>
        node.state === "waiting" &&
        !node.use.ended &&
        [...node.edges.keys()].every((each) => isSettled(AS_IT_IS, each)),
    );
    for (const node of ready) this.#start(node);
    return ready.length > 0;
  }

  #start(node: Node): void {
    const missing = [...node.edges].filter(([from, strength]) => strength === "strict" && isUnsuccessful(from));
    if (missing.length > 0) {
      node.state = "skipped";
      node.roots = new Set(missing.flatMap(([from]) => (from.state === "failed" ? [from] : [...from.roots])));
      return;
    }
    node.args = node.args.map((argument) => this.#resolve(argument));
    node.state = "running";
    const { implementation } = this.workflow.tasks[node.task] ?? {};
    const named = Object.fromEntries(["f", "s", "xs"].map((name, index) => [name, node.args[index] as Value]));
    if (implementation?.kind === "scope") this.#open(implementation.scope, node, named);
    if (implementation?.kind === "pure") {
      try {
        this.#end(node, { ok: true, value: implementation.compute({ args: named, inputs: {}, attempt: 1, out: "" }) });
      } catch (cause) {
        this.#end(node, { ok: false, error: (cause as Error).message });
      }
    }
  }

  #end(
    node: Node,
    outcome: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string },
  ): void {
    node.state = outcome.ok ? "done" : "failed";
    if (outcome.ok) node.result = outcome.value;
    else node.error = outcome.error;
  }

  #resolve(argument: unknown): Value {
    if (isView(argument)) return argument.target.result;
    if (Array.isArray(argument)) return argument.map((each) => this.#resolve(each));
    if (typeof argument === "object" && argument !== null && (argument as Partial<Gathered>).isGather === true) {
      const { mode, nodes } = argument as Gathered;
      return this.#gathered(
        mode,
        nodes.map((each) => (each as View).target),
      );
    }
    return argument as Value;
  }

  /** A tolerant gather yields its list and takes failures in. */
  #gathered(mode: "succeeded" | "settled", nodes: readonly Node[]): Value {
    for (const node of nodes) this.#handle(node);
    if (mode === "settled") return nodes.map((node) => outcomeOfNode(node));
    return nodes.filter(({ state }) => state === "done").map(({ result }) => result);
  }

  #handle(node: Node): void {
    if (node.state === "failed") this.handled.add(node);
    if (node.state === "skipped") for (const root of node.roots) this.handled.add(root);
  }

  // --- rules ---

  #fire(which: "at once" | "after sets"): boolean {
    let happened = false;
    for (const use of this.uses)
      for (const instance of [...use.instances]) {
        const waits = this.#rule(instance.rule).conditions.some(isSetCondition);
        if (use.ended || waits !== (which === "after sets")) continue;
        for (const tuple of this.#met(AS_IT_IS, instance)) {
          if (instance.decided.has(tupleText(tuple))) continue;
          const verdicts = this.#verdicts(instance, tuple);
          if (verdicts.includes("never") || verdicts.includes("open")) continue;
          happened = true;
          if (verdicts.includes("not whole")) instance.decided.set(tupleText(tuple), "blocked");
          else this.#fireTuple(instance, tuple);
          this.#known.clear();
          if (which === "after sets") return true;
        }
      }
    return happened;
  }

  /** Every tuple of nodes that meets the rule's conditions on nodes and its guard: the full product. */
  #met(world: World, instance: Instance): readonly Tuple[] {
    const { conditions, where } = this.#rule(instance.rule);
    let partial: Tuple[] = [[]];
    for (const condition of conditions)
      partial = partial.flatMap((tuple) =>
        this.#meeting(world, instance, condition, tuple).map((node) => [...tuple, node]),
      );
    if (where === undefined) return partial;
    const graph: Pick<Appender, "all"> = { all: () => [] };
    return partial.filter((tuple) => where(this.#names(instance, tuple), graph));
  }

  #meeting(world: World, instance: Instance, condition: Condition, before: Tuple): Tuple {
    const { use } = instance;
    switch (condition.kind) {
      case "each":
        return use.nodes.filter((node) => node.task === condition.task && hasHappened(world, node, condition.event));
      case "keyed": {
        const key = canonical(condition.key(this.#names(instance, before)));
        return use.nodes.filter(
          (node) =>
            node.task === condition.task &&
            node.key !== undefined &&
            canonical(node.key) === key &&
            hasHappened(world, node, condition.event),
        );
      }
      case "held": {
        const { target } = instance.names[condition.held] as View;
        return hasHappened(world, target, condition.event) ? [target] : [];
      }
      default:
        return [undefined];
    }
  }

  #names(instance: Instance, tuple: Tuple): Record<string, unknown> {
    const names = Object.create(instance.names) as Record<string, unknown>;
    for (const [index, condition] of this.#rule(instance.rule).conditions.entries()) {
      const node = tuple[index];
      if (node === undefined || !isNodeCondition(condition)) continue;
      const view = viewOf(node, condition.event === "failed" || condition.event === "settled" ? "soft" : "strict");
      if (condition.name !== undefined) names[condition.name] = view;
      if (condition.kind === "held") names[condition.held] = view;
    }
    return names;
  }

  #members(use: Use, task: TaskId, anchor: Node | undefined): readonly Node[] {
    const all = anchor === undefined ? use.nodes : [...below(anchor)];
    return all.filter((node) => node.task === task).sort(compareNodes);
  }

  #verdicts(instance: Instance, tuple: Tuple): readonly Verdict[] {
    const names = this.#names(instance, tuple);
    return this.#rule(instance.rule)
      .conditions.filter(isSetCondition)
      .map((condition) => this.#verdict(instance.use, condition, names));
  }

  #verdict(use: Use, condition: SetCondition, names: Bindings): Verdict {
    const { task, under } = condition;
    const anchor = under === undefined ? undefined : (names[under.name] as View).target;
    const members = this.#members(use, task, anchor);
    if (condition.kind === "all" && condition.event === "done" && members.some(isUnsuccessful)) return "never";
    if (this.#mayGrow(AS_IT_IS, use, task, anchor)) return "open";
    if (condition.kind === "all" && !members.every((node) => isSettled(AS_IT_IS, node))) return "open";
    this.#closed.push({ use, task, anchor, count: members.length });
    const isTolerant = condition.kind === "no-more" ? condition.despite : condition.event === "settled";
    return isTolerant || this.#isWhole(use, task, anchor) ? "holds" : "not whole";
  }

  #mayGrow(world: World, use: Use, task: TaskId, anchor: Node | undefined): boolean {
    const met = (inWorld: World, instance: Instance): readonly Tuple[] => this.#met(inWorld, instance);
    const anywhere = this.#once(`${use.node?.index} ${worldText(world)}`, () =>
      mayBeAdded(this.workflow, world, use, met),
    );
    if (anchor === undefined) return anywhere.has(task);
    return this.#once(`${anchor.index} under ${worldText(world)}`, () =>
      mayComeUnder(this.workflow, world, anchor, met, anywhere),
    ).has(task);
  }

  #once<T>(question: string, answer: () => T): T {
    if (!this.#known.has(question)) this.#known.set(question, answer());
    return this.#known.get(question) as T;
  }

  /** Whether the set would still be closed were all that failed without a stand-in unsettled again (language.md §4, "Failures"). */
  #isWhole(use: Use, task: TaskId, anchor: Node | undefined): boolean {
    const back = new Set(use.nodes.filter((node) => isUnsuccessful(node) && !this.#hasStandIn(node, task)));
    return !this.#mayGrow({ back, blockedRulesWait: true }, use, task, anchor);
  }

  #hasStandIn(node: Node, task: TaskId): boolean {
    if ([...(node.use.firedOn.get(node) ?? [])].some((rule) => this.#leadsTo(rule, task))) return true;
    return node.state === "skipped" && [...node.roots].every((root) => this.#hasStandIn(root, task));
  }

  /** Directly, through rules in it, or through rules on what it adds. */
  #leadsTo(rule: RuleId, task: TaskId): boolean {
    const rules = new Set([rule]);
    const tasks = new Set<TaskId>();
    for (let size = -1; size !== rules.size + tasks.size;) {
      size = rules.size + tasks.size;
      for (const id of [...rules]) {
        for (const site of this.#rule(id).sites) tasks.add(site.task);
        for (const child of this.#rule(id).nested) rules.add(child);
      }
      for (const [id, { scope, conditions }] of this.workflow.rules.entries())
        if (
          scope === this.#rule(rule).scope &&
          conditions.some((each) => isNodeCondition(each) && tasks.has(each.task))
        )
          rules.add(id);
    }
    return tasks.has(task);
  }

  #fireTuple(instance: Instance, tuple: Tuple): void {
    const { use } = instance;
    const rule = this.#rule(instance.rule);
    const names = this.#names(instance, tuple);
    instance.decided.set(tupleText(tuple), "fired");
    const takeIn = (node: Node): void => {
      if (!isUnsuccessful(node)) return;
      this.#handle(node);
      use.firedOn.set(node, (use.firedOn.get(node) ?? new Set()).add(instance.rule));
    };
    for (const [index, condition] of rule.conditions.entries()) {
      const node = tuple[index];
      const event = "event" in condition ? condition.event : undefined;
      if (node !== undefined && (event === "failed" || event === "settled")) takeIn(node);
      if (condition.kind !== "all") continue;
      const anchor = condition.under === undefined ? undefined : (names[condition.under.name] as View).target;
      const members = this.#members(use, condition.task, anchor);
      if (condition.event === "settled") members.forEach(takeIn);
      const strength = condition.event === "settled" ? "soft" : "strict";
      if (condition.name !== undefined) names[condition.name] = members.map((member) => viewOf(member, strength));
    }
    const firing: Firing = { instance, nodes: tuple, made: new Map() };
    const commits: (() => void)[] = [];
    rule.body(this.#appender(use, firing, commits), names);
    for (const commit of commits) commit();
  }

  #appender(use: Use, firing: Firing, commits: (() => void)[]): Appender {
    const staged = new Map<string, Node>();
    let position = 0;
    const gather = (task: TaskId, under: unknown, strength: "strict" | "soft"): View[] =>
      this.#members(use, task, isView(under) ? under.target : undefined).map((node) => viewOf(node, strength));
    const add = (task: TaskId, site: number, args: readonly unknown[], options: AddOptions): View => {
      const edges = new Map<Node, "strict" | "soft">();
      collect(args, edges, "argument");
      collect(options.from, edges, "origin");
      collect(options.after, edges, "origin");
      const { key } = options;
      const text = key === undefined ? undefined : keyText(task, key);
      const known =
        text === undefined
          ? undefined
          : (staged.get(text) ??
            use.nodes.find((node) => node.key !== undefined && keyText(node.task, node.key) === text));
      const node = known ?? this.#newNode(task, firing, position, key, args, edges);
      if (text !== undefined) staged.set(text, node);
      position += 1;
      firing.made.set(site, (firing.made.get(site) ?? new Set()).add(node));
      commits.push(() => {
        if (known === undefined) use.nodes.push(node);
        for (const from of edges.keys()) use.links.set(from, (use.links.get(from) ?? new Set()).add(node));
      });
      return viewOf(node, "strict");
    };
    return {
      all: ({ task }, under) => gather(task, under, "strict") as never,
      gather: (mode: "succeeded" | "settled", { task }: { readonly task: TaskId }, under?: unknown) =>
        ({ isGather: true, mode, nodes: gather(task, under, "soft") }) as never,
      add: ({ task }: { readonly task: TaskId }, site: number, args: readonly unknown[], options: AddOptions = {}) =>
        add(task, site, args, options) as never,
      when(rule, given) {
        const names = Object.assign(Object.create(use.names) as object, given) as Bindings;
        const instance: Instance = { rule, use, parent: firing, position, names, decided: new Map() };
        position += 1;
        commits.push(() => use.instances.push(instance));
      },
      fail(message) {
        throw new Error(message);
      },
    };
  }

  #newNode(
    task: TaskId,
    firing: Firing,
    position: number,
    key: Value | undefined,
    args: readonly unknown[],
    edges: Map<Node, "strict" | "soft">,
  ): Node {
    const { use } = firing.instance;
    const index = this.nodes.length;
    const born = { result: null, error: "", roots: new Set<Node>(), state: "waiting" as const };
    const node: Node = { index, task, use, firing, position, key, args, edges, ...born };
    this.nodes.push(node);
    return node;
  }

  // --- the end ---

  #endUses(): boolean {
    const use = this.uses.find((each) => !each.ended && each.nodes.every((node) => isSettled(AS_IT_IS, node)));
    if (use === undefined) return false;
    use.ended = true;
    const values: Record<string, Value> = {};
    const outputs = this.workflow.scopes[use.scope]?.outputs ?? [];
    let missing = 0;
    for (const output of outputs) {
      const value = this.#output(use, output);
      if (value === undefined) missing += 1;
      else values[output.name ?? ""] = value;
    }
    use.missingOutputs = missing;
    if (use.node === undefined) this.outputs = values;
    else if (this.hasFailed(use)) this.#end(use.node, { ok: false, error: "" });
    else if (outputs.length === 0) this.#end(use.node, { ok: true, value: null });
    else this.#end(use.node, { ok: true, value: outputs[0]?.name === undefined ? (values[""] ?? null) : values });
    return true;
  }

  #output(use: Use, { task, mode }: Output): Value | undefined {
    const nodes = this.#members(use, task, undefined);
    if (mode === "succeeded" || mode === "settled") return this.#gathered(mode, nodes);
    if (nodes.some(isUnsuccessful) || (mode === "one" && nodes.length !== 1)) return undefined;
    return mode === "one" ? nodes[0]?.result : nodes.map(({ result }) => result);
  }

  /** The interpreter judges itself, too: what it called closed has stayed closed. */
  #checkClosed(): void {
    for (const { use, task, anchor, count } of this.#closed)
      if (this.#members(use, task, anchor).length > count)
        throw new Error(
          `the reference closed t${task}${anchor === undefined ? "" : ` under node ${anchor.index}`} early`,
        );
  }
}

function worldText(world: World): string {
  return `${[...world.back].map(({ index }) => index).join(",")} ${world.blockedRulesWait}`;
}
