import { positionAt, sourceOf, type Diagnostic, type Source } from "@adg/compiler/checking";
import { findSource, nameOf, type CheckedFile } from "./check-file.ts";

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
  const sources = new Map<string, Source>();
  return checked.diagnostics.map(({ file, span, severity, code, message }) => {
    const source = sources.get(file) ?? findSource(checked, file) ?? sourceOf(file, "");
    sources.set(file, source);
    const start = positionAt(source, span.start);
    const end = positionAt(source, span.end);
    return {
      file: nameOf(checked, file),
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
