import { positionOf, type Diagnostic } from "@adg/compiler";
import type { CheckedFile } from "./check-file.ts";

/** A diagnostic as `adg check --json` prints it; lines and columns from 1. */
export interface DiagnosticJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly message: string;
}

/** The diagnostics of a checked file, in the shape that scripts may rely on. */
export function diagnosticsJson(checked: CheckedFile): readonly DiagnosticJson[] {
  return checked.diagnostics.map(({ file, span, severity, code, message }) => {
    const text = textOf(checked, file);
    const start = positionOf(text, span.start);
    const end = positionOf(text, span.end);
    return {
      file: file === checked.path ? checked.file : file,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      severity,
      code,
      message,
    };
  });
}
