import { readFileSync } from "node:fs";

/** The text of one of the programs beside the tasks. */
export function programFile(name: string): string {
  return readFileSync(new URL(`programs/${name}.adg`, import.meta.url), "utf8");
}
