/** What leads to what, as a hierarchy of calls: a task "calls" those that rules add on account of its nodes. */
import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { declaringModule } from "./declaring-module.ts";
import { findTask } from "./find-task.ts";
import { moduleGraph } from "./module-graph.ts";
import { referentsAt } from "./occurrences.ts";
import { findModule } from "./place.ts";
import { isDeclared } from "./referent.ts";
import { signatureText } from "./task-text.ts";

export interface CallItem {
  readonly kind: "task" | "workflow" | "start";
  readonly name: string;
  /** A signature. */
  readonly detail: string;
  readonly file: string;
  readonly span: ast.Span;
  /** The name; what tells items apart. */
  readonly selection: ast.Span;
}

/** An item at the other end, and the rules by which one leads to the other: their heads, as far as they are in the file of the leading item. */
export interface CallLink {
  readonly item: CallItem;
  readonly ranges: readonly ast.Span[];
}

/** The task or workflow that is named at a place, or the `start` there. */
export function callItemAt(analysis: Analysis, file: string, offset: number): CallItem | undefined {
  const found = referentsAt(analysis, file, offset)?.referents.flatMap((referent) => {
    const task = findTask(analysis, referent);
    const module = isDeclared(referent) ? findModule(analysis, referent.at.file) : undefined;
    return task === undefined || module === undefined ? [] : [taskItem(task, module)];
  });
  if (found?.[0] !== undefined) return found[0];
  const module = findModule(analysis, file);
  const start = module && startsIn(module).find(({ head }) => head.start <= offset && offset <= head.end);
  return start && module && startItem(start, module);
}

/** What leads to an item. */
export function incomingCalls(analyses: readonly Analysis[], item: CallItem): readonly CallLink[] {
  return linked(
    analyses,
    (link) => isItem(link.to, item),
    ({ from }) => from,
  );
}

/** What an item leads to. */
export function outgoingCalls(analyses: readonly Analysis[], item: CallItem): readonly CallLink[] {
  return linked(
    analyses,
    (link) => isItem(link.from, item),
    ({ to }) => to,
  );
}

interface Link {
  readonly from: CallItem;
  readonly to: CallItem;
  /** Where the rule, or the name after `spawns`, is. */
  readonly file: string;
  readonly span: ast.Span;
}

function linked(
  analyses: readonly Analysis[],
  is: (link: Link) => boolean,
  other: (link: Link) => CallItem,
): readonly CallLink[] {
  const found = new Map<string, { readonly item: CallItem; readonly ranges: Map<string, ast.Span> }>();
  for (const analysis of analyses)
    for (const link of linksOf(analysis)) {
      if (!is(link)) continue;
      const item = other(link);
      const key = `${item.file} ${item.selection.start}`;
      const entry = found.get(key) ?? { item, ranges: new Map<string, ast.Span>() };
      found.set(key, entry);
      if (link.file === link.from.file) entry.ranges.set(`${link.span.start}`, link.span);
    }
  return [...found.values()].map(({ item, ranges }) => ({
    item,
    ranges: [...ranges.values()].sort((a, b) => a.start - b.start),
  }));
}

const known = new WeakMap<Analysis, readonly Link[]>();

function linksOf(analysis: Analysis): readonly Link[] {
  let links = known.get(analysis);
  if (links === undefined)
    known.set(analysis, (links = analysis.modules.flatMap((module) => moduleLinks(analysis, module))));
  return links;
}

function moduleLinks(analysis: Analysis, module: CheckedModule): readonly Link[] {
  const { file, checker, sites } = module;
  const itemOf = (task: TaskSymbol): CallItem | undefined => {
    const of = declaringModule(analysis, task.declaration);
    return of && taskItem(task, of);
  };
  const link = (from: CallItem | undefined, to: TaskSymbol, span: ast.Span): readonly Link[] => {
    const item = itemOf(to);
    return from === undefined || item === undefined ? [] : [{ from, to: item, file: file.file, span }];
  };
  const { graph } = moduleGraph(module);
  const byRules = graph.mapEdges((_, arrow, _from, _to, from, to) =>
    arrow.kind === "declared" ? [] : link(itemOf(from.task), to.task, headOf(arrow.site.owner)),
  );
  const byStarts = [...sites.values()].map(({ owner, task, call }) =>
    owner.kind === "start" ? link(startItem(owner, module), task, call.callee.span) : [],
  );
  const bySpawns = file.module.declarations.map((each) => {
    if (each.kind !== "task") return [];
    const from = itemOf(checker.module.symbolOf(each));
    return each.spawns.flatMap((name) => {
      const to = checker.symbols.get(name);
      return to?.kind === "task" ? link(from, to, name.span) : [];
    });
  });
  return [...byRules, ...byStarts, ...bySpawns].flat();
}

function headOf({ head }: ast.Rule | ast.Start): ast.Span {
  return head;
}

function taskItem(task: TaskSymbol, { file }: CheckedModule): CallItem {
  const { declaration, name } = task;
  const { kind, span } = declaration;
  const detail = signatureText(task, file.text).slice(name.length);
  return { kind, name, detail, file: file.file, span, selection: declaration.name.span };
}

function startItem({ head, span }: ast.Start, { file }: CheckedModule): CallItem {
  return { kind: "start", name: "start", detail: "", file: file.file, span, selection: head };
}

function startsIn({ file }: CheckedModule): readonly ast.Start[] {
  return file.module.declarations.flatMap((each) =>
    each.kind === "start"
      ? [each]
      : each.kind === "workflow"
        ? each.members.filter((member) => member.kind === "start")
        : [],
  );
}

function isItem(a: CallItem, b: CallItem): boolean {
  return a.file === b.file && a.selection.start === b.selection.start;
}
