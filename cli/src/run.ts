import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Report } from "@adg/runtime";
import { readInputs } from "./command-line-inputs.ts";
import { loadCompiled } from "./compiled.ts";
import { interruption } from "./interruption.ts";
import { deliver } from "./out-folder.ts";
import { Refusal } from "./refusal.ts";
import type { Reporter } from "./reporter.ts";
import { stateFolderOf } from "./state-folder.ts";

/** Options of `adg run`. */
export interface RunOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly json: boolean;
  readonly graph?: string;
  readonly concurrency?: number;
  readonly failFast: boolean;
  readonly out?: string;
  readonly stub: boolean;
  readonly shuffle?: number;
}

const exitCodes = { succeeded: 0, failed: 1, interrupted: 130 } as const satisfies Record<Report["status"], number>;

/** Runs a program; answers the exit code. */
export async function run(file: string, options: RunOptions): Promise<number> {
  const reporter = await reporterFor(options);
  try {
    return await runReported(file, options, reporter);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await reporter.refused(error);
    return 2;
  } finally {
    reporter.close();
  }
}

async function reporterFor(options: RunOptions): Promise<Reporter> {
  if (options.json) return (await import("./json-reporter.ts")).jsonReporter();
  return (await import("./person-reporter.ts")).personReporter();
}

async function runReported(file: string, options: RunOptions, reporter: Reporter): Promise<number> {
  if (options.stub) throw new Refusal('"--stub" is not supported yet.', "ADG9001");
  if (options.graph !== undefined) throw new Refusal('"--graph" is not supported yet.', "ADG9001");
  const path = resolve(file);
  const stateDir = stateFolderOf(path);
  const compiled = await loadCompiled(file, path, stateDir);
  if (compiled.kind === "rejected") {
    await reporter.rejected(compiled);
    return 2;
  }
  const { workflow } = compiled;
  const inputs = readInputs(workflow, { given: options.input, file: options.inputs });
  if (options.out !== undefined) await makeFolder(options.out);

  const start = performance.now();
  const interrupted = interruption(() => reporter.interrupted());
  const report = await startRun(workflow, {
    inputs,
    stateDir,
    signal: interrupted.signal,
    observers: [(event) => reporter.see(event)],
    failFast: options.failFast,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.shuffle === undefined ? {} : { shuffle: options.shuffle }),
  }).finally(() => interrupted.close());
  const elapsed = performance.now() - start;
  const delivered = options.out === undefined ? [] : await deliver(workflow, report, options.out);
  await reporter.finished(report, { elapsed, delivered });
  return exitCodes[report.status];
}

async function startRun(workflow: Workflow, options: RuntimeOptions): Promise<Report> {
  const runtime = await import("@adg/runtime");
  try {
    return await runtime.run(workflow, options);
  } catch (error) {
    if (error instanceof runtime.InputError) throw new Refusal(error.errors);
    throw error;
  }
}

/** Said before anything runs, not after. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(resolve(folder), { recursive: true });
  } catch (error) {
    throw new Refusal(`The folder "${folder}" cannot be made: ${(error as Error).message}.`);
  }
}
