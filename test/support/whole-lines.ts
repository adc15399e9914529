import { existsSync, readFileSync } from "node:fs";

/** The lines that others have written to a file, without one whose end is not there yet; none while there is no such file. */
export function wholeLines(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
}
