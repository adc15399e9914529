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

/** A change of the text that mends what a diagnostic says. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly file: string; readonly span: Span; readonly text: string }[];
}
