import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { RuleLike } from "../emit/number-rules.ts";
import type { AddSite, TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { ruleText } from "../proofs/rule-text.ts";
import { moduleGraph } from "./module-graph.ts";
import type { Place } from "./place.ts";

/** A box of the picture of a file. `id` is its name in the file; that of the start is `start`, with a dot to be no task's. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly kind: "task" | "workflow" | "input-start";
  readonly implementation: "sh" | "typescript" | "python" | "celery" | "pure" | "workflow" | "start" | "none";
  readonly place: Place;
  /** What is wrong with the declaration, where something is. */
  readonly error?: string;
}

/** An arrow between two boxes, with the rules that make nodes along it. `no-more`: they wait for the last of the nodes. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "rule" | "no-more" | "declared";
  readonly rules: readonly { readonly label: string; readonly place: Place }[];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const START = ".start";

/** The picture of a file: its tasks, what `start` adds, and which rule leads from what to what. Errors leave out what they hide. */
export function graphOf({ diagnostics, modules }: Analysis, module: CheckedModule): Graph {
  const { file, module: tree } = module.file;
  const { graph, addings } = moduleGraph(module);
  const fileOf = new Map(modules.flatMap(({ file: each }) => each.module.declarations.map((one) => [one, each.file])));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const nodes = graph.mapNodes((name, { task }): GraphNode => {
    const { declaration } = task;
    const place = { file: fileOf.get(declaration) ?? file, span: declaration.name.span };
    const error = errors.find(({ file: at, span }) => at === place.file && isIn(span, declaration.span));
    const kind = declaration.kind === "workflow" ? "workflow" : "task";
    const node = { id: name, name, kind, implementation: implementationOf(task), place } as const;
    return error === undefined ? node : { ...node, error: error.message };
  });
  const started = [...addings].flatMap(([task, each]) =>
    each.filter(({ site }) => site.owner.kind === "start").map(({ site }) => ({ task, site })),
  );
  const start = tree.declarations.find((declaration) => declaration.kind === "start");
  const edges = new Edges(module);
  const names = new Map(graph.mapNodes((name, { task }) => [task, name]));
  for (const { task, site } of started) {
    const to = names.get(task);
    if (to !== undefined && start !== undefined && isIn(site.call.span, start.span)) edges.add(START, to, "rule", site);
  }
  graph.forEachEdge((_, arrow, from, to) => {
    if (arrow.kind === "declared") edges.declare(from, to);
    else edges.add(from, to, arrow.kind === "waits" ? "no-more" : "rule", arrow.site);
  });
  if (start === undefined) return { nodes, edges: edges.all() };
  const box: GraphNode = {
    id: START,
    name: "start",
    kind: "input-start",
    implementation: "start",
    place: { file, span: start.head },
  };
  return { nodes: [box, ...nodes], edges: edges.all() };
}

/** Arrows, of which several rules may make the same. */
class Edges {
  readonly #module: CheckedModule;
  readonly #edges = new Map<string, { edge: Omit<GraphEdge, "rules">; sites: Set<RuleLike> }>();
  readonly #declared = new Map<string, { readonly from: string; readonly to: string }>();

  constructor(module: CheckedModule) {
    this.#module = module;
  }

  add(from: string, to: string, kind: "rule" | "no-more", { owner }: AddSite): void {
    const id = `${from}->${to}:${kind}`;
    const known = this.#edges.get(id);
    if (known === undefined) this.#edges.set(id, { edge: { id, from, to, kind }, sites: new Set([owner]) });
    else known.sites.add(owner);
  }

  declare(from: string, to: string): void {
    this.#declared.set(`${from}->${to}`, { from, to });
  }

  /** A declared arrow shows where no rule makes it. What waits for the last node of a task needs no second arrow for the node itself. */
  all(): readonly GraphEdge[] {
    const { file, text } = this.#module.file;
    const made = [...this.#edges.values()]
      .filter(({ edge }) => edge.kind === "no-more" || !this.#isWaiting(edge))
      .map(({ edge, sites }): GraphEdge => {
        const rules = [...sites].map((owner) => ({ label: ruleText(owner, text), place: { file, span: owner.head } }));
        return { ...edge, rules };
      });
    const drawn = new Set(made.map(({ from, to }) => `${from}->${to}`));
    const idle = [...this.#declared].filter(([id]) => !drawn.has(id));
    return [
      ...made,
      ...idle.map(([id, ends]): GraphEdge => ({ id: `${id}:declared`, ...ends, kind: "declared", rules: [] })),
    ];
  }

  /** Whether every rule that makes this arrow also waits along it. */
  #isWaiting({ from, to, kind }: Omit<GraphEdge, "rules">): boolean {
    const own = this.#edges.get(`${from}->${to}:${kind}`)?.sites ?? new Set();
    const waiting = this.#edges.get(`${from}->${to}:no-more`)?.sites ?? new Set();
    return [...own].every((owner) => waiting.has(owner));
  }
}

function implementationOf({ declaration }: TaskSymbol): GraphNode["implementation"] {
  if (declaration.kind === "workflow") return "workflow";
  if (declaration.pure !== undefined) return "pure";
  if (declaration.from !== undefined) return "typescript";
  for (const { kind } of declaration.attributes)
    if (kind === "sh" || kind === "python" || kind === "celery") return kind;
  return "none";
}

function isIn(inner: ast.Span, outer: ast.Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
