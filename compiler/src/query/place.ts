import type { Span } from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";

/** A range of a file, which is named as the Host names it. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** What is known of one file of a program; `undefined` where the program has no such file. */
export function findModule({ modules }: Analysis, file: string): CheckedModule | undefined {
  return modules.find((module) => module.file.file === file);
}
