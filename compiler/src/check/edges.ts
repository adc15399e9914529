import type * as ast from "../ast.ts";
import type { Edit, Fix } from "../diagnostic.ts";
import { removeEdges } from "../fixes/remove-edges.ts";
import type { FixedModule } from "../fixes/remove-unused.ts";
import type { AddSite, TaskSymbol } from "../program.ts";
import { type Checker, nameOf } from "./checker.ts";

/** Reports each edge type that a site would create and nothing declares, once a site. */
export function checkUndeclaredEdges(checker: Checker, sites: Iterable<AddSite>): void {
  const declared = pairsOf([...checker.module.edges, ...checker.module.importedEdges]);
  const place = placeForEdge(checker.source);
  for (const { from, to, at } of spawns(checker)) {
    if (declared.get(from)?.has(to) === true) continue;
    const names = { from: nameOf(checker, from), to: nameOf(checker, to) };
    checker.report("ADG4001", at, names, [declareEdge(place, names)]);
  }
  const { halfEdges } = checker.module;
  /** Whether an edge with a misspelt end may have been meant. */
  const isMeant = (from: TaskSymbol, to: TaskSymbol): boolean =>
    halfEdges.some((half) => (half.from ?? from) === from && (half.to ?? to) === to);
  for (const { call, task, sources } of sites) {
    const missing = new Set(sources.map((each) => each.task).filter((from) => declared.get(from)?.has(task) !== true));
    for (const from of missing) {
      if (isMeant(from, task)) continue;
      const names = { from: nameOf(checker, from), to: nameOf(checker, task) };
      checker.report("ADG4001", call.callee.span, names, [declareEdge(place, names)]);
    }
  }
}

/** The tasks that rules with errors add: from where their data would come cannot be told. To be asked before edges are checked. */
export function addedInBrokenRules(checker: Checker, sites: Iterable<AddSite>): ReadonlySet<TaskSymbol> {
  const errors = checker.diagnostics.filter(({ severity }) => severity === "error");
  const isBroken = ({ span }: ast.Rule | ast.Start): boolean =>
    errors.some((error) => error.span.start >= span.start && error.span.start < span.end);
  return new Set([...sites].flatMap(({ owner, task }) => (errors.length > 0 && isBroken(owner) ? [task] : [])));
}

/**
 * Warns of each declared edge type that no site can create, but for edges of `unused` tasks, which is said of them already, and for
 * those to what `broken` rules add.
 */
export function checkUncreatedEdges(
  checker: Checker,
  sites: Iterable<AddSite>,
  { unused, broken }: { readonly unused: ReadonlySet<TaskSymbol>; readonly broken: ReadonlySet<TaskSymbol> },
): void {
  const added = [...sites].flatMap(({ task, sources }) => sources.map((source) => ({ from: source.task, to: task })));
  const created = pairsOf([...added, ...spawns(checker).map(({ from, to }) => ({ from, to }))]);
  for (const { from, to, at } of checker.module.edges) {
    if (created.get(from)?.has(to) === true || unused.has(from) || unused.has(to) || broken.has(to)) continue;
    const names = { from: nameOf(checker, from), to: nameOf(checker, to) };
    checker.report("ADG4002", at, names, removeEdge(checker.source, at, names));
  }
}

/** What tasks of the file append themselves while they run. */
function spawns(
  checker: Checker,
): readonly { readonly from: TaskSymbol; readonly to: TaskSymbol; readonly at: ast.Span }[] {
  return [...checker.module.tasks.values()].flatMap((from) => {
    const { declaration } = from;
    if (declaration.kind !== "task") return [];
    return declaration.spawns.flatMap((name) => {
      const to = checker.symbols.get(name);
      return to?.kind === "task" ? [{ from, to, at: name.span }] : [];
    });
  });
}

function pairsOf(
  edges: Iterable<{ readonly from: TaskSymbol; readonly to: TaskSymbol }>,
): ReadonlyMap<TaskSymbol, ReadonlySet<TaskSymbol>> {
  const pairs = new Map<TaskSymbol, Set<TaskSymbol>>();
  for (const { from, to } of edges) {
    const targets = pairs.get(from);
    if (targets === undefined) pairs.set(from, new Set([to]));
    else targets.add(to);
  }
  return pairs;
}

/** Takes one pair out of its declaration: the rule that creates it may still be to be written. */
function removeEdge(
  source: FixedModule,
  at: ast.Span,
  { from, to }: { readonly from: string; readonly to: string },
): readonly Fix[] {
  const edge = source.module.declarations.find(({ span }) => span.start <= at.start && at.end <= span.end);
  const isIt = (first: ast.Name, second: ast.Name): boolean =>
    first.span.start === at.start && second.span.end === at.end;
  const edits = removeEdges(source, edge?.kind === "edge" ? [edge] : [], isIt);
  return edits === undefined
    ? []
    : [{ title: `Remove the edge "${from} -> ${to}"`, applicability: "suggested", edits }];
}

/** Where an edge can be declared, and what its line needs around it. */
interface EdgePlace {
  readonly file: string;
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

/** Below the last edge, or the last task. */
function placeForEdge({ file, module, text }: FixedModule): EdgePlace {
  const { declarations } = module;
  const lastEdge = declarations.findLast((declaration) => declaration.kind === "edge");
  const last = lastEdge ?? declarations.findLast(({ kind }) => kind === "task" || kind === "import");
  if (last === undefined) return { file, offset: 0, before: "", after: "\n" };
  // A comment behind the declaration stays behind it.
  const rest = /^[^\r\n]*/.exec(text.slice(last.span.end))?.[0] ?? "";
  const offset = text.slice(0, last.span.end + rest.length).trimEnd().length;
  return { file, offset, before: lastEdge === undefined ? "\n\n" : "\n", after: "" };
}

/** An edge type, by the names of its tasks. */
export interface EdgeNames {
  readonly from: string;
  readonly to: string;
}

/** Declares edge types, each on a line of its own. */
export function edgeDeclarations(source: FixedModule, edges: readonly EdgeNames[]): Edit {
  return declarationsAt(placeForEdge(source), edges);
}

function declarationsAt({ file, offset, before, after }: EdgePlace, edges: readonly EdgeNames[]): Edit {
  const lines = edges.map(({ from, to }) => `edge ${from} -> ${to}`);
  return { file, span: { start: offset, end: offset }, text: `${before}${lines.join("\n")}${after}` };
}

function declareEdge(place: EdgePlace, names: EdgeNames): Fix {
  const edits = [declarationsAt(place, [names])];
  return { title: `Declare "edge ${names.from} -> ${names.to}"`, applicability: "safe", edits };
}
