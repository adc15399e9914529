/** A run on its way from whoever submits it to an orchestrator, and what comes of it. */
import type { ControlAnswer, ControlRequest } from "../control/request.ts";
import type { ErrorReport, Report } from "../event.ts";
import { prefix } from "../executors/bullmq/queue-names.ts";
import type { SharedFolder } from "../executors/shared-folder.ts";
import type { CreatedRecord } from "../journal/record.ts";
import type { Value } from "../workflow.ts";

/** Changes with each change of `RunJob` that an older orchestrator would not understand. */
export const runProtocol = 1;

/** The data of a job; its id is that of the run. */
export interface RunJob {
  readonly protocol: number;
  /** Absolute path of the program. */
  readonly program: string;
  /** Name of the workflow; left out by older versions of adg. */
  readonly workflow?: string;
  /** By name, as they were checked. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly settings: Omit<CreatedRecord["settings"], "stub">;
  /** Folder of the files of runs; all orchestrators see it at the same path. */
  readonly stateDir: string;
  readonly shared: SharedFolder;
}

/** What came of a run. */
export type RunEnd =
  | { readonly kind: "report"; readonly report: Report }
  /** It could not be run. */
  | { readonly kind: "refused"; readonly errors: readonly Pick<ErrorReport, "code" | "message" | "file" | "line">[] };

/** How a run stands, in a word. */
export type RunStanding = "waiting" | "running" | "lost" | "refused" | Report["status"];

/** Seconds that Redis keeps a run that is over. */
export const runKeptFor = 7 * 24 * 60 * 60;

/** Name of the queue with the runs. No queue of tasks can have it. */
export const runsQueue = (queue: string): string => `${queue}~runs`;

/** Of all keys of the queue. */
export const runsPrefix = (queue: string): string => `${prefix}:${runsQueue(queue)}`;

/** Key of what came of a run. */
export const endKey = (queue: string, run: string): string => `${runsPrefix(queue)}:end:${run}`;

/** Key that is there when a run is to end. */
export const cancelKey = (queue: string, run: string): string => `${runsPrefix(queue)}:cancel:${run}`;

/** Channel on which is told that a run is to end. */
export const cancelChannel = (queue: string): string => `${runsPrefix(queue)}:cancel`;

/** Channel on which something is asked of a run that goes on, and that of the answers. */
export const askChannel = (queue: string): string => `${runsPrefix(queue)}:ask`;
export const answerChannel = (queue: string): string => `${runsPrefix(queue)}:answer`;

export interface AskedRun {
  /** Of the question. */
  readonly id: string;
  readonly run: string;
  readonly request: ControlRequest;
}

/** What the orchestrator says that has the run. */
export interface AnsweredRun {
  readonly id: string;
  readonly answer: ControlAnswer;
}

/** Channel on which is told that a run is over. */
export const endChannel = (queue: string): string => `${runsPrefix(queue)}:end`;

/** What came of a run that was cancelled before it began. */
export function cancelledEnd(run: string): RunEnd {
  const nothing = { outputs: {}, nodes: {}, handled: 0, edges: {}, rules: [], errors: [] };
  return { kind: "report", report: { run, status: "interrupted", ...nothing } };
}
