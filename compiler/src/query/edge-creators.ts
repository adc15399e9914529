/** What creates edges of a type: calls in rules, and tasks that spawn. */
import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { TaskSymbol } from "../program.ts";
import type { CheckedModule } from "../program-of.ts";
import { declaringModule } from "./declaring-module.ts";
import type { RuleLike } from "../emit/number-rules.ts";

/** A place that may create an edge: the name that is called, or the name after `spawns`. */
export interface EdgeCreator {
  readonly module: CheckedModule;
  readonly span: ast.Span;
  /** `undefined`: a running node does. */
  readonly rule: RuleLike | undefined;
}

/** The places of all files that may create an edge from one task to another, in the order of the text. */
export function edgeCreators(analysis: Analysis, from: TaskSymbol, to: TaskSymbol): readonly EdgeCreator[] {
  return analysis.modules.flatMap((module) => {
    const calls = [...module.sites.values()]
      .filter(({ task, sources }) => task === to && sources.some((source) => source.task === from))
      .map(({ call, owner }) => ({ module, span: call.callee.span, rule: owner }));
    const { declaration } = from;
    const isHere = declaringModule(analysis, declaration) === module;
    const spawned =
      isHere && declaration.kind === "task"
        ? declaration.spawns.filter((name) => module.checker.symbols.get(name) === to)
        : [];
    return [...calls, ...spawned.map(({ span }) => ({ module, span, rule: undefined }))].sort(
      (a, b) => a.span.start - b.span.start,
    );
  });
}

/** The pairs of an edge declaration; with a name, those that it is in. Where an end is unknown there is none. */
export function pairsOf(
  edge: ast.Edge,
  { checker }: CheckedModule,
  name?: ast.Name,
): readonly { readonly from: TaskSymbol; readonly to: TaskSymbol }[] {
  return edge.groups.flatMap((group, place) =>
    (edge.groups[place + 1] ?? []).flatMap((to) =>
      group.flatMap((from) => {
        if (name !== undefined && from !== name && to !== name) return [];
        const [first, second] = [checker.symbols.get(from), checker.symbols.get(to)];
        return first?.kind === "task" && second?.kind === "task" ? [{ from: first, to: second }] : [];
      }),
    ),
  );
}
