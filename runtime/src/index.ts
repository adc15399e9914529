/** What compiled workflows and people who run them from TypeScript use. */
export { run, type Observer, type RunOptions } from "./run.ts";
export type { FinalEdge, FinalGraph, FinalNode } from "./final-graph.ts";
export { toGraphology, type RunEdge, type RunNode, type RunPart } from "./to-graphology.ts";
export { gatherBrand, isGathered, isNode, nodeBrand } from "./brand.ts";
export * from "./by-hand.ts";
export { inputsOf, type InputFolders } from "./inputs.ts";
export { InputError } from "./input-error.ts";
export { JournalError } from "./journal/journal-error.ts";
export { askRun } from "./control/ask-run.ts";
export type { ControlAnswer, ControlRequest } from "./control/request.ts";
export { listRuns, type KnownRun } from "./journal/runs.ts";
export { conform, type ConformOptions, type Conformed } from "./values.ts";
export { pathsIn, type PathInValue } from "./paths.ts";
export type { Call, CallOutcome, Executor } from "./executor.ts";
export type * from "./event.ts";
export type * from "./workflow.ts";
export * as library from "./library/index.ts";
export * from "./shell-quote.ts";
