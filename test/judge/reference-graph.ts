/** What the reference interpreter knows of a run: plain objects, looked at from scratch for every question. */
import { isGathered, isNode, nodeBrand } from "../../runtime/src/brand.ts";
import { canonical } from "../../runtime/src/library/canonical.ts";
import type {
  Bindings,
  Condition,
  NodeEvent,
  NodeRef,
  Outcome,
  RuleId,
  ScopeId,
  SetOf,
  TaskId,
  Value,
} from "../../runtime/src/workflow.ts";

export interface Node {
  readonly index: number;
  readonly task: TaskId;
  readonly use: Use;
  readonly maker: Maker;
  /** Position among what the body, or the task that spawned it, asked for. */
  readonly position: number;
  readonly key: Value | undefined;
  args: readonly unknown[];
  readonly edges: Map<Node, "strict" | "soft">;
  state: "waiting" | "running" | "done" | "failed" | "skipped";
  result: Value;
  error: string;
  /** How many nodes had ended before it did. */
  ended: number;
  /** The failures a skipped node was skipped for. */
  roots: ReadonlySet<Node>;
}

/** One use of a scope. */
export interface Use {
  readonly scope: ScopeId;
  readonly node: Node | undefined;
  readonly names: Bindings;
  readonly nodes: Node[];
  readonly instances: Instance[];
  /** Where a path leads: along edges, and to where a key was met again. */
  readonly links: Map<Node, Set<Node>>;
  /** Rules that fired on a node as failed or settled. */
  readonly firedOn: Map<Node, Set<RuleId>>;
  ended: boolean;
  missingOutputs: number;
}

/** A rule that listens. */
export interface Instance {
  readonly rule: RuleId;
  readonly use: Use;
  readonly parent: Firing | undefined;
  readonly position: number;
  readonly names: Bindings;
  /** Tuples that are decided for good, by their text. `ended`: an `every` has fired for all the groups there are. */
  readonly decided: Map<string, "fired" | "blocked" | "ended">;
  /** The failures by which its blocked tuples are blocked. */
  readonly blockedBy: Map<string, ReadonlySet<Node>>;
  /** Groups that an `every` has fired for, by the text of the tuple. */
  readonly groups: Map<string, (readonly Node[])[]>;
}

/** A condition that a node can meet. */
export type NodeCondition = Extract<Condition, { kind: "each" | "held" | "keyed" }>;
/** A condition that waits for a set. */
export type SetCondition = Extract<Condition, { kind: "no-more" | "all" | "all-held" | "at-least" | "every" }>;

export const isNodeCondition = (condition: Condition): condition is NodeCondition =>
  condition.kind === "each" || condition.kind === "held" || condition.kind === "keyed";
export const isSetCondition = (condition: Condition): condition is SetCondition =>
  condition.kind !== "predicate" && !isNodeCondition(condition);

/** What a set condition speaks of. */
export function setOf(condition: SetCondition): SetOf {
  switch (condition.kind) {
    case "at-least":
    case "every":
      return condition.of;
    case "all-held":
      return { kind: "held", held: condition.held };
    default:
      return { ...condition, kind: "task" };
  }
}

/** Per condition; `undefined` where the condition binds no node. */
export type Tuple = readonly (Node | undefined)[];

export interface Firing {
  readonly instance: Instance;
  readonly nodes: Tuple;
  /** With `every`: the number of the group, from 1; else 0. */
  readonly group: number;
  /** Per site: the nodes that it made or met there. */
  readonly made: Map<number, Set<Node>>;
}

/** A node whose task appended others while it ran. */
export interface Spawn {
  readonly spawner: Node;
}

export type Maker = Firing | Spawn;

export const isSpawn = (maker: Maker): maker is Spawn => "spawner" in maker;

export const tupleText = (tuple: Tuple): string => tuple.map((node) => node?.index ?? "-").join(",");

/**
 * How the graph is looked at: as it is, or as it would be were some failed and skipped nodes unsettled again and the blocked
 * rules still waiting.
 */
export interface World {
  readonly back: ReadonlySet<Node>;
  readonly blockedRulesWait: boolean;
  /** Whether what is really unsettled or waiting counts. */
  readonly unsettled: "acts" | "rests";
  /** What has come to an end without anything having followed from it. */
  readonly gone?: Gone;
}

/** Nodes, tuples (`tupleText`) of instances, and whole instances. */
export interface Gone {
  /** Unlike that of any other. */
  readonly name: string;
  readonly nodes: ReadonlySet<Node>;
  readonly tuples: ReadonlyMap<Instance, ReadonlySet<string>>;
  readonly instances: ReadonlySet<Instance>;
}

export const AS_IT_IS: World = { back: new Set(), blockedRulesWait: false, unsettled: "acts" };

export function isSettled(world: World, node: Node): boolean {
  return node.state !== "waiting" && node.state !== "running" && !world.back.has(node);
}

export function hasHappened(world: World, node: Node, event: NodeEvent): boolean {
  if (event === "added") return true;
  return isSettled(world, node) && (event === "settled" || node.state === event);
}

export const isUnsuccessful = (node: Node): boolean => node.state === "failed" || node.state === "skipped";

/** All nodes that some path from `anchor` leads to with no other node of its task in between. */
export function below(anchor: Node): ReadonlySet<Node> {
  return reach(anchor, [anchor]);
}

/** What is below `anchor`, were all of `from` below it, too. */
export function reach(anchor: Node, from: Iterable<Node>): ReadonlySet<Node> {
  const found = new Set<Node>(from);
  const todo = [...found];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node !== anchor && node.task === anchor.task) continue;
    for (const next of anchor.use.links.get(node) ?? [])
      if (!found.has(next)) {
        found.add(next);
        todo.push(next);
      }
  }
  found.delete(anchor);
  return found;
}

/** Graph order (language.md §6). */
export function compareNodes(a: Node, b: Node): number {
  if (a === b) return 0;
  if (a.key !== undefined || b.key !== undefined) {
    if (a.key === undefined) return -1;
    if (b.key === undefined) return 1;
    if (typeof a.key !== "number" || typeof b.key !== "number") throw new Error("keys of random programs are numbers");
    return a.task - b.task || a.key - b.key;
  }
  return compareMakers(a.maker, b.maker) || a.position - b.position;
}

function compareMakers(a: Maker, b: Maker): number {
  if (isSpawn(a) && isSpawn(b)) return compareNodes(a.spawner, b.spawner);
  if (isSpawn(a) || isSpawn(b)) return isSpawn(a) ? 1 : -1;
  return compareFirings(a, b);
}

function compareFirings(a: Firing, b: Firing): number {
  const byRule = a.instance.rule - b.instance.rule;
  if (byRule !== 0) return byRule;
  const { parent } = a.instance;
  const other = b.instance.parent;
  if (parent !== undefined && other !== undefined) {
    const around = compareFirings(parent, other) || a.instance.position - b.instance.position;
    if (around !== 0) return around;
  }
  for (const [index, node] of a.nodes.entries()) {
    const against = b.nodes[index];
    const order = node === undefined || against === undefined ? 0 : compareNodes(node, against);
    if (order !== 0) return order;
  }
  return a.group - b.group;
}

/** A node as a rule sees it, with what the interpreter must know of it when it comes back. */
export interface View extends NodeRef {
  readonly target: Node;
  readonly strength: "strict" | "soft";
}

export const PARAMETERS = ["f", "s", "a", "b", "c"];

export function viewOf(node: Node, strength: "strict" | "soft"): View {
  return {
    [nodeBrand]: true,
    node: node.index,
    target: node,
    strength,
    get args() {
      return Object.fromEntries(PARAMETERS.map((name, index) => [name, node.args[index]]));
    },
    get result() {
      return node.result;
    },
    get error() {
      return node.error;
    },
    get outcome() {
      return outcomeOfNode(node);
    },
    get key() {
      return node.key ?? null;
    },
  };
}

export function outcomeOfNode(node: Node): Outcome<Value> {
  if (node.state === "done") return { ok: true, value: node.result };
  return { ok: false, error: node.state === "failed" ? node.error : "skipped" };
}

export const isView = (value: unknown): value is View => isNode(value);

/** Notes every node in a value with the strength of the edge it gives; a strict edge wins. */
export function collect(value: unknown, found: Map<Node, "strict" | "soft">, isArgument: "argument" | "origin"): void {
  const note = (node: Node, strength: "strict" | "soft"): void => {
    if (found.get(node) !== "strict") found.set(node, strength);
  };
  if (typeof value !== "object" || value === null) return;
  if (isView(value)) note(value.target, isArgument === "argument" ? "strict" : value.strength);
  else if (Array.isArray(value)) for (const element of value) collect(element, found, isArgument);
  else if (isGathered(value)) for (const { target } of value.nodes as unknown as readonly View[]) note(target, "soft");
}

export const keyText = (task: TaskId, key: Value): string => `${task}:${canonical(key)}`;
