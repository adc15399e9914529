/** An edge type that nothing in the file creates, taken away. */
import type * as ast from "../../ast.ts";
import { nameOf } from "../../check/checker.ts";
import { removeEdges } from "../../fixes/remove-edges.ts";
import type { Refactoring, Selected } from "./refactoring.ts";

/** The pairs of the selected name in an edge declaration, each by itself. */
export function removeUncreatedEdges({ module, path }: Selected): readonly Refactoring[] {
  const name = path.at(-1) as ast.Name | undefined;
  const edge = path.find((part): part is ast.Edge => part.kind === "edge");
  if (edge === undefined || name === undefined || edge.broken) return [];
  const { checker, sites, file } = module;
  return edge.groups.slice(1).flatMap((targets, step) =>
    (edge.groups[step] ?? []).flatMap((from) =>
      targets.flatMap((to): readonly Refactoring[] => {
        const [source, target] = [checker.symbols.get(from), checker.symbols.get(to)];
        if ((from !== name && to !== name) || source?.kind !== "task" || target?.kind !== "task") return [];
        const spawned =
          source.declaration.kind === "task" && source.declaration.spawns.some(({ text }) => text === to.text);
        const isCreated = [...sites.values()].some(
          (site) => site.task === target && site.sources.some((each) => each.task === source),
        );
        const edits = removeEdges(checker.source, [edge], (first, second) => first === from && second === to);
        if (spawned || isCreated || edits === undefined || !file.syntax.isEmpty) return [];
        const title = `Remove the edge "${nameOf(checker, source)} -> ${nameOf(checker, target)}"`;
        return [{ title, kind: "rewrite", edits }];
      }),
    ),
  );
}
