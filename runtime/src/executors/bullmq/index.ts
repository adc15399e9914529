/** What a command needs to have a queue's tasks sent, and run. */
export { bullmq } from "./bullmq.ts";
export { QueueWorker, type QueueWorkerOptions } from "./worker.ts";
export type { ModulePlace } from "./run-pools.ts";
export {
  Orchestrator,
  runLease,
  type RunOrder,
  type RunOutcome,
  type StartedRun,
  type StopReason,
} from "../../serve/orchestrator.ts";
export { newJob } from "../../serve/new-job.ts";
export { serveRun } from "../../serve/served-run.ts";
export type { QueuedRun } from "../../serve/queued-run.ts";
export { SubmittedRuns, type ToldRun } from "../../serve/submitted-runs.ts";
export type { RunEnd, RunJob } from "../../serve/run-job.ts";
export { startRun, type FromRun, type RunTask, type ToRun } from "../../serve/run-process.ts";
export { Metrics } from "../../serve/metrics.ts";
export type { MetricsPlace, MetricsServer } from "../../serve/metrics-server.ts";
