/** What an editor asks about places in a program: offsets in, plain data out. One feature a file. */
export { moduleGraph } from "./query/module-graph.ts";
export { everyPart, type Located, partsOf, pathAt } from "./query/path-at.ts";
export { findModule, type Place } from "./query/place.ts";
export type { Completion, CompletionKind, OtherFile, OtherName, Surroundings } from "./query/completion/completion.ts";
export { declaredNames } from "./query/declared-names.ts";
export { completionsAt } from "./query/completions.ts";
export { signatureAt, type SignatureHelp } from "./query/signature-help.ts";
export { type Graph, type GraphEdge, type GraphNode, graphOf } from "./query/graph-of.ts";
export { refactoringsAt } from "./query/refactorings.ts";
export type { Refactoring } from "./query/refactoring/refactoring.ts";
export { type CodeLens, codeLensesOf } from "./query/code-lenses.ts";
export { type HintKinds, type InlayHint, inlayHintsIn } from "./query/inlay-hints.ts";
