/** Diagnostics as people read them in a terminal. */
import type { Span } from "./ast.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { lineText, positionAt, type Source } from "./source.ts";

/** How the parts of a rendering look; each function gives back its text with what a terminal needs for that look. */
export interface Style {
  readonly severity: (text: string, severity: Severity) => string;
  readonly message: (text: string) => string;
  /** Places, line numbers and rules. */
  readonly faint: (text: string) => string;
}

/** No colours. */
export const plain: Style = {
  severity: (text) => text,
  message: (text) => text,
  faint: (text) => text,
};

/**
 * A diagnostic over several lines, without a line end at its end:
 *
 *     error ADG4001: …
 *       --> main.adg:14:20
 *        |
 *     14 | when a done as x: b(x)
 *        |                   ^^^^
 *       fix: declare edge a -> b
 *
 * `sourceOfFile` gives the text of each file that the diagnostic names; a place in a file without one is named only.
 */
export function render(
  diagnostic: Diagnostic,
  sourceOfFile: (file: string) => Source | undefined,
  style: Style = plain,
): string {
  const head = `${diagnostic.severity} ${diagnostic.code}`;
  const lines = [`${style.severity(head, diagnostic.severity)}: ${style.message(diagnostic.message)}`];
  lines.push(...place(sourceOfFile(diagnostic.file), diagnostic, diagnostic.severity, style));
  for (const related of diagnostic.related) {
    lines.push(`  ${related.message}`);
    lines.push(...place(sourceOfFile(related.file), related, "hint", style));
  }
  for (const { title, applicability } of diagnostic.fixes)
    lines.push(`  ${applicability === "safe" ? "fix" : "suggestion"}: ${title}`);
  return lines.join("\n");
}

/** A long line is shown only around what is meant. */
const WIDTH = 160;

function place(
  source: Source | undefined,
  { file, span }: { readonly file: string; readonly span: Span },
  severity: Severity,
  style: Style,
): string[] {
  if (source === undefined) return [style.faint(`  --> ${file}`)];
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  const text = lineText(source, start.line);
  const from = start.column - 1 > WIDTH / 2 && text.length > WIDTH ? start.column - 1 - WIDTH / 2 : 0;
  const shown = text.slice(from, from + WIDTH);
  const length = (end.line > start.line ? text.length : end.column - 1) - (start.column - 1);
  // A tab stays a tab, so that the carets stand under their text however wide it is.
  const indent = shown.slice(0, start.column - 1 - from).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, shown.length - indent.length)));
  const number = String(start.line);
  const rule = style.faint(`${" ".repeat(number.length)} |`);
  return [
    style.faint(`${" ".repeat(number.length)}--> ${file}:${start.line}:${start.column}`),
    rule,
    `${style.faint(`${number} |`)} ${shown}`,
    `${rule} ${indent}${style.severity(carets, severity)}`,
  ];
}
