import type { DocumentSymbol } from "./document-symbols.ts";
import type { Place } from "./place.ts";

/** A declaration of some file. */
export interface WorkspaceSymbol extends Place {
  readonly symbol: DocumentSymbol;
  /** Name of the declaration that it stands in. */
  readonly container: string | undefined;
}

/**
 * The declarations of the files whose names have the letters of the query in their order, in any case; the best first: those that are
 * it, that begin with it, that have it, then those whose letters lie close together. An empty query finds all. At most `most`.
 */
export function workspaceSymbols(
  files: Iterable<{ readonly file: string; readonly symbols: readonly DocumentSymbol[] }>,
  query: string,
  { most }: { readonly most: number },
): readonly WorkspaceSymbol[] {
  const found: { readonly found: WorkspaceSymbol; readonly score: number }[] = [];
  for (const { file, symbols } of files)
    for (const { symbol, container } of everySymbol(symbols, undefined)) {
      const score = scoreOf(symbol.name, query);
      if (score !== undefined) found.push({ found: { file, span: symbol.selection, symbol, container }, score });
    }
  return found
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
    .map((each) => each.found);
}

/** Parameters and fields are not looked for by themselves. */
function* everySymbol(
  symbols: readonly DocumentSymbol[],
  container: string | undefined,
): Generator<{ readonly symbol: DocumentSymbol; readonly container: string | undefined }> {
  for (const symbol of symbols) {
    if (symbol.kind === "parameter" || symbol.kind === "field") continue;
    yield { symbol, container };
    yield* everySymbol(symbol.children, symbol.name);
  }
}

/** Less is better; `undefined`: it is not meant. */
function scoreOf(name: string, query: string): number | undefined {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase()];
  if (text === wanted) return 0;
  const at = text.indexOf(wanted);
  if (at === 0) return 1;
  if (at > 0) return 2 + at / (text.length + 1);
  let place = -1;
  let first = 0;
  for (const [index, letter] of [...wanted].entries()) {
    place = text.indexOf(letter, place + 1);
    if (place < 0) return undefined;
    if (index === 0) first = place;
  }
  // Of equally close ones, those that begin with it and are short.
  return 3 + (place - first) + (first + text.length / 1000) / 1000;
}
