/**
 * Holds the engine's core against the reference: both are told of the same ends of nodes, one at a time, in an order that is
 * drawn. After every event the engine must not have fired what the reference has not; in the end both must say the same.
 */
import { begin, step } from "../../runtime/src/step.ts";
import { canonical } from "../../runtime/src/library/canonical.ts";
import { nodeId } from "../../runtime/src/identity.ts";
import { compareNodes as engineOrder } from "../../runtime/src/order.ts";
import { reportOf } from "../../runtime/src/report.ts";
import { AROUND, compileProgram, type FiringListener } from "./compile.ts";
import { compareNodes } from "./reference-graph.ts";
import { outcomeOf, type Program } from "./program.ts";
import { Reference } from "./reference.ts";
import type { Node } from "./reference-graph.ts";
import type { Command } from "../../runtime/src/event.ts";
import type { Firing, RunState, ScopeRun } from "../../runtime/src/state.ts";
import type { RuleId } from "../../runtime/src/workflow.ts";

/** The engine and the reference disagree, or one of them broke its word. */
export class Disagreement extends Error {}

/** The program grows too large to be judged by the reference. */
export class TooLarge extends Error {}

export interface RunOptions {
  /** Programs with more nodes are not judged. */
  readonly largest: number;
}

/** How a run went. */
export interface Judged {
  readonly nodes: number;
  readonly fired: number;
  readonly blocked: number;
  readonly failed: number;
  /** Events after which the engine had not fired all that the reference had. */
  readonly late: number;
  /** What must be the same in every order. */
  readonly result: string;
  readonly ids: readonly string[];
}

/** Short names for long paths. */
export class Interner {
  readonly #known = new Map<string, string>();

  name(text: string): string {
    let name = this.#known.get(text);
    if (name === undefined) this.#known.set(text, (name = `#${this.#known.size}`));
    return name;
  }
}

const firingText = (rule: RuleId, around: string, nodes: readonly string[]): string =>
  `${around} rule ${rule} (${nodes.join(", ")})`;

/** Runs a program in one order: `pick` chooses which of so many running nodes ends next. */
export function judge(program: Program, pick: (count: number) => number, options: RunOptions, names: Interner): Judged {
  const engine = new EngineSide(program, names, options);
  const reference = new ReferenceSide(program, names);
  let late = 0;
  const compare = (): void => {
    for (const [firing, count] of engine.fired) {
      const there = reference.fired.get(firing) ?? 0;
      if (there < count)
        throw new Disagreement(`the engine fired early, or what must not fire: ${reference.explain(firing)}${firing}`);
    }
    if (total(engine.fired) < total(reference.fired)) late += 1;
  };
  engine.start();
  compare();
  while (engine.running.length > 0) {
    const node = engine.running.splice(pick(engine.running.length), 1)[0] as number;
    const same = reference.find(engine.nameOf(node));
    if (same?.state !== "running")
      throw new Disagreement(`the engine runs a node that must not run: ${engine.describe(node)}`);
    const [f, s] = engine.state.graph.args(node) as [number, number];
    const outcome = outcomeOf(program, same.task, f, s);
    engine.settle(node, outcome);
    reference.reference.settle(same, outcome);
    compare();
  }
  const open = reference.reference.undecided();
  if (!reference.reference.finished || open.length > 0)
    throw new Disagreement(`the reference does not come to an end: ${open.join("; ")}`);
  if (!engine.state.finished) throw new Disagreement("the engine does not come to an end");
  const left = engine.result();
  const right = reference.result();
  for (const [part, found] of Object.entries(left)) {
    const wanted = right[part];
    if (canonical(found) !== canonical(wanted)) throw new Disagreement(difference(part, found, wanted));
  }
  return {
    nodes: engine.state.graph.size,
    fired: total(engine.fired),
    blocked: reference.blocked(),
    failed: reference.reference.nodes.filter(({ state }) => state === "failed").length,
    late,
    result: canonical(left),
    ids: engine.ids(),
  };
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

function difference(part: string, found: unknown, wanted: unknown): string {
  if (typeof found === "object" && typeof wanted === "object" && found !== null && wanted !== null) {
    const keys = new Set([...Object.keys(found), ...Object.keys(wanted)]);
    for (const key of keys) {
      const one = (found as Record<string, unknown>)[key];
      const other = (wanted as Record<string, unknown>)[key];
      if (canonical(one) !== canonical(other))
        return `${part} ${key}: the engine has ${canonical(one)}, the reference ${canonical(other)}`;
    }
  }
  return `${part}: the engine has ${canonical(found)}, the reference ${canonical(wanted)}`;
}

type Result = Readonly<Record<string, unknown>>;

/** Messages of failures inside outcomes are no matter here. */
function withoutMessages(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMessages);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, name === "error" ? "" : withoutMessages(field)]);
  return Object.fromEntries(fields);
}

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

class EngineSide {
  readonly state: RunState;
  readonly running: number[] = [];
  readonly fired = new Map<string, number>();
  readonly #names: Interner;
  readonly #known = new Map<number, string>();
  readonly #options: RunOptions;

  constructor(program: Program, names: Interner, options: RunOptions) {
    this.#names = names;
    this.#options = options;
    const listen: FiringListener = (rule, around, nodes) => {
      const text = names.name(
        firingText(
          rule,
          around,
          nodes.map(({ node }) => this.nameOf(node)),
        ),
      );
      count(this.fired, text);
      return text;
    };
    this.state = begin(compileProgram(program, listen));
  }

  start(): void {
    this.#take(step(this.state, { kind: "started", inputs: {} }));
  }

  settle(node: number, outcome: ReturnType<typeof outcomeOf>): void {
    this.#take(
      step(
        this.state,
        outcome.ok
          ? { kind: "succeeded", node, result: outcome.value }
          : { kind: "failed", node, failure: { code: "ADG7004", message: outcome.error } },
      ),
    );
  }

  #take(commands: readonly Command[]): void {
    if (this.state.graph.size > this.#options.largest) throw new TooLarge();
    for (const command of commands) if (command.kind === "submit") this.running.push(command.node);
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
    const { firing, ordinal } = graph.origin(node);
    let before = 0;
    for (let other = 0; other < graph.size; other += 1)
      if (
        graph.origin(other).firing === firing &&
        graph.key(other) === undefined &&
        graph.origin(other).ordinal < ordinal
      )
        before += 1;
    return `${where}/${this.#firing(firing)}.${before}:${task}`;
  }

  #firing({ instance, nodes }: Firing): string {
    const around = instance.parent === undefined ? "" : String(instance.names[AROUND]);
    const names = nodes.filter((node) => node >= 0).map((node) => this.nameOf(node));
    return this.#names.name(firingText(instance.rule, around, names));
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
      const edges = [...graph.sources(node)].map(
        ({ from, soft }) => `${this.nameOf(from)}${soft && graph.state(from) !== "done" ? " soft" : ""}`,
      );
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
      group.sort((a, b) => engineOrder(this.state, a, b)).map((node) => this.nameOf(node)),
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

class ReferenceSide {
  readonly reference: Reference;
  readonly fired = new Map<string, number>();
  readonly #names: Interner;
  readonly #known = new Map<Node, string>();
  readonly #firings = new Map<Node["firing"], string>();

  constructor(program: Program, names: Interner) {
    this.#names = names;
    const byIndex = (index: number): Node => this.#all()[index] as Node;
    const listen: FiringListener = (rule, around, nodes) => {
      const text = names.name(
        firingText(
          rule,
          around,
          nodes.map(({ node }) => this.nameOf(byIndex(node))),
        ),
      );
      count(this.fired, text);
      return text;
    };
    this.#early = [];
    this.reference = new Reference(compileProgram(program, listen), this.#early);
  }

  /** The nodes, also while the constructor of the reference still runs. */
  #early: Node[];
  #all(): readonly Node[] {
    return this.#early;
  }

  nameOf(node: Node): string {
    let name = this.#known.get(node);
    if (name === undefined) this.#known.set(node, (name = this.#names.name(this.describe(node))));
    return name;
  }

  describe(node: Node): string {
    const where = node.use.node === undefined ? "" : this.nameOf(node.use.node);
    const task = `t${node.task}`;
    if (node.key !== undefined) return `${where}/${task}[${canonical(node.key)}]`;
    const before = this.#all().filter(
      (other) => other.firing === node.firing && other.key === undefined && other.position < node.position,
    ).length;
    return `${where}/${this.#firing(node.firing)}.${before}:${task}`;
  }

  #firing(firing: Node["firing"]): string {
    let name = this.#firings.get(firing);
    if (name === undefined) {
      const around = firing.instance.parent === undefined ? "" : String(firing.instance.names[AROUND]);
      const nodes = firing.nodes.flatMap((node) => (node === undefined ? [] : [this.nameOf(node)]));
      this.#firings.set(firing, (name = this.#names.name(firingText(firing.instance.rule, around, nodes))));
    }
    return name;
  }

  find(name: string): Node | undefined {
    return this.#all().find((node) => this.nameOf(node) === name);
  }

  explain(firing: string): string {
    return this.reference.uses
      .flatMap(({ instances }) => instances)
      .flatMap(({ rule, decided }) =>
        [...decided].filter(([, how]) => how === "blocked").map(() => `rule ${rule} is blocked; `),
      )
      .concat(firing === "" ? ["?"] : [])
      .join("");
  }

  blocked(): number {
    return this.reference.uses
      .flatMap(({ instances }) => instances)
      .flatMap(({ decided }) => [...decided.values()])
      .filter((how) => how === "blocked").length;
  }

  result(): Result {
    const { reference } = this;
    const nodes: Record<string, unknown> = {};
    const order = new Map<string, Node[]>();
    for (const node of reference.nodes) {
      const group = `${reference.uses.indexOf(node.use)}:${node.task}`;
      order.set(group, [...(order.get(group) ?? []), node]);
      const links = [...node.use.links].filter(([, targets]) => targets.has(node)).map(([from]) => this.nameOf(from));
      const edges = [...node.edges].map(
        ([from, strength]) => `${this.nameOf(from)}${strength === "soft" && from.state !== "done" ? " soft" : ""}`,
      );
      nodes[this.nameOf(node)] = {
        task: node.task,
        state: node.state,
        edges: (node.key === undefined ? edges : links).sort(),
        args: node.state === "skipped" ? null : withoutMessages(node.args),
        result: node.state === "done" ? withoutMessages(node.result) : null,
      };
    }
    const fired = reference.workflow.rules.map((_, id) => {
      const decided = reference.uses
        .flatMap(({ instances }) => instances)
        .filter(({ rule }) => rule === id)
        .flatMap((instance) => [...instance.decided.values()]);
      const counts = { fired: 0, blocked: 0 };
      for (const how of decided) counts[how] += 1;
      return { id, ...counts, state: counts.blocked > 0 ? "blocked" : counts.fired > 0 ? "fired" : "closed" };
    });
    const root = reference.uses[0];
    const orders = [...order.values()].map((group) => group.sort(compareNodes).map((node) => this.nameOf(node)));
    return {
      faults: [],
      nodes,
      rules: fired,
      handled: this.#handled(),
      status: root !== undefined && reference.hasFailed(root) ? "failed" : "succeeded",
      outputs: withoutMessages(reference.outputs),
      order: orders.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1)),
    };
  }

  /** A failure inside a workflow is handled, too, when the failure of the workflow's node is. */
  #handled(): number {
    const isHandled = (node: Node): boolean =>
      this.reference.handled.has(node) ||
      (node.use.node !== undefined && node.use.node.state === "failed" && isHandled(node.use.node));
    return this.reference.nodes.filter((node) => node.state === "failed" && isHandled(node)).length;
  }
}
