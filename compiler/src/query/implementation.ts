import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { type Target, type Targets, targetsOf } from "./definition.ts";
import { declaringModule } from "./declaring-module.ts";
import { edgeCreators, pairsOf } from "./edge-creators.ts";
import { namesIn, referentsAt } from "./occurrences.ts";
import { type Located, pathAt } from "./path-at.ts";
import { findModule } from "./place.ts";
import { findTask } from "./find-task.ts";
import { wordAt } from "./words.ts";

/**
 * What makes real what a place declares: of a task its function or command; of an edge what creates it; of a task that a condition
 * or gather speaks of, what adds its nodes.
 */
export function implementationAt(analysis: Analysis, file: string, offset: number): Targets | undefined {
  const module = findModule(analysis, file);
  if (module === undefined) return undefined;
  const path = pathAt(module.file.module, offset);
  const found = referentsAt(analysis, file, offset);
  const edge = path.find((part): part is ast.Edge => part.kind === "edge");
  if (edge !== undefined) return edgeTargets(analysis, module, edge, offset);
  const task = found?.referents.flatMap((referent) => findTask(analysis, referent) ?? [])[0];
  if (found === undefined || task === undefined) return undefined;
  const targets = isWaitedFor(path, found.span) ? addingTargets(analysis, task) : implementationTargets(analysis, task);
  return targetsOf(found.span, targets);
}

/** Whether the name is the subject of a condition, or what a gather gathers. */
function isWaitedFor(path: readonly Located[], span: ast.Span): boolean {
  return path.some((part) => {
    const { kind } = part;
    if (
      kind !== "event" &&
      kind !== "no-more" &&
      kind !== "all" &&
      kind !== "at-least" &&
      kind !== "every" &&
      kind !== "gather"
    )
      return false;
    const condition = part as ast.Condition | (ast.Expression & { readonly kind: "gather" });
    return ("subject" in condition ? condition.subject : condition.task).span.start === span.start;
  });
}

function edgeTargets(analysis: Analysis, module: CheckedModule, edge: ast.Edge, offset: number): Targets | undefined {
  const { file } = module.file;
  const name = edge.groups.flat().find(({ span }) => span.start <= offset && offset <= span.end);
  const origin = name?.span ?? wordAt(module.file, offset, namesIn(analysis, file))?.span;
  const creators = pairsOf(edge, module, name).flatMap(({ from, to }) => edgeCreators(analysis, from, to));
  const targets = creators.map(({ module: { file }, span }): Target => ({ kind: "place", file: file.file, span }));
  return origin && targetsOf(origin, targets);
}

/** The calls of all files that add nodes of a task, and the tasks that spawn it. */
function addingTargets({ modules }: Analysis, task: TaskSymbol): readonly Target[] {
  return modules.flatMap(({ file, checker, sites }) => {
    const calls = [...sites.values()].filter((site) => site.task === task).map(({ call }) => call.callee.span);
    const spawned = file.module.declarations.flatMap((each) =>
      each.kind === "task" ? each.spawns.filter((name) => checker.symbols.get(name) === task) : [],
    );
    return [...calls, ...spawned.map(({ span }) => span)].map((span): Target => ({
      kind: "place",
      file: file.file,
      span,
    }));
  });
}

function implementationTargets(analysis: Analysis, { declaration }: TaskSymbol): readonly Target[] {
  const module = declaringModule(analysis, declaration);
  if (module === undefined) return [];
  const { file, checker } = module;
  const here = ({ span }: ast.Located): Target => ({ kind: "place", file: file.file, span });
  if (declaration.kind === "workflow") return declaration.members.slice(0, 1).map(here);
  const { from, pure, attributes, name } = declaration;
  const exported = from && [
    { kind: "export", module: checker.module.peers.pathOf(from.path), name: (from.as ?? name).text } as const,
  ];
  const written = attributes.flatMap((attribute): readonly Target[] => {
    if (attribute.kind === "python") {
      const [python = "", called = ""] = textOf(attribute.text).split(":");
      return [{ kind: "python", beside: file.file, module: python, name: called }];
    }
    return attribute.kind === "sh" || attribute.kind === "celery" ? [here(attribute.text)] : [];
  });
  return [...(exported ?? []), ...(pure === undefined ? [] : [here(pure)]), ...written];
}

function textOf({ parts }: ast.TextLiteral): string {
  return parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
}
