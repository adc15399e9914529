import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workflow } from "@adg/runtime";
import type { RunEnd, SubmittedRuns } from "@adg/runtime/bullmq";
import { chosenExecutors } from "./config/chosen-executors.ts";
import { loadConfig } from "./config/load-config.ts";
import { findQueue, type QueueOptions } from "./config/find-queue.ts";
import { readInputs } from "./command-line-inputs.ts";
import { loadCompiled } from "./compiled.ts";
import { print } from "./print.ts";
import { openRuns } from "./queue-runs.ts";
import { Refusal } from "./refusal.ts";
import type { Reporter } from "./reporter.ts";
import { exitCodes, reporterFor } from "./run.ts";

/** Options of `adg submit`. */
export interface SubmitOptions extends QueueOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  /** `KIND=EXECUTOR`, as written on the command line. */
  readonly on?: readonly string[];
  readonly failFast: boolean;
  /** Folder for the files of runs, where that is not `.adg` beside the program. */
  readonly state?: string;
  /** Wait until the run is over. */
  readonly wait: boolean;
  readonly json: boolean;
}

/** Puts a run into a queue; answers the exit code. */
export async function submit(file: string, options: SubmitOptions): Promise<number> {
  const reporter = await reporterFor({ tells: options.json ? "json" : "usual" });
  try {
    return await submitted(file, options, reporter);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await reporter.refused(error);
    return 2;
  } finally {
    reporter.close();
  }
}

async function submitted(file: string, options: SubmitOptions, reporter: Reporter): Promise<number> {
  const compiled = await loadCompiled(file);
  if (compiled.kind === "rejected") {
    await reporter.rejected(compiled);
    return 2;
  }
  const { workflow } = compiled;
  const folder = dirname(fileURLToPath(workflow.source));
  const found = await findQueue("To submit a run", options, folder);
  const { profile, on, failFast } = options;
  const inputs = await checkedInputs(workflow, options, folder);
  await checkTasks(workflow, options, folder);
  const runs = await openRuns(found);
  try {
    await runs.checkKeeps().catch((error: Error) => {
      throw new Refusal(`${error.message}.`);
    });
    const { newJob } = await import("@adg/runtime/bullmq");
    const { run, job } = newJob({
      program: fileURLToPath(workflow.source),
      workflow: workflow.name,
      inputs,
      settings: { failFast, ...(profile === undefined ? {} : { profile }), ...(on === undefined ? {} : { on }) },
      stateDir: options.state === undefined ? compiled.stateFolder : resolve(options.state),
    });
    await runs.submit(run, job);
    if (!(await runs.isServed()))
      await reporter.remark(
        `Nobody takes runs from the queue "${found.settings.queue}" yet; "adg serve --queue ${found.settings.queue}" does.`,
      );
    if (!options.wait) {
      await print(options.json ? JSON.stringify({ run }) : run);
      return 0;
    }
    await reporter.remark(`Run ${run} is submitted.`);
    return await waited(runs, run, reporter);
  } finally {
    await runs.close();
  }
}

async function waited(runs: SubmittedRuns, run: string, reporter: Reporter): Promise<number> {
  const start = performance.now();
  const end: RunEnd = await runs.wait(run);
  if (end.kind === "refused") throw new Refusal(end.errors);
  // The time in the queue is none of the run's.
  const elapsed = (await runs.workedOn(run)) ?? performance.now() - start;
  await reporter.finished(end.report, { elapsed, delivered: [] });
  return exitCodes[end.report.status];
}

/** All that takes the run has the same configuration: where a task cannot run, that is known here. */
async function checkTasks(workflow: Workflow, { profile, on = [] }: SubmitOptions, folder: string): Promise<void> {
  const { checkPlaces, InputError } = await import("@adg/runtime");
  const configured = await loadConfig(folder, profile);
  try {
    await checkPlaces(workflow, configured.executors, { ...configured.on, ...chosenExecutors(on) });
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    throw error;
  } finally {
    for (const problem of await configured.close()) await print(problem, process.stderr);
  }
}

/** As the run gets them: with the whole paths of files. */
async function checkedInputs(workflow: Workflow, options: SubmitOptions, source: string) {
  const { InputError, inputsOf } = await import("@adg/runtime");
  const given = readInputs(workflow, { given: options.input, file: options.inputs });
  try {
    return inputsOf(workflow, given, { caller: resolve("."), source });
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    throw error;
  }
}
