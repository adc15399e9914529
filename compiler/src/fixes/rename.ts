import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";

/** Writes one of the names that may have been meant in place of a misspelt one. Where only one is near, it is that. */
export function renames(file: string, name: ast.Name, near: readonly string[]): readonly Fix[] {
  return near.map((text) => ({
    title: `Change to "${text}"`,
    applicability: near.length === 1 ? "safe" : "suggested",
    edits: [{ file, span: name.span, text }],
  }));
}
