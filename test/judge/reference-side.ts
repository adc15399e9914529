/** The reference interpreter, with names for what it makes. */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { compileProgram } from "./compile.ts";
import { AROUND, type FiringListener } from "./names.ts";
import { compareNodes, type Node } from "./reference-graph.ts";
import { Reference } from "./reference.ts";
import { count, firingText, withoutMessages, type Interner, type Result } from "./sides.ts";
import type { Program } from "./program.ts";

export class ReferenceSide {
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

  /** Which rules the reference has blocked, for messages. */
  explain(): string {
    const blocked = this.reference.workflow.rules.flatMap((_, id) => (this.blocked(id) > 0 ? [`rule ${id}`] : []));
    return blocked.length === 0 ? "" : ` (the reference blocks ${blocked.join(", ")})`;
  }

  /** How many tuples of a rule are blocked. */
  blocked(id: number): number {
    return this.reference.uses
      .flatMap(({ instances }) => instances.filter(({ rule }) => rule === id))
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
