import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";

/** Letters that a name must have for a near one to be surely meant. */
const SHORTEST = 3;

/**
 * Writes one of the names that may have been meant in place of a misspelt one. Where only one is near, it is that, unless the name is
 * so short that any other of its length is near.
 */
export function renames(file: string, name: ast.Name, near: readonly string[]): readonly Fix[] {
  return near.map((text) => ({
    title: `Change to "${text}"`,
    applicability: near.length === 1 && name.text.length >= SHORTEST ? "safe" : "suggested",
    edits: [{ file, span: name.span, text }],
  }));
}
