import { relative } from "node:path";

/** A line, and its file where that is not the one that was run: `line 7`, `lib.adg, line 7`. */
export function placeOf(line: number, file: string | undefined): string {
  return file === undefined ? `line ${line}` : `${relative(process.cwd(), file) || file}, line ${line}`;
}
