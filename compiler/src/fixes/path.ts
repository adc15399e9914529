/** Fixes for paths that lead nowhere (ADG2003, ADG6001). */
import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";
import type { Host } from "../host.ts";
import { nearest } from "../nearest.ts";

/** The paths, written like that of a missing file, of files beside it whose names are nearly its own. `kind`: of the names. */
export function pathsNear(written: string, resolved: string, host: Host, kind: RegExp): readonly string[] {
  const folder = written.slice(0, written.lastIndexOf("/") + 1);
  const name = written.slice(folder.length);
  const files = (host.filesBeside?.(resolved) ?? []).filter((each) => kind.test(each));
  const completed = files.filter((each) => each.startsWith(`${name}.`)).toSorted();
  return (completed.length > 0 ? completed.slice(0, 3) : nearest(name, files)).map((each) => folder + each);
}

/** Writes another path in the place of one that leads nowhere. Where only one is near, it is that. */
export function usePath(file: string, path: ast.TextLiteral, near: readonly string[]): readonly Fix[] {
  return near.map((other) => ({
    title: `Change to "${other}"`,
    applicability: near.length === 1 ? "safe" : "suggested",
    edits: [{ file, span: path.span, text: JSON.stringify(other) }],
  }));
}
