import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { Edit } from "../diagnostic.ts";
import { isAdgFile } from "../peers.ts";
import type { Occurrence } from "./occurrences.ts";

export interface RenameEdit {
  readonly edit: Edit;
  /** Of a field and its value in one, which come apart: where in the new text the value begins. */
  readonly valueAt?: number;
}

/** The edits that write `name` in each of the places, and what else must change so that it still means the same. */
export function renameEdits(
  analyses: readonly Analysis[],
  occurrences: readonly Occurrence[],
  name: string,
): readonly RenameEdit[] {
  const imports = new Map<string, ReadonlyMap<number, Bearer>>();
  for (const { modules } of analyses)
    for (const { file } of modules) if (!imports.has(file.file)) imports.set(file.file, bearersOf(file.module));
  return occurrences.flatMap(({ file, span, use }) => {
    const bearer = imports.get(file)?.get(span.start);
    const text =
      use.shorthand === undefined ? name : use.shorthand === "field" ? `${name}: ${use.name}` : `${use.name}: ${name}`;
    const prefix = use.shorthand === "field" ? `${name}: ` : `${use.name}: `;
    const own: RenameEdit = {
      edit: { file, span, text },
      ...(use.shorthand === undefined ? {} : { valueAt: prefix.length }),
    };
    if (bearer === undefined) return [own];
    return bearer.kind === "import" ? importEdits(file, bearer, name) : [own, ...taskEdits(file, bearer.task, name)];
  });
}

/** What gives a name to something of TypeScript. */
type Bearer =
  { readonly kind: "import"; readonly imported: ast.ImportedName } | { readonly kind: "task"; readonly task: ast.Task };

/** By where the name begins. */
function bearersOf(module: ast.Module): ReadonlyMap<number, Bearer> {
  const bearers = new Map<number, Bearer>();
  for (const declaration of module.declarations) {
    if (declaration.kind === "task" && declaration.from !== undefined)
      bearers.set(declaration.name.span.start, { kind: "task", task: declaration });
    if (declaration.kind !== "import") continue;
    const isForeign = declaration.from !== undefined && !isAdgFile(declaration.from);
    for (const imported of declaration.names)
      if (isForeign || imported.as !== undefined)
        bearers.set((imported.as ?? imported.name).span.start, { kind: "import", imported });
  }
  return bearers;
}

/** An imported name keeps its name there. */
function importEdits(file: string, { imported }: Bearer & { kind: "import" }, name: string): readonly RenameEdit[] {
  const { name: there, as } = imported;
  const { end } = there.span;
  if (as === undefined) return [{ edit: { file, span: { start: end, end }, text: ` as ${name}` } }];
  const isSame = there.text === name;
  return [{ edit: { file, span: isSame ? { start: end, end: as.span.end } : as.span, text: isSame ? "" : name } }];
}

/** The function of a task keeps its name. */
function taskEdits(file: string, { name: old, from }: ast.Task, name: string): readonly RenameEdit[] {
  if (from === undefined) return [];
  const { end } = from.path.span;
  if (from.as === undefined) return [{ edit: { file, span: { start: end, end }, text: ` as ${old.text}` } }];
  return from.as.text === name ? [{ edit: { file, span: { start: end, end: from.as.span.end }, text: "" } }] : [];
}
