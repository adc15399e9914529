import type { Span } from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import { namesIn, occurrencesOf, referentsAt } from "./occurrences.ts";
import type { Place } from "./place.ts";
import { referentKey } from "./referent.ts";

/** A place in the same file that names the same. */
export interface Highlight {
  readonly span: Span;
  /** `write`: it declares it or gives it a value. */
  readonly role: "read" | "write";
}

/**
 * All places that name what is at a place of the first analysis, in its files and in those of the others.
 * `declaration`: whether its declaration is one of them.
 */
export function referencesAt(
  analyses: readonly Analysis[],
  file: string,
  offset: number,
  { declaration }: { readonly declaration: "included" | "left-out" },
): readonly Place[] {
  const [analysis] = analyses;
  const found = analysis && referentsAt(analysis, file, offset);
  if (found === undefined) return [];
  return occurrencesOf(analyses, found.referents)
    .filter(({ use }) => declaration === "included" || use.role !== "declaration")
    .map(({ file, span }) => ({ file, span }));
}

/** The places of the file that name what is at a place. */
export function highlightsAt(analysis: Analysis, file: string, offset: number): readonly Highlight[] {
  const wanted = new Set(referentsAt(analysis, file, offset)?.referents.map(referentKey));
  return namesIn(analysis, file)
    .filter(({ referents }) => referents.some((referent) => wanted.has(referentKey(referent))))
    .map(({ span, role }) => ({ span, role: role === "read" ? "read" : "write" }));
}
