/** What a body may do in the reference: its additions take effect together, after it has ended. */
import { gatherBrand } from "../../runtime/src/brand.ts";
import {
  collect,
  compareNodes,
  isView,
  keyText,
  viewOf,
  type Firing,
  type Instance,
  type Node,
  type View,
} from "./reference-graph.ts";
import type { ReferenceRules } from "./reference-rules.ts";
import type { AddOptions, Appender, Bindings, GatherMode, RuleId, TaskId } from "../../runtime/src/workflow.ts";

/** A `fail` ran, in the body of a rule. */
export class Stopped extends Error {
  readonly rule: RuleId;

  constructor(message: string, rule: RuleId) {
    super(message);
    this.rule = rule;
  }
}

/** The appender of one firing. New nodes go into `nodes` at once, into their scope with `commits`. */
export function appenderFor(firing: Firing, nodes: Node[], commits: (() => void)[], rules: ReferenceRules): Appender {
  const { use } = firing.instance;
  const staged = new Map<string, Node>();
  let position = 0;
  const gather = (task: TaskId, under: unknown, strength: "strict" | "soft"): View[] =>
    rules
      .members(use, task, isView(under) ? under.target : undefined)
      .toSorted(compareNodes)
      .map((node) => viewOf(node, strength));
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
    const node = known ?? newNode(nodes, { task, use, maker: firing, position, key, args, edges });
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
    gather: (mode: GatherMode, { task }: { readonly task: TaskId }, under?: unknown) =>
      (mode === "all"
        ? gather(task, under, "strict")
        : { [gatherBrand]: true, mode, nodes: gather(task, under, "soft") }) as never,
    add: ({ task }: { readonly task: TaskId }, site: number, args: readonly unknown[], options: AddOptions = {}) =>
      add(task, site, args, options) as never,
    when(rule, given) {
      const names: Bindings = Object.assign(Object.create(use.names) as object, given);
      const decided = new Map();
      const blockedBy = new Map();
      const instance: Instance = { rule, use, parent: firing, position, names, decided, blockedBy, groups: new Map() };
      position += 1;
      commits.push(() => use.instances.push(instance));
    },
    fail(message) {
      throw new Stopped(message, firing.instance.rule);
    },
  };
}

/** A node as it enters the graph. */
export function newNode(
  nodes: Node[],
  made: Pick<Node, "task" | "use" | "maker" | "position" | "key" | "args" | "edges">,
): Node {
  const born = { result: null, error: "", ended: -1, roots: new Set<Node>(), state: "waiting" as const };
  const node: Node = { index: nodes.length, ...made, ...born };
  nodes.push(node);
  return node;
}
