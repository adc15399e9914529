/** What is sent of a run. */
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { runFolderOf } from "../journal/run-files.ts";
import { runId } from "../run-id.ts";
import { queueMarkOf } from "./queue-mark.ts";
import { runProtocol, type RunJob } from "./run-job.ts";

/** A run that is to be submitted, with a new id. Makes its folder, by which orchestrators see whether they have the same files. */
export function newJob(given: Omit<RunJob, "protocol" | "shared">): { readonly run: string; readonly job: RunJob } {
  const run = runId(Date.now(), Math.random());
  const folder = runFolderOf(given.stateDir, run);
  const shared = { file: queueMarkOf(folder), token: randomUUID() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(shared.file, shared.token);
  return { run, job: { protocol: runProtocol, shared, ...given } };
}
