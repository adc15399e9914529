/** What an answer names as keeping something open, found again in the reference. */
import { tupleText, type Gone, type Instance, type Node, type Use } from "./reference-graph.ts";
import type { ReferenceSide } from "./reference-side.ts";
import type { EngineSide } from "./engine-side.ts";
import type { Around, NodeLabel, Reason, TupleReason } from "../../runtime/src/why/why.ts";

/** One thing that keeps something open. */
export interface Obstacle {
  readonly text: string;
  readonly node?: Node;
  /** Of a tuple: the instances that it may be of, and the text of its nodes; without that, the instances themselves. */
  readonly instances?: readonly Instance[];
  readonly tuple?: string;
}

/** Finds what the engine names in the reference. */
export class Names {
  readonly #engine: EngineSide;
  readonly #nodes = new Map<string, Node>();
  readonly #instances = new Map<string, Instance[]>();

  constructor(engine: EngineSide, side: ReferenceSide) {
    this.#engine = engine;
    const { nodes, uses } = side.reference;
    for (const node of nodes) this.#nodes.set(side.nameOf(node), node);
    for (const use of uses)
      for (const instance of use.instances) {
        const text = instanceText(instance);
        this.#instances.set(text, [...(this.#instances.get(text) ?? []), instance]);
      }
  }

  node(label: NodeLabel): Node {
    const node = this.#nodes.get(this.#engine.nameOf(label.node));
    if (node === undefined) throw new Error(`the reference has no ${label.task} ${label.node}`);
    return node;
  }

  /** The instances of a rule, made by these firings, that wait with these nodes. */
  instances({ rule, around }: Pick<TupleReason, "rule" | "around">, use: Use): readonly Instance[] {
    const made = around.map(({ rule: outer, on, ordinal }: Around) => `${outer.rule}(${this.#texts(on)})>${ordinal}`);
    const all = this.#instances.get([rule.rule, ...made].join(" in ")) ?? [];
    return all.filter((instance) => instance.use === use);
  }

  #texts(labels: readonly NodeLabel[]): string {
    return labels.map((label) => this.node(label).index).join();
  }

  obstacles(reasons: readonly Reason[], use: Use): readonly Obstacle[] {
    const found = new Map<string, Obstacle>();
    for (const obstacle of reasons.flatMap((reason) => this.#collect(reason, use))) found.set(obstacle.text, obstacle);
    return [...found.values()];
  }

  #collect(reason: Reason, use: Use): readonly Obstacle[] {
    const all = (reasons: readonly Reason[]): readonly Obstacle[] =>
      reasons.flatMap((each) => this.#collect(each, use));
    switch (reason.kind) {
      case "condition":
      case "rule":
      case "task":
      case "spawns":
      case "elsewhere":
        return all(reason.reasons);
      case "nodes":
        if (reason.nodes.more > 0) throw new Error("not all is told");
        return reason.nodes.shown.map(({ node }) => ({
          text: `node ${node.task} ${node.node}`,
          node: this.node(node),
        }));
      case "tuples":
        if (reason.tuples.more > 0) throw new Error("not all is told");
        return reason.tuples.shown.map((tuple) => this.#tuple(tuple, use));
      case "again":
      case "use":
      case "more-uses":
        return [];
      case "cut":
        throw new Error("not all is told");
      case "soon":
        throw new Error("nothing keeps it, and yet it waits");
    }
  }

  #tuple(tuple: TupleReason, use: Use): Obstacle {
    const instances = this.instances(tuple, use);
    if (instances.length === 0) throw new Error(`the reference has no such tuple of rule ${tuple.rule.rule}`);
    const made = tuple.around.map(({ on, ordinal }) => `${this.#texts(on)}>${ordinal}`).join();
    if (tuple.state === "held") return { text: `rule ${tuple.rule.rule} in ${made}`, instances };
    const nodes = this.#texts(tuple.on);
    return { text: `tuple ${nodes} of rule ${tuple.rule.rule} in ${made}`, instances, tuple: nodes };
  }
}

/** A tuple's nodes without those conditions that bind none. */
export const nodesText = (tuple: readonly (Node | undefined)[]): string =>
  tuple.flatMap((node) => (node === undefined ? [] : [node.index])).join();

function instanceText(instance: Instance): string {
  const made: string[] = [];
  for (let { parent, position } = instance; parent !== undefined; { parent, position } = parent.instance)
    made.push(`${parent.instance.rule}(${nodesText(parent.nodes)})>${position}`);
  return [instance.rule, ...made].join(" in ");
}

let worlds = 0;

/** The world in which these have come to an end without anything having followed. */
export function withoutThese(
  obstacles: Iterable<Obstacle>,
  tuplesOf: (instance: Instance) => readonly (readonly (Node | undefined)[])[],
): Gone {
  const nodes = new Set<Node>();
  const whole = new Set<Instance>();
  const tuples = new Map<Instance, Set<string>>();
  for (const { node, instances = [], tuple } of obstacles) {
    if (node !== undefined) nodes.add(node);
    for (const instance of instances) {
      if (tuple === undefined) whole.add(instance);
      else
        for (const each of tuplesOf(instance))
          if (nodesText(each) === tuple) tuples.set(instance, (tuples.get(instance) ?? new Set()).add(tupleText(each)));
    }
  }
  worlds += 1;
  return { name: `without ${worlds}`, nodes, tuples, instances: whole };
}
