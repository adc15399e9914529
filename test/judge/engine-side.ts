/** The engine's pure core, driven by a script, with names for what it makes. */
import { begin, step } from "../../runtime/src/step.ts";
import { canonical } from "../../runtime/src/library/canonical.ts";
import { nodeId } from "../../runtime/src/identity.ts";
import { compareNodes } from "../../runtime/src/order.ts";
import { NONE } from "../../runtime/src/graph.ts";
import { reportOf } from "../../runtime/src/report.ts";
import { AROUND, instrument, numberOf, type FiringListener } from "./instrument.ts";
import { Firings, firingText, TooLarge, withoutMessages, type Interner, type Result } from "./sides.ts";
import type { Program, ProgramOutcome } from "./program.ts";
import type { Command, Spawned } from "../../runtime/src/event.ts";
import {
  isSpawn,
  type Firing,
  type Maker,
  type NodeSet,
  type RunState,
  type ScopeRun,
} from "../../runtime/src/state.ts";
import type { NodeRef, Workflow } from "../../runtime/src/workflow.ts";

export class EngineSide {
  readonly state: RunState;
  readonly running: number[] = [];
  readonly firings: Firings;
  readonly #names: Interner;
  readonly #known = new Map<number, string>();
  readonly #largest: number;
  /** Members of sets when they closed: no more may come. */
  readonly #closed = new Map<NodeSet, number>();

  constructor(program: Program, workflow: Workflow, names: Interner, largest: number) {
    this.#names = names;
    this.#largest = largest;
    this.firings = new Firings(names);
    const namesOf = (nodes: readonly NodeRef[]): readonly string[] => nodes.map(({ node }) => this.nameOf(node));
    const listen: FiringListener = (rule, around, nodes, group) =>
      this.firings.note(rule, around, namesOf(nodes), group === undefined ? undefined : namesOf(group));
    this.state = begin(instrument(workflow, program, listen));
  }

  /** Whether a `fail` has ended the run or a part of it before its time. */
  get isStopped(): boolean {
    return this.state.scopes.some(({ stopped }) => stopped !== undefined);
  }

  start(): void {
    this.#take(step(this.state, { kind: "started", inputs: {} }));
  }

  /** An attempt of a running node ends. */
  settle(node: number, outcome: ProgramOutcome, spawned: readonly Spawned[]): void {
    this.#take(
      step(
        this.state,
        outcome.ok
          ? { kind: "succeeded", node, result: outcome.value, spawned }
          : { kind: "failed", node, failure: { code: "ADG7004", message: outcome.error } },
      ),
    );
  }

  /** Number of a node's task in the program. */
  taskOf(node: number): number {
    return numberOf(this.state.workflow.tasks[this.state.graph.task(node)]?.name ?? "");
  }

  #take(commands: readonly Command[]): void {
    if (this.state.graph.size > this.#largest) throw new TooLarge();
    for (const command of commands) {
      if (command.kind === "submit") this.running.push(command.node);
      if (command.kind === "cancel") this.running.splice(this.running.indexOf(command.node), 1);
    }
    if (commands.some(({ kind }) => kind === "continue")) this.#take(step(this.state, { kind: "continued" }));
    this.#checkClosed();
  }

  /** The engine's own word: what it called closed has stayed closed. */
  #checkClosed(): void {
    for (const scope of this.state.scopes)
      for (const of of [scope, ...scope.regions.values()])
        for (const set of of.sets.values()) {
          const before = this.#closed.get(set);
          if (before !== undefined && set.members.length > before)
            throw new Error(`the engine closed t${set.task} early${set.region === undefined ? "" : " under a node"}`);
          if (set.closed) this.#closed.set(set, set.members.length);
        }
  }

  nameOf(node: number): string {
    let name = this.#known.get(node);
    if (name === undefined) this.#known.set(node, (name = this.#names.name(this.describe(node))));
    return name;
  }

  /** The place of a node in the structure of the run. */
  describe(node: number): string {
    const { graph } = this.state;
    const scope = this.state.scopes[graph.scope(node)] as ScopeRun;
    const where = scope.node < 0 ? "" : this.nameOf(scope.node);
    const key = graph.key(node);
    const task = `t${graph.task(node)}`;
    if (key !== undefined) return `${where}/${task}[${canonical(key)}]`;
    const firing = graph.firing(node);
    const ordinal = graph.ordinal(node);
    let before = 0;
    for (let other = 0; other < graph.size; other += 1)
      if (isSameMaker(graph.firing(other), firing) && graph.key(other) === undefined && graph.ordinal(other) < ordinal)
        before += 1;
    if (isSpawn(firing)) return `${where}/${this.nameOf(firing.spawner)}.${before}:${task}`;
    return `${where}/${this.#firing(firing)}.${before}:${task}`;
  }

  #firing({ instance, nodes, group }: Firing): string {
    const around = instance.parent === undefined ? "" : String(instance.names[AROUND]);
    const names = nodes.filter((node) => node >= 0).map((node) => this.nameOf(node));
    return this.#names.name(firingText(instance.rule, around, names, group));
  }

  /** What the engine says of itself that no program may bring about. */
  faults(): readonly string[] {
    return reportOf(this.state, "run").errors.flatMap(({ code, message, rule }) => {
      // A body that breaks ends the run as a fail does, and then nothing would be compared.
      const isBroken = rule !== undefined && (code === "ADG7005" || code === "ADG7007");
      return isBroken || message.includes("fault of adg") ? [message] : [];
    });
  }

  result(): Result {
    const { graph, workflow } = this.state;
    const report = reportOf(this.state, "run");
    const nodes: Record<string, unknown> = {};
    const order = new Map<string, number[]>();
    for (let node = 0; node < graph.size; node += 1) {
      const group = `${graph.scope(node)}:${graph.task(node)}`;
      order.set(group, [...(order.get(group) ?? []), node]);
      const now = graph.state(node);
      // Whether an edge is soft is no matter where its source is done.
      const edges: string[] = [];
      for (let edge = graph.firstIn(node); edge !== NONE; edge = graph.nextIn(edge)) {
        const from = graph.from(edge);
        edges.push(`${this.nameOf(from)}${graph.isSoft(edge) && graph.state(from) !== "done" ? " soft" : ""}`);
      }
      const isKeyed = graph.key(node) !== undefined;
      const met = [...this.state.met]
        .filter(([, targets]) => targets.includes(node))
        .map(([from]) => this.nameOf(from));
      nodes[this.nameOf(node)] = {
        task: graph.task(node),
        state: now,
        edges: [...new Set(isKeyed ? [...edges.map((edge) => edge.replace(" soft", "")), ...met] : edges)].sort(),
        args: now === "skipped" ? null : withoutMessages(graph.args(node)),
        result: now === "done" ? withoutMessages(graph.result(node)) : null,
      };
    }
    const orders = [...order.values()].map((group) =>
      group.sort((a, b) => compareNodes(this.state, a, b)).map((node) => this.nameOf(node)),
    );
    return {
      faults: report.errors.filter(
        ({ rule, code, message }) => (rule !== undefined && code !== "ADG7010") || message.includes("fault of adg"),
      ),
      nodes,
      rules: workflow.rules.map((_, id) => {
        const { fired = 0, blocked = 0, state } = report.rules[id] ?? {};
        return { id, fired, blocked, state };
      }),
      handled: report.handled,
      status: report.status,
      outputs: withoutMessages(report.outputs),
      order: orders.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1)),
    };
  }

  ids(): readonly string[] {
    return Array.from({ length: this.state.graph.size }, (_, node) => nodeId(this.state, node)).sort();
  }
}

const isSameMaker = (a: Maker, b: Maker): boolean => a === b || (isSpawn(a) && isSpawn(b) && a.spawner === b.spawner);
