/** What is worth knowing above a declaration, or worth doing with it. */
import type { Analysis } from "../analyse.ts";
import type * as ast from "../ast.ts";
import { nameOf, type Owner } from "../check/checker.ts";
import type { CheckedModule } from "../program-of.ts";
import type { TaskSymbol } from "../program.ts";
import type { Firings } from "../type-graph.ts";
import { moduleGraph } from "./module-graph.ts";
import { everyPart } from "./path-at.ts";
import { findModule, type Place } from "./place.ts";

export type CodeLens = {
  /** What it is about, on one line: the name of a task, the head of a rule or the word `start`. */
  readonly span: ast.Span;
  readonly title: string;
} & (
  | { readonly kind: "firings" }
  /** Where the task is named, or where nodes of it are added. */
  | { readonly kind: "references" | "additions"; readonly places: readonly Place[] }
  | { readonly kind: "run"; readonly action: "run" | "stub" | "graph" }
);

/** The lenses of a file as it was analysed, in no order. */
export function codeLensesOf(analysis: Analysis, file: string): readonly CodeLens[] {
  const module = findModule(analysis, file);
  if (module === undefined) return [];
  return [...runLenses(module), ...ruleLenses(module), ...taskLenses(module, analysis)];
}

function runLenses({ file }: CheckedModule): readonly CodeLens[] {
  const start = file.module.declarations.find((declaration) => declaration.kind === "start");
  if (start === undefined) return [];
  const lens = (title: string, action: "run" | "stub" | "graph"): CodeLens => {
    return { kind: "run", span: start.head, title, action };
  };
  return [lens("Run", "run"), lens("Run stubbed", "stub"), lens("Show graph", "graph")];
}

function ruleLenses(module: CheckedModule): readonly CodeLens[] {
  const { firings } = moduleGraph(module);
  return [...everyPart(module.file.module)].flatMap((part): readonly CodeLens[] => {
    if (part.kind !== "rule") return [];
    const rule = part as ast.Rule;
    const often = firings.get(rule);
    return often === undefined
      ? []
      : [{ kind: "firings", span: firstLine(rule.head, module), title: firingsText(often, rule, module) }];
  });
}

/** An editor shows a lens above one line. */
function firstLine({ start, end }: ast.Span, { file }: CheckedModule): ast.Span {
  const [line = ""] = file.text.slice(start, end).split(/[\r\n]/, 1);
  return { start, end: start + line.length };
}

/** How often a rule fires: with a condition on what it fires on, it may be less often. */
function firingsText(often: Firings, { where }: ast.Rule, { checker }: CheckedModule): string {
  const times = where === undefined ? "fires once" : "fires at most once";
  switch (often.kind) {
    case "once":
      return times;
    case "each":
      return `${times} per ${nameOf(checker, often.task)}`;
    case "tuples": {
      const names = often.tasks.map((task) => nameOf(checker, task));
      return `${times} per ${names.length === 2 ? "pair" : "combination"} of ${listText(names)}`;
    }
  }
}

function listText(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function taskLenses(module: CheckedModule, analysis: Analysis): readonly CodeLens[] {
  const { addings } = moduleGraph(module);
  const { file, checker } = module;
  const references = referencesIn(analysis);
  const isLibrary = !file.module.declarations.some(({ kind }) => kind === "start");
  return file.module.declarations.flatMap((declaration): readonly CodeLens[] => {
    if (declaration.kind !== "task" && declaration.kind !== "workflow") return [];
    const task = checker.module.symbolOf(declaration);
    const { span } = declaration.name;
    const named = (references.get(task) ?? []).filter((place) => place.file !== file.file || place.span !== span);
    const sites = (addings.get(task) ?? []).map(({ site }) => site);
    const owners = new Set(sites.map(({ owner }) => owner));
    const places = sites.map(({ call }) => ({ file: file.file, span: call.callee.span }));
    const lens: CodeLens = { kind: "references", span, title: counted(named.length, "reference"), places: named };
    if (isLibrary && owners.size === 0) return [lens];
    return [lens, { kind: "additions", span, title: `added by ${addersText([...owners])}`, places }];
  });
}

function addersText(owners: readonly Owner[]): string {
  const rules = owners.filter(({ kind }) => kind === "rule").length;
  if (rules === owners.length) return rules === 0 ? "no rule" : counted(rules, "rule");
  return rules === 0 ? "start" : `start and ${counted(rules, "rule")}`;
}

/** Where the files of the program name their tasks. */
function referencesIn({ modules }: Analysis): ReadonlyMap<TaskSymbol, readonly Place[]> {
  const found = new Map<TaskSymbol, Place[]>();
  for (const { checker } of modules) {
    for (const [{ span }, symbol] of checker.symbols) {
      if (symbol.kind !== "task") continue;
      const places = found.get(symbol);
      const place = { file: checker.file, span };
      if (places === undefined) found.set(symbol, [place]);
      else places.push(place);
    }
  }
  return found;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
