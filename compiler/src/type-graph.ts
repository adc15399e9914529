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
import type { AddSite, Program, TaskSymbol } from "./program.ts";

/** How often a rule may fire: once in its scope, once for each node of a task, or once for each tuple of nodes. */
export type Firings =
  | { readonly kind: "once" }
  | { readonly kind: "each"; readonly task: TaskSymbol }
  | { readonly kind: "tuples"; readonly tasks: readonly TaskSymbol[] };

/** A place that may add nodes of a task. */
export interface Adding {
  readonly site: AddSite;
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
  /** What may add nodes of each task, in the order of the text. */
  readonly addings: ReadonlyMap<TaskSymbol, readonly Adding[]>;
  /** Tasks that can lead to each other, and so close together; a task of none stands alone. */
  readonly components: readonly (readonly TaskSymbol[])[];
}

/** The type graph of a checked program. */
export function typeGraphOf(program: Program): TypeGraph {
  const graph = new MultiDirectedGraph<{ task: TaskSymbol }, TypeArrow>();
  const addings = new Map<TaskSymbol, Adding[]>();
  for (const task of program.tasks) {
    graph.addNode(task.name, { task });
    addings.set(task, []);
  }
  for (const { from, to, at } of program.edges) graph.addEdge(from.name, to.name, { kind: "declared", at });

  const around = rulesAround(program.module);
  for (const site of program.sites.values()) {
    const conditions = conditionsOf(site.owner, around);
    addings.get(site.task)?.push({ site, firings: firingsOf(site.owner, program) });
    const causes = new Set(site.sources.map((source) => source.task));
    const waits = new Set<TaskSymbol>();
    for (const condition of conditions) {
      const task = program.conditionTasks.get(condition);
      if (task !== undefined) (condition.kind === "event" ? causes : waits).add(task);
    }
    for (const task of causes) graph.addEdge(task.name, site.task.name, { kind: "rule", site });
    for (const task of waits) graph.addEdge(task.name, site.task.name, { kind: "waits", site });
  }
  const components = stronglyConnectedComponents(graph).map((names) =>
    names.map((name) => graph.getNodeAttribute(name, "task")),
  );
  return { graph, addings, components };
}

/** How often a rule may fire for one firing of the rule around it. */
export function firingsOf(owner: ast.Rule | ast.Start, { conditionTasks, symbols }: Program): Firings {
  if (owner.kind === "start") return { kind: "once" };
  const tasks = owner.conditions.flatMap((condition) => {
    // A key, or a name that holds a node, speaks of one node.
    const isOne = condition.kind !== "event" || condition.key !== undefined;
    const task = conditionTasks.get(condition);
    return isOne || task === undefined || symbols.get(condition.subject) !== task ? [] : [task];
  });
  const [first] = tasks;
  if (first === undefined) return { kind: "once" };
  return tasks.length === 1 ? { kind: "each", task: first } : { kind: "tuples", tasks };
}

/** The rule around each nested rule. */
function rulesAround(module: ast.Module): ReadonlyMap<ast.Rule, ast.Rule | ast.Start> {
  const around = new Map<ast.Rule, ast.Rule | ast.Start>();
  const visit = (body: ast.Body, owner: ast.Rule | ast.Start): void => {
    for (const statement of body.statements) {
      if (statement.kind === "rule") {
        around.set(statement, owner);
        visit(statement.body, statement);
      } else if (statement.kind === "for") visit(statement.body, owner);
      else if (statement.kind === "if") {
        for (const branch of statement.branches) visit(branch.body, owner);
        if (statement.else !== undefined) visit(statement.else, owner);
      }
    }
  };
  for (const declaration of module.declarations) {
    const members = declaration.kind === "workflow" ? declaration.members : [declaration];
    for (const member of members) if (member.kind === "start" || member.kind === "rule") visit(member.body, member);
  }
  return around;
}

/** What must hold before a body runs: the conditions of its rule and of those around it. */
function conditionsOf(
  owner: ast.Rule | ast.Start,
  around: ReadonlyMap<ast.Rule, ast.Rule | ast.Start>,
): readonly ast.Condition[] {
  const conditions: ast.Condition[] = [];
  for (let each: ast.Rule | ast.Start | undefined = owner; each?.kind === "rule"; each = around.get(each))
    conditions.push(...each.conditions);
  return conditions;
}
