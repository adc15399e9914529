/** What an editor asks about places in a program: offsets in, plain data out. One feature a file. */
export { moduleGraph } from "./query/module-graph.ts";
export { everyPart, type Located, partsOf, pathAt } from "./query/path-at.ts";
export { findModule, type Place } from "./query/place.ts";
export type { NameUse } from "./query/name-use.ts";
export { everyUse, type Occurrence, occurrencesOf, referentsAt } from "./query/occurrences.ts";
export { isDeclared, type Referent, referentKey } from "./query/referent.ts";
export { definitionAt, type Target, type Targets } from "./query/definition.ts";
export { findExport, findPythonFunction, type FoundExport } from "./query/find-export.ts";
export { type Hover, hoverAt } from "./query/hover.ts";
export { implementationAt } from "./query/implementation.ts";
export { type Highlight, highlightsAt, referencesAt } from "./query/references.ts";
export { typeDefinitionAt } from "./query/type-definition.ts";
export type { Completion, CompletionKind, OtherFile, OtherName, Surroundings } from "./query/completion/completion.ts";
export { declaredNames } from "./query/declared-names.ts";
export { completionsAt } from "./query/completions.ts";
export { signatureAt, type SignatureHelp } from "./query/signature-help.ts";
export { type Bounds, boundsOf } from "./query/bounds.ts";
export { type Graph, type GraphEdge, type GraphNode, graphOf } from "./query/graph-of.ts";
export { prepareRename, type Renamable, rename, type Renamed } from "./query/rename.ts";
export { type DocumentLink, documentLinksOf } from "./query/document-links.ts";
export { type DocumentSymbol, documentSymbolsOf, type SymbolKind } from "./query/document-symbols.ts";
export { type FileRename, fileRenameEdits } from "./query/file-rename.ts";
export { type FoldingRange, foldingRangesOf } from "./query/folding-ranges.ts";
export { selectionRangesAt } from "./query/selection-ranges.ts";
export {
  type SemanticToken,
  semanticTokenModifiers,
  semanticTokens,
  semanticTokenTypes,
} from "./query/semantic-tokens.ts";
export { type WorkspaceSymbol, workspaceSymbols } from "./query/workspace-symbols.ts";
export { formatEdits, formatRange, type TextEdit } from "./query/format-edits.ts";
export { formatOnType } from "./query/format-on-type.ts";
export { callItemAt, type CallItem, type CallLink, incomingCalls, outgoingCalls } from "./query/call-hierarchy.ts";
export { refactoringsAt } from "./query/refactorings.ts";
export type { Refactoring } from "./query/refactoring/refactoring.ts";
export { type CodeLens, codeLensesOf } from "./query/code-lenses.ts";
export { type HintKinds, type InlayHint, inlayHintsIn } from "./query/inlay-hints.ts";
