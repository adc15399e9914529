import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { FinalGraph, Report, RunOptions as RuntimeOptions, Workflow } from "@adg/runtime";
import { readInputs } from "./command-line-inputs.ts";
import { loadCompiled } from "./compiled.ts";
import { interruption } from "./interruption.ts";
import { deliver } from "./out-folder.ts";
import { Refusal } from "./refusal.ts";
import type { Reporter } from "./reporter.ts";
import type { SummaryFacts } from "./summary.ts";

/** Options of `adg run`. */
export interface RunOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  readonly json: boolean;
  readonly graph?: string;
  readonly concurrency?: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly failFast: boolean;
  readonly out?: string;
  readonly stub: boolean;
  readonly cleanEnv: boolean;
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
  const compiled = await loadCompiled(file);
  if (compiled.kind === "rejected") {
    await reporter.rejected(compiled);
    return 2;
  }
  const { workflow, stateFolder } = compiled;
  const inputs = readInputs(workflow, { given: options.input, file: options.inputs });
  if (options.out !== undefined) await makeFolder(options.out);

  let graph: FinalGraph | undefined;
  const start = performance.now();
  const interrupted = interruption(() => reporter.interrupted());
  const report = await startRun(workflow, {
    inputs,
    stateDir: stateFolder,
    signal: interrupted.signal,
    observers: [(event) => reporter.see(event)],
    failFast: options.failFast,
    stub: options.stub,
    inherits: options.cleanEnv ? "basic" : "all",
    ...(options.graph === undefined ? {} : { onGraph: (final) => (graph = final) }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.cpus === undefined ? {} : { cpus: options.cpus }),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    ...(options.shuffle === undefined ? {} : { shuffle: options.shuffle }),
  }).finally(() => interrupted.close());
  const elapsed = performance.now() - start;
  const kept = await keep(options, workflow, report, graph);
  await reporter.finished(report, { elapsed, ...kept });
  return kept.problem === undefined ? exitCodes[report.status] : exitCodes[report.status] || 1;
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

/** Writes what the user wants to keep of the run. What cannot be written does not hide how the run ended. */
async function keep(
  options: RunOptions,
  workflow: Workflow,
  report: Report,
  graph: FinalGraph | undefined,
): Promise<Pick<SummaryFacts, "delivered" | "problem">> {
  try {
    if (options.graph !== undefined) await writeFile(options.graph, `${JSON.stringify(graph, undefined, 2)}\n`);
    return { delivered: options.out === undefined ? [] : await deliver(workflow, report, options.out) };
  } catch (error) {
    return { delivered: [], problem: `What the run made cannot be written: ${(error as Error).message}.` };
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
