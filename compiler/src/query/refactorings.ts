/** What can be written in another way at a place, while the program means the same. */
import type { Analysis } from "../analyse.ts";
import type * as ast from "../ast.ts";
import { pathAt } from "./path-at.ts";
import { findModule } from "./place.ts";
import { removeUncreatedEdges } from "./refactoring/edges.ts";
import { extractValue } from "./refactoring/extract-value.ts";
import { extractWorkflow } from "./refactoring/extract-workflow.ts";
import { inlineValue } from "./refactoring/inline-value.ts";
import { nameArguments } from "./refactoring/name-arguments.ts";
import type { Refactoring, Selected } from "./refactoring/refactoring.ts";
import { rewriteShellText } from "./refactoring/shell-text.ts";

const all: readonly ((selected: Selected) => readonly Refactoring[])[] = [
  extractValue,
  extractWorkflow,
  inlineValue,
  nameArguments,
  rewriteShellText,
  removeUncreatedEdges,
];

/** The refactorings of what is selected in a file as it was analysed; none while the file cannot be read. */
export function refactoringsAt(analysis: Analysis, file: string, range: ast.Span): readonly Refactoring[] {
  const module = findModule(analysis, file);
  if (module === undefined || !module.file.syntax.isEmpty) return [];
  const { text } = module.file;
  const selected = text.slice(range.start, range.end);
  const start = range.start + (selected.length - selected.trimStart().length);
  const end = Math.max(start, range.end - (selected.length - selected.trimEnd().length));
  const of: Selected = { analysis, module, text, span: { start, end }, path: pathAt(module.file.module, start) };
  return all.flatMap((refactor) => refactor(of));
}
