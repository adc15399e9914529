import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { Edit } from "../diagnostic.ts";
import { isReserved } from "../tokens.ts";
import type { NameUse } from "./name-use.ts";
import { everyUse, namesIn, type Occurrence, tiesIn, usesAt } from "./occurrences.ts";
import { isDeclared, type Referent, referentKey } from "./referent.ts";
import { findRenameProblem } from "./rename-problem.ts";
import { renameEdits } from "./rename-edits.ts";
import { explainedTypes } from "./explained-words.ts";
import { findModule } from "./place.ts";
import { wordAt } from "./words.ts";

/** `refused`: the reason is a sentence for the user. */
export type Refused = { readonly kind: "refused"; readonly reason: string };
export type Renamable = { readonly kind: "name"; readonly span: ast.Span; readonly name: string } | Refused;
export type Renamed = { readonly kind: "edits"; readonly edits: readonly Edit[] } | Refused;

/** What would be renamed at a place of the first analysis; `undefined` where nothing has a name. */
export function prepareRename(analyses: readonly Analysis[], file: string, offset: number): Renamable | undefined {
  const [analysis] = analyses;
  const module = analysis && findModule(analysis, file);
  if (analysis === undefined || module === undefined) return undefined;
  const use = useAt(analysis, file, offset);
  if (use === undefined) {
    const word = wordAt(module.file, offset, namesIn(analysis, file))?.word;
    return word !== undefined && /^\w+$/.test(word) ? refused(`"${word}" is a word of the language.`) : undefined;
  }
  const reason = findObstacle(use);
  return reason === undefined ? { kind: "name", span: use.span, name: use.name } : refused(reason);
}

/**
 * The edits that give what is named at a place of the first analysis another name, in all files of the analyses. What comes of them
 * is looked at before: a name that would then stand for something else, or be an error, is refused. `reanalyse` answers the analyses of
 * the same files with these texts in place of theirs.
 */
export function rename(
  analyses: readonly Analysis[],
  { file, offset }: { readonly file: string; readonly offset: number },
  name: string,
  reanalyse: (texts: ReadonlyMap<string, string>) => readonly Analysis[],
): Renamed {
  const [analysis] = analyses;
  const use = analysis && useAt(analysis, file, offset);
  if (use === undefined) return refused("There is no name here.");
  const reason = findObstacle(use) ?? findFault(name, use);
  if (reason !== undefined) return refused(reason);
  if (name === use.name) return { kind: "edits", edits: [] };
  const occurrences = occurrencesToRename(analyses, file, use);
  const unread = occurrences.find((each) => moduleOf(analyses, each.file)?.file.module.unread.has(use.name));
  if (unread !== undefined)
    return refused(`A line of "${unread.file}" with "${use.name}" cannot be read; mend it first.`);
  const edits = renameEdits(analyses, occurrences, name);
  const problem = findRenameProblem(analyses, edits, reanalyse);
  return problem === undefined ? { kind: "edits", edits: edits.map((each) => each.edit) } : refused(problem);
}

function useAt(analysis: Analysis, file: string, offset: number): NameUse | undefined {
  const uses = usesAt(analysis, file, offset);
  return uses.find(({ referents }) => referents.length > 0) ?? uses[0];
}

/** Why a name cannot be changed, whatever the new one. */
function findObstacle({ referents, name, alias }: NameUse): string | undefined {
  if (referents.length === 0) return `It is not known what "${name}" stands for.`;
  for (const referent of referents) {
    if (referent.kind === "built-in") return `"${name}" is a name of the language itself.`;
    if (referent.kind === "import") return `It is not known what "${name}" stands for.`;
    if (referent.kind === "foreign" && alias === undefined)
      return `"${name}" is a name of a TypeScript module and can be changed there only.`;
  }
  return undefined;
}

/** What is wrong with the new name itself. */
function findFault(name: string, { referents }: NameUse): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return `"${name}" is no name: one has letters, digits and "_", and does not begin with a digit.`;
  // Where such a word cannot be read as the name of a parameter either, that is seen when all is read again.
  const mayBeAny = referents.every(({ kind }) => kind === "field" || kind === "parameter");
  if (isReserved(name) && !mayBeAny) return `"${name}" is a word of the language and cannot name anything.`;
  const isType = referents.some((each) => each.kind === "type" || (each.kind === "foreign" && each.what === "type"));
  return isType && explainedTypes.has(name) ? `"${name}" is a type of the language.` : undefined;
}

/** The places that bear the name: of one that an import gives, those in the file; else those in all files that are not written by such a name. */
function occurrencesToRename(analyses: readonly Analysis[], file: string, use: NameUse): readonly Occurrence[] {
  const every = everyUse(analyses);
  const { alias } = use;
  if (alias !== undefined) return every.filter((each) => each.file === file && each.use.alias?.start === alias.start);
  const ties = analyses.flatMap((analysis) => analysis.modules.flatMap((module) => tiesIn(analysis, module.file.file)));
  const together = every.flatMap((each) => (each.use.alias === undefined ? [each.use.referents] : []));
  const family = familyOf(use.referents, [...together, ...ties]);
  return every.filter(
    (each) => each.use.alias === undefined && each.use.referents.some((referent) => family.has(referentKey(referent))),
  );
}

/** The referents, and all that must have the same name because they are named together or tied otherwise. */
function familyOf(referents: readonly Referent[], together: readonly (readonly Referent[])[]): ReadonlySet<string> {
  const family = new Set(referents.filter(isDeclared).map(referentKey));
  const several = together.filter((each) => each.length > 1).map((each) => each.map(referentKey));
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const keys of several) if (keys.some((key) => family.has(key))) for (const key of keys) family.add(key);
  }
  return family;
}

function moduleOf(analyses: readonly Analysis[], file: string): ReturnType<typeof findModule> {
  for (const analysis of analyses) {
    const module = findModule(analysis, file);
    if (module !== undefined) return module;
  }
  return undefined;
}

function refused(reason: string): Refused {
  return { kind: "refused", reason };
}
