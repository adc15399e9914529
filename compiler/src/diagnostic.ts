import type { Span } from "./ast.ts";
import type { Code } from "./catalogue.ts";

export type Severity = "error" | "warning" | "hint";

/** Something that is said about a program. Made by the catalogue, but for what TypeScript says. */
export interface Diagnostic {
  /** A code of the catalogue, or what TypeScript says about a module of the user's. */
  readonly code: Code | `TS${number}`;
  readonly severity: Severity;
  /** Path of the file, as the Host names it. */
  readonly file: string;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly file: string; readonly span: Span; readonly message: string }[];
  readonly fixes: readonly Fix[];
}

/**
 * A change that mends what a diagnostic says: after it, the diagnostic is gone and nothing is worse. Of the fixes of one diagnostic
 * at most one is `safe`.
 */
export interface Fix {
  /** What is done, as a command: `Declare "edge a -> b"`. */
  readonly title: string;
  /**
   * `safe`: it takes nothing away that may have a meaning and guesses at nothing, so it may be applied unseen. `suggested`: for the
   * user to choose: it takes away what somebody wrote, puts in a value that may not be the one, or is one of several.
   */
  readonly applicability: "safe" | "suggested";
  /** No two of them meet. */
  readonly edits: readonly Edit[];
}

/** `text` in place of a range of a file. A file that is not there yet is empty. */
export interface Edit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}
