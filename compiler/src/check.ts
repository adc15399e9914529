import { analyse, type CheckOptions } from "./analyse.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Host } from "./host.ts";
import type { Program } from "./program.ts";
import { programOf } from "./program-of.ts";

export interface Checked {
  /** There only if nothing is wrong: what has errors is never emitted. */
  readonly program?: Program;
  /** Of the file, then of those that it imports, each in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the text of a file, and the `.adg` files that it imports. Never throws on what a user wrote. */
export function check(file: string, text: string, host: Host, options: CheckOptions = {}): Checked {
  const { modules, diagnostics } = analyse(file, text, host, options);
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { diagnostics };
  return { program: programOf(modules), diagnostics };
}
