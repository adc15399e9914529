/**
 * The reference interpreter: small, slow and obviously right. After every event it asks every rule about every tuple of nodes
 * again, from scratch. It shares nothing with the engine but the contract.
 */
import { isGathered } from "../../runtime/src/brand.ts";
import { appenderFor, newNode } from "./reference-body.ts";
import {
  AS_IT_IS,
  PARAMETERS,
  compareNodes,
  hasHappened,
  isSetCondition,
  isSettled,
  isUnsuccessful,
  isView,
  outcomeOfNode,
  tupleText,
  viewOf,
  type Firing,
  type Instance,
  type Node,
  type Tuple,
  type Use,
  type View,
} from "./reference-graph.ts";
import { ReferenceRules } from "./reference-rules.ts";
import type { Output, ScopeId, TaskId, Value, Workflow } from "../../runtime/src/workflow.ts";

export class Reference {
  readonly workflow: Workflow;
  readonly nodes: Node[];
  readonly uses: Use[] = [];
  readonly handled = new Set<Node>();
  outputs: Readonly<Record<string, Value>> = {};
  readonly rules: ReferenceRules;
  #ended = 0;

  /** Runs what follows from the start; every node is put into `nodes` as it is made. */
  constructor(workflow: Workflow, nodes: Node[]) {
    this.workflow = workflow;
    this.nodes = nodes;
    this.rules = new ReferenceRules(workflow);
    this.#open(0, undefined, {});
    this.#work();
  }

  get finished(): boolean {
    return this.uses[0]?.ended === true;
  }

  /** A running node ends; what it appended enters the graph with its success. */
  settle(
    node: Node,
    outcome: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string },
    spawned: readonly { readonly task: TaskId; readonly args: readonly Value[] }[],
  ): void {
    this.#end(node, outcome);
    for (const [position, { task, args }] of spawned.entries()) {
      const { use } = node;
      const made = { task, use, maker: { spawner: node }, position, key: undefined, args };
      const child = newNode(this.nodes, { ...made, edges: new Map([[node, "strict"]]) });
      use.nodes.push(child);
      use.links.set(node, (use.links.get(node) ?? new Set()).add(child));
    }
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
        const dead = this.rules
          .rule(instance.rule)
          .conditions.some((each) => each.kind === "held" && !this.#mayHold(instance, each.held, each.event));
        const held = this.rules
          .met(AS_IT_IS, instance)
          .filter(
            (tuple) =>
              !instance.decided.has(tupleText(tuple)) && !this.rules.verdicts(instance, tuple).includes("never"),
          );
        return dead ? [] : held.map((tuple) => `rule ${instance.rule} (${tupleText(tuple)})`);
      }),
    );
  }

  #mayHold(instance: Instance, name: string, event: "done" | "failed" | "settled"): boolean {
    const view = instance.names[name];
    return isView(view) && (!isSettled(AS_IT_IS, view.target) || hasHappened(AS_IT_IS, view.target, event));
  }

  /** What follows from an event: whatever can happen, until nothing can. */
  #work(): void {
    for (;;) {
      this.rules.forget();
      if (this.#startNodes() || this.#fire("at once") || this.#fire("after sets")) continue;
      if (this.#decideUnsure() || this.#endUses()) continue;
      return;
    }
  }

  /** Where nothing else can happen in a use of a scope, what is not clear will not be: what may be missing, is. */
  #decideUnsure(): boolean {
    for (const use of this.uses) {
      if (use.ended || !use.nodes.every((node) => isSettled(AS_IT_IS, node))) continue;
      for (const instance of use.instances)
        for (const tuple of this.rules.met(AS_IT_IS, instance)) {
          if (instance.decided.has(tupleText(tuple))) continue;
          const verdicts = this.rules.verdicts(instance, tuple);
          if (verdicts.includes("never") || verdicts.includes("open")) continue;
          if (!verdicts.includes("unsure") && this.rules.nextGroup(instance, tuple) !== "unsure") continue;
          this.#block(instance, tuple);
          return true;
        }
    }
    return false;
  }

  #block(instance: Instance, tuple: Tuple): void {
    instance.blockedBy.set(tupleText(tuple), this.rules.blockers(instance, tuple));
    instance.decided.set(tupleText(tuple), "blocked");
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
      use.instances.push({
        rule,
        use,
        parent: undefined,
        position: 0,
        names: use.names,
        decided: new Map(),
        blockedBy: new Map(),
        groups: new Map(),
      });
  }

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
    node.args = PARAMETERS.map((_, index) => this.#resolve(node.args[index] ?? null));
    node.state = "running";
    const { implementation } = this.workflow.tasks[node.task] ?? {};
    const named = Object.fromEntries(PARAMETERS.map((name, index) => [name, node.args[index] as Value]));
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
    node.ended = this.#ended;
    this.#ended += 1;
    node.state = outcome.ok ? "done" : "failed";
    if (outcome.ok) node.result = outcome.value;
    else node.error = outcome.error;
  }

  #resolve(argument: unknown): Value {
    if (isView(argument)) return argument.target.result;
    if (Array.isArray(argument)) return argument.map((each) => this.#resolve(each));
    if (isGathered(argument)) {
      const { mode, nodes } = argument as unknown as { readonly mode: "succeeded" | "settled"; readonly nodes: View[] };
      return this.#gathered(
        mode,
        nodes.map(({ target }) => target),
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

  #fire(which: "at once" | "after sets"): boolean {
    let happened = false;
    for (const use of this.uses)
      for (const instance of [...use.instances]) {
        const waits = this.rules.rule(instance.rule).conditions.some(isSetCondition);
        if (use.ended || waits !== (which === "after sets")) continue;
        for (const tuple of this.rules.met(AS_IT_IS, instance)) {
          if (instance.decided.has(tupleText(tuple))) continue;
          const verdicts = this.rules.verdicts(instance, tuple);
          if (verdicts.includes("never") || verdicts.includes("open") || verdicts.includes("unsure")) continue;
          if (verdicts.includes("not whole")) this.#block(instance, tuple);
          else if (!this.#fireTuple(instance, tuple)) continue;
          happened = true;
          this.rules.forget();
          if (which === "after sets") return true;
        }
      }
    return happened;
  }

  /** Fires, with `every` for the next group; answers whether anything has changed. */
  #fireTuple(instance: Instance, tuple: Tuple): boolean {
    const { use } = instance;
    const rule = this.rules.rule(instance.rule);
    const names = this.rules.names(instance, tuple);
    const text = tupleText(tuple);
    const next = this.rules.nextGroup(instance, tuple);
    if (next === "wait" || next === "unsure") return false;
    if (next === "ended" || next === "blocked") {
      if (next === "blocked") this.#block(instance, tuple);
      else instance.decided.set(text, next);
      return true;
    }
    const groups = instance.groups.get(text) ?? [];
    if (next === "no groups") instance.decided.set(text, "fired");
    else instance.groups.set(text, [...groups, next]);
    const takeIn = (node: Node): void => {
      if (!isUnsuccessful(node)) return;
      this.#handle(node);
      use.firedOn.set(node, (use.firedOn.get(node) ?? new Set()).add(instance.rule));
    };
    for (const [index, condition] of rule.conditions.entries()) {
      const node = tuple[index];
      const event = "event" in condition ? condition.event : undefined;
      if (node !== undefined && (event === "failed" || event === "settled")) takeIn(node);
      if (!isSetCondition(condition) || condition.kind === "no-more") continue;
      const members =
        condition.kind === "every" && typeof next !== "string" ? next : this.rules.bound(use, condition, names);
      if (event === "settled") members.forEach(takeIn);
      const strength = event === "settled" ? "soft" : "strict";
      if (condition.name !== undefined) names[condition.name] = members.map((member) => viewOf(member, strength));
    }
    const group = next === "no groups" ? 0 : groups.length + 1;
    const firing: Firing = { instance, nodes: tuple, group, made: new Map() };
    const commits: (() => void)[] = [];
    const body = rule.body(appenderFor(firing, this.nodes, commits, this.rules), names);
    while (body !== undefined && body.next().done !== true);
    for (const commit of commits) commit();
    return true;
  }

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
    const nodes = this.rules.members(use, task, undefined).toSorted(compareNodes);
    if (mode === "succeeded" || mode === "settled") return this.#gathered(mode, nodes);
    if (nodes.some(isUnsuccessful) || (mode === "one" && nodes.length !== 1)) return undefined;
    return mode === "one" ? nodes[0]?.result : nodes.map(({ result }) => result);
  }
}
