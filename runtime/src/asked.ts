/** What can be asked about runs that are kept, while they go on and afterwards. */
export { runIds, knownRun, type KnownRun } from "./journal/runs.ts";
export { runLine, type RunLine } from "./journal/run-line.ts";
export type { NodeTotals } from "./ask/nodes.ts";
