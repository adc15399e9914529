/** What a command needs to have a queue's tasks sent, and run. */
export { bullmq } from "./bullmq.ts";
export { QueueWorker, type QueueWorkerOptions } from "./worker.ts";
export type { ModulePlace } from "./run-pools.ts";
