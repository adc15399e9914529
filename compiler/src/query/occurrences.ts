import type { Span } from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import { type CollectedNames, collectNames } from "./collect-names.ts";
import { Declarations } from "./declarations.ts";
import { FieldOrigins } from "./field-origins.ts";
import type { NameUse } from "./name-use.ts";
import { findModule, type Place } from "./place.ts";
import { type Referent, referentKey } from "./referent.ts";

/** A place where something is named. */
export interface Occurrence extends Place {
  readonly use: NameUse;
}

interface Names {
  readonly declarations: Declarations;
  readonly origins: FieldOrigins;
  readonly files: Map<string, CollectedNames>;
}

const known = new WeakMap<Analysis, Names>();
const nothing: CollectedNames = { uses: [], ties: [] };

/** The names in a file of a program, in the order of the text. Computed when it is first asked for. */
export function namesIn(analysis: Analysis, file: string): readonly NameUse[] {
  return collected(analysis, file).uses;
}

/** Fields that must have the same name, in a file of a program. */
export function tiesIn(analysis: Analysis, file: string): CollectedNames["ties"] {
  return collected(analysis, file).ties;
}

function collected(analysis: Analysis, file: string): CollectedNames {
  let names = known.get(analysis);
  if (names === undefined) {
    names = { declarations: new Declarations(analysis), origins: new FieldOrigins(analysis.modules), files: new Map() };
    known.set(analysis, names);
  }
  let found = names.files.get(file);
  if (found === undefined) {
    const module = findModule(analysis, file);
    found = module === undefined ? nothing : collectNames(module, names.declarations, names.origins);
    names.files.set(file, found);
  }
  return found;
}

/** The names at a place: one, or both of a field and its value in one. A name has the place behind its last letter, too. */
export function usesAt(analysis: Analysis, file: string, offset: number): readonly NameUse[] {
  const touching = namesIn(analysis, file).filter(({ span }) => span.start <= offset && offset <= span.end);
  const inside = touching.filter(({ span }) => offset < span.end);
  const found = inside.length > 0 ? inside : touching;
  return found.toSorted((a, b) => Number(b.shorthand === "value") - Number(a.shorthand === "value"));
}

/** What the name at a place stands for. Of a field and its value in one, the value. */
export function referentsAt(
  analysis: Analysis,
  file: string,
  offset: number,
): { readonly span: Span; readonly use: NameUse; readonly referents: readonly Referent[] } | undefined {
  const uses = usesAt(analysis, file, offset);
  const use = uses.find(({ referents }) => referents.length > 0) ?? uses[0];
  return use && { span: use.span, use, referents: use.referents };
}

/**
 * All places that name any of the referents, by file and in the order of the text. Of a file that several analyses have, the first
 * tells: what a file says does not depend on who imports it.
 */
export function occurrencesOf(analyses: readonly Analysis[], referents: readonly Referent[]): readonly Occurrence[] {
  const wanted = new Set(referents.map(referentKey));
  return everyUse(analyses).filter(({ use }) => use.referents.some((referent) => wanted.has(referentKey(referent))));
}

/** Every name of every file. */
export function everyUse(analyses: readonly Analysis[]): readonly Occurrence[] {
  const seen = new Set<string>();
  return analyses.flatMap((analysis) =>
    analysis.modules.flatMap(({ file: { file } }) => {
      if (seen.has(file)) return [];
      seen.add(file);
      return namesIn(analysis, file).map((use) => ({ file, span: use.span, use }));
    }),
  );
}
