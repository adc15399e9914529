/** The reference interpreter, with names for what it makes. */
import { canonical } from "../../runtime/src/library/canonical.ts";
import { AROUND, instrument, type FiringListener } from "./instrument.ts";
import { Reference } from "./reference.ts";
import { compareNodes, isSpawn, type Firing, type Maker, type Node } from "./reference-graph.ts";
import { Firings, firingText, withoutMessages, type Interner, type Result } from "./sides.ts";
import type { Program } from "./program.ts";
import type { NodeRef, Workflow } from "../../runtime/src/workflow.ts";

export class ReferenceSide {
  readonly reference: Reference;
  readonly firings: Firings;
  readonly #names: Interner;
  readonly #known = new Map<Node, string>();
  readonly #firings = new Map<Firing, string>();

  constructor(program: Program, workflow: Workflow, names: Interner) {
    this.#names = names;
    this.firings = new Firings(names);
    const namesOf = (nodes: readonly NodeRef[]): readonly string[] =>
      nodes.map(({ node }) => this.nameOf(this.#all()[node] as Node));
    const listen: FiringListener = (rule, around, nodes, group) =>
      this.firings.note(rule, around, namesOf(nodes), group === undefined ? undefined : namesOf(group));
    this.#early = [];
    this.reference = new Reference(instrument(workflow, program, listen), this.#early);
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
    const { maker } = node;
    const before = this.#all().filter(
      (other) => isSameMaker(other.maker, maker) && other.key === undefined && other.position < node.position,
    ).length;
    if (isSpawn(maker)) return `${where}/${this.nameOf(maker.spawner)}.${before}:${task}`;
    return `${where}/${this.#firing(maker)}.${before}:${task}`;
  }

  #firing(firing: Firing): string {
    let name = this.#firings.get(firing);
    if (name === undefined) {
      const around = firing.instance.parent === undefined ? "" : String(firing.instance.names[AROUND]);
      const nodes = firing.nodes.flatMap((node) => (node === undefined ? [] : [this.nameOf(node)]));
      this.#firings.set(
        firing,
        (name = this.#names.name(firingText(firing.instance.rule, around, nodes, firing.group))),
      );
    }
    return name;
  }

  find(name: string): Node | undefined {
    return this.#all().find((node) => this.nameOf(node) === name);
  }

  get failed(): number {
    return this.reference.nodes.filter(({ state }) => state === "failed").length;
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
    const rules = reference.workflow.rules.map((_, id) => {
      const instances = reference.uses.flatMap((use) => use.instances).filter(({ rule }) => rule === id);
      const groups = instances.flatMap((instance) => [...instance.groups.values()]);
      const counts = { fired: groups.flat().length, blocked: 0, ended: 0 };
      for (const how of instances.flatMap(({ decided }) => [...decided.values()])) counts[how] += 1;
      const { fired, blocked } = counts;
      return { id, fired, blocked, state: counts.blocked > 0 ? "blocked" : counts.fired > 0 ? "fired" : "closed" };
    });
    const root = reference.uses[0];
    const orders = [...order.values()].map((group) => group.sort(compareNodes).map((node) => this.nameOf(node)));
    return {
      faults: [],
      nodes,
      rules,
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

const isSameMaker = (a: Maker, b: Maker): boolean => a === b || (isSpawn(a) && isSpawn(b) && a.spawner === b.spawner);
