/** What can be asked about runs that are kept, while they go on and afterwards. */
export { runIds, knownRun, type KnownRun } from "./journal/runs.ts";
export { runLine, type RunLine } from "./journal/run-line.ts";
export { givenInputs, readHistory, type History } from "./journal/history.ts";
export { isHeld } from "./journal/lock.ts";
export { readJournal } from "./journal/reader.ts";
export type { BegunRecord, JournalRecord } from "./journal/record.ts";
export { JournalError } from "./journal/journal-error.ts";
export { journalFileOf, runFolderOf } from "./journal/run-files.ts";
export { namedNodes, namesTask } from "./ask/named-node.ts";
export { graphNodes, type GraphNode } from "./ask/graph-nodes.ts";
export { nodeStories, type NodeStory, type NodeTotals } from "./ask/nodes.ts";
export { programOf } from "./ask/standing.ts";
export { runStory, type FailureStory, type RunStory, type TaskStory } from "./ask/run-story.ts";
export { isProgramOf, rebuild, type Rebuilt } from "./ask/rebuilt.ts";
export { graphStory, type GraphStory, type RuleStory } from "./ask/graph-story.ts";
export { InputError } from "./input-error.ts";
export { inputsOf } from "./inputs.ts";
