/**
 * The graph of a program's types: which kind of node may lead to which other, by declaration and by rule. Small, whatever the
 * size of a run: a node for each task.
 *
 *     discover --declared--> pdf --declared--> merge
 *     discover --rule------> pdf               when discover done as d: pdf(…)
 *     pdf      --waits-----> merge             when no more pdf: merge(all pdf)
 */
import { MultiDirectedGraph } from "graphology";
import { stronglyConnectedComponents } from "graphology-components";
import type * as ast from "./ast.ts";
import type { RuleLike } from "./emit/number-rules.ts";
import type { AddSite, Program, TaskSymbol } from "./program.ts";
import { scopesFactsOf, spawnedBy, taskOfEvent, taskOfSet } from "./proofs/proof-input.ts";
import { conditionsOf, outwards } from "./scope-rules.ts";

/**
 * How often a rule may fire in its scope: once, once for each node of a task, or once for each tuple of nodes. A rule in a loop of
 * a rule around it: so often for each round of the loop.
 */
export type Firings =
  | { readonly kind: "once" }
  | { readonly kind: "each"; readonly task: TaskSymbol }
  | { readonly kind: "tuples"; readonly tasks: readonly TaskSymbol[] };

/** A place that may add nodes of a task. */
export interface Adding {
  readonly site: AddSite;
  /** The module, or the workflow inside which it adds. */
  readonly scope: ast.Module | ast.Workflow;
  readonly firings: Firings;
}

/** An arrow between the names of two tasks. */
export type TypeArrow =
  | { readonly kind: "declared"; readonly at: ast.Span }
  /** The site adds on account of a node that its rule fires on, or reads from. */
  | { readonly kind: "rule"; readonly site: AddSite }
  /** The site's rule waits for no more of the task, or for all of it. */
  | { readonly kind: "waits"; readonly site: AddSite };

export interface TypeGraph {
  readonly graph: MultiDirectedGraph<{ readonly task: TaskSymbol }, TypeArrow>;
  /** How often each rule may fire, in the order of the text. */
  readonly firings: ReadonlyMap<RuleLike, Firings>;
  /** What may add nodes of each task, in the order of the text. */
  readonly addings: ReadonlyMap<TaskSymbol, readonly Adding[]>;
  /** Of each task, the tasks whose running nodes may add to it. */
  readonly spawners: ReadonlyMap<TaskSymbol, readonly TaskSymbol[]>;
  /** Tasks that can lead to each other, and so close together; a task of none stands alone. */
  readonly components: readonly (readonly TaskSymbol[])[];
}

/** The type graph of a checked program. */
export function typeGraphOf(program: Program): TypeGraph {
  const graph = new MultiDirectedGraph<{ task: TaskSymbol }, TypeArrow>();
  const addings = new Map<TaskSymbol, Adding[]>();
  for (const task of program.tasks) {
    graph.addNode(nameIn(program, task), { task });
    addings.set(task, []);
  }
  for (const { from, to, at } of program.edges)
    graph.addEdge(nameIn(program, from), nameIn(program, to), { kind: "declared", at });

  const firings = new Map<RuleLike, Firings>();
  for (const scope of program.modules.flatMap(({ module }) => scopesFactsOf({ ...program, module }))) {
    for (const rule of scope.rules) {
      const conditions = outwards(rule, scope.around).flatMap(conditionsOf);
      const often = firingsFor(conditions, program);
      firings.set(rule, often);
      for (const site of scope.sitesOf(rule)) {
        addings.get(site.task)?.push({ site, scope: scope.scope, firings: often });
        connectSite(graph, site, conditions, program);
      }
    }
  }
  const spawners = new Map<TaskSymbol, TaskSymbol[]>(program.tasks.map((task) => [task, []]));
  for (const task of program.tasks)
    for (const spawned of new Set(spawnedBy(task, program))) spawners.get(spawned)?.push(task);
  const components = stronglyConnectedComponents(graph).map((names) =>
    names.map((name) => graph.getNodeAttribute(name, "task")),
  );
  return { graph, firings, addings, spawners, components };
}

function nameIn({ names }: Program, task: TaskSymbol): string {
  return names.get(task) ?? task.name;
}

/** Draws the arrows of a site from all that its rule, and those around it, fire on, wait for and read from. */
function connectSite(
  graph: TypeGraph["graph"],
  site: AddSite,
  conditions: readonly ast.Condition[],
  program: Program,
): void {
  const causes = new Set(site.sources.map((source) => source.task));
  const waits = new Set<TaskSymbol>();
  for (const condition of conditions) {
    const task = program.conditionTasks.get(condition);
    if (task === undefined) continue;
    if (condition.kind === "event" || condition.kind === "at-least" || condition.kind === "every") causes.add(task);
    if (condition.kind === "no-more" || condition.kind === "all" || condition.kind === "every") waits.add(task);
  }
  for (const task of causes) graph.addEdge(nameIn(program, task), nameIn(program, site.task), { kind: "rule", site });
  for (const task of waits) graph.addEdge(nameIn(program, task), nameIn(program, site.task), { kind: "waits", site });
}

/** A rule fires for each node that its conditions name; a key, or a name that holds a node, speaks of one node. */
function firingsFor(conditions: readonly ast.Condition[], program: Program): Firings {
  const tasks = conditions.flatMap((condition) => {
    if (condition.kind === "every") return taskOfSet(condition, program) ?? [];
    return condition.kind === "event" && condition.key === undefined ? (taskOfEvent(condition, program) ?? []) : [];
  });
  const [first] = tasks;
  if (first === undefined) return { kind: "once" };
  return tasks.length === 1 ? { kind: "each", task: first } : { kind: "tuples", tasks };
}
