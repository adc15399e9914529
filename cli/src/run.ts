import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { FinalGraph, KnownRun, Report, RunEvent, RunOptions as RuntimeOptions, Workflow } from "@adg/runtime";
import { checkFile } from "./check-writable.ts";
import { chosenExecutors } from "./config/chosen-executors.ts";
import { loadConfig, type Configured } from "./config/load-config.ts";
import { readInputs } from "./command-line-inputs.ts";
import { loadCompiled } from "./compiled.ts";
import { findRun } from "./find-run.ts";
import { interruption } from "./interruption.ts";
import { makeFolder } from "./make-folder.ts";
import { listenersFor, type ListenerOptions, type Listeners } from "./observe/listeners.ts";
import { checkOutFolder, deliver, type OutFolder } from "./out-folder.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import type { Reporter } from "./reporter.ts";
import { Stepper } from "./stepper.ts";
import type { SummaryFacts } from "./summary.ts";
import type { RunPage } from "./ui/run-page.ts";
import { counted } from "./words.ts";

/** Options of `adg run`. */
export interface RunOptions extends ListenerOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  /** What is told of the run: one JSON object, nothing but what went wrong, what matters, or each thing that happens. */
  readonly tells: "json" | "trouble" | "usual" | "all";
  readonly graph?: string;
  /** Of the configuration. */
  readonly profile?: string;
  /** `KIND=EXECUTOR`, as written on the command line. */
  readonly on?: readonly string[];
  readonly concurrency?: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly failFast: boolean;
  readonly out?: string;
  readonly stub: boolean;
  readonly cleanEnv: boolean;
  readonly shuffle?: number;
  /** Take up a run again: the one of this id, or the last one of the program. */
  readonly resume?: string | true;
  /** Folder for the files of runs, where that is not `.adg` beside the program. */
  readonly state?: string;
  /** A node to run again, by its id or how that begins. */
  readonly retry?: string;
  /** Keep no journal. */
  readonly journal: boolean;
  /** Stop after so many decisions. */
  readonly maxSteps?: number;
  /** Go step by step. */
  readonly stepping?: Stepping;
  /** Show the run on a page, at this port or at one that is free. */
  readonly ui?: number | true;
}

/** How a run goes on step by step. */
export interface Stepping {
  readonly stepper: Stepper;
  /** Prints a line about the run, where a person is told of it. */
  print(line: string): void;
  /** Sees what happens. `stateFolder`: where runs keep their files. */
  see?(event: RunEvent, stateFolder: string): void;
}

export const exitCodes = { succeeded: 0, failed: 1, interrupted: 130 } as const satisfies Record<
  Report["status"],
  number
>;

/** Runs a program; answers the exit code. */
export async function run(file: string, options: RunOptions): Promise<number> {
  const reporter = await reporterFor(options);
  try {
    return await runReported(file, options, reporter);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await reporter.refused(error);
    return error.cutOff === undefined ? 2 : 1;
  } finally {
    reporter.close();
  }
}

export async function reporterFor({ tells, stepping }: Pick<RunOptions, "tells" | "stepping">): Promise<Reporter> {
  if (tells === "json") return (await import("./json-reporter.ts")).jsonReporter();
  const { personReporter, quietReporter } = await import("./person-reporter.ts");
  return tells === "trouble"
    ? quietReporter()
    : personReporter({
        isVerbose: tells === "all",
        ...(stepping === undefined ? {} : { print: (line) => stepping.print(line) }),
      });
}

async function runReported(file: string, options: RunOptions, reporter: Reporter): Promise<number> {
  const compiled = await loadCompiled(file);
  if (compiled.kind === "rejected") {
    await reporter.rejected(compiled);
    return 2;
  }
  const { workflow, warnings } = compiled;
  if (warnings > 0)
    await reporter.remark(
      `"${file}": ${counted(warnings, "warning")}; "adg check ${file}" shows ${warnings === 1 ? "it" : "them"}.`,
    );
  const stateFolder = options.state === undefined ? compiled.stateFolder : resolve(options.state);
  const usual = join(dirname(resolve(file)), ".adg");
  if (options.state === undefined && stateFolder !== usual)
    await reporter.remark(
      `"${usual}" cannot be written: the run is kept in "${stateFolder}"; --state names another folder.`,
    );
  const resumed = await resumedRun(workflow, stateFolder, options.resume);
  // A run that is taken up again goes by what it was told when it began, where it is told nothing else now.
  const before = resumed !== undefined && "settings" in resumed.created ? resumed.created.settings : undefined;
  const profile = options.profile ?? before?.profile;
  const on = options.on ?? before?.on;
  const configured = await loadConfig(dirname(fileURLToPath(workflow.source)), profile);
  const inputs = readInputs(workflow, { given: options.input, file: options.inputs });
  if (options.graph !== undefined) checkFile(options.graph);
  const out =
    options.out === undefined
      ? undefined
      : await outFolder(options.out, workflow, { ...inputs, ...inputsBefore(resumed) });

  let graph: FinalGraph | undefined;
  const observer = await reporter.watch(workflow);
  const { stepping, maxSteps } = options;
  const stepper = stepping?.stepper ?? (maxSteps === undefined ? undefined : new Stepper({ maxSteps }));
  const listeners = await listenersFor(workflow, options, (line) => reporter.remark(line));
  const observers = [...(observer === undefined ? [] : [observer]), ...listeners.observers, ...configured.observers];
  if (stepping?.see !== undefined) observers.push((event) => stepping.see?.(event, stateFolder));
  const page = await pageFor(options, resumed?.run, stateFolder);
  if (page !== undefined) await reporter.remark(`The run is shown at ${page.url}`);
  const start = performance.now();
  const interrupted = interruption(() => reporter.interrupted());
  const running = startRun(workflow, {
    ...configured.budgets,
    executors: configured.executors,
    on: { ...configured.on, ...chosenExecutors(on ?? []) },
    whereTold: { ...(profile === undefined ? {} : { profile }), ...(on === undefined ? {} : { on }) },
    inputs,
    stateDir: stateFolder,
    signal: interrupted.signal,
    observers,
    ...(stepper === undefined ? {} : { decide: stepper.hooks(workflow) }),
    failFast: options.failFast,
    stub: options.stub,
    journal: options.journal,
    ...(page === undefined ? {} : { id: page.run }),
    ...(resumed === undefined ? {} : { resume: resumed.run }),
    ...(options.retry === undefined ? {} : { retry: options.retry }),
    inherits: options.cleanEnv ? "basic" : "all",
    ...(options.graph === undefined ? {} : { onGraph: (final) => (graph = final) }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.cpus === undefined ? {} : { cpus: options.cpus }),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    ...(options.shuffle === undefined ? {} : { shuffle: options.shuffle }),
  });
  const report = await overWith(running, interrupted, [configured, listeners]);
  const elapsed = performance.now() - start;
  const kept = await keep({ graph: options.graph, out }, workflow, report, graph).catch((error: Error) => {
    const problem = `${sentence(error.message)} What the run made is in "${join(stateFolder, "runs", report.run)}".`;
    return { delivered: [], problem };
  });
  await reporter.finished(report, { elapsed, ...kept });
  if (stepper?.hasStopped === true && options.tells !== "json" && options.journal && !options.stub)
    await print(
      `Go on with: adg ${stepping === undefined ? "run" : "step"} ${file} --resume ${report.run}`,
      process.stderr,
    );
  await page?.stay();
  return kept.problem === undefined ? exitCodes[report.status] : exitCodes[report.status] || 1;
}

/** The page of a run that is about to begin. */
async function pageFor(
  { ui, journal, stub }: RunOptions,
  resumed: string | undefined,
  stateFolder: string,
): Promise<RunPage | undefined> {
  if (ui === undefined) return undefined;
  if (!journal || stub)
    throw new Refusal(
      `The page shows what the journal has, and with ${stub ? "--stub" : "--no-journal"} there is none.`,
    );
  const { runPage } = await import("./ui/run-page.ts");
  return runPage(resumed, stateFolder, ui === true ? 0 : ui);
}

/** The report, once all that was there for the run is given back. */
async function overWith(
  running: Promise<Report>,
  interrupted: ReturnType<typeof interruption>,
  opened: readonly (Configured | Listeners)[],
): Promise<Report> {
  try {
    return await running;
  } finally {
    interrupted.close();
    for (const each of opened) for (const problem of await each.close()) await print(problem, process.stderr);
  }
}

async function startRun(workflow: Workflow, options: RuntimeOptions): Promise<Report> {
  const runtime = await import("@adg/runtime");
  try {
    return await runtime.run(workflow, options);
  } catch (error) {
    if (error instanceof runtime.InputError) throw new Refusal(error.errors);
    if (error instanceof runtime.JournalError) throw new Refusal(error.message, error.cutOff);
    throw error;
  }
}

function inputsBefore(resumed: KnownRun | undefined): Readonly<Record<string, unknown>> {
  return resumed !== undefined && "inputs" in resumed.created ? resumed.created.inputs : {};
}

/** The run that the user wants to go on with. */
async function resumedRun(
  { source }: Workflow,
  stateFolder: string,
  resume: RunOptions["resume"],
): Promise<KnownRun | undefined> {
  if (resume === undefined) return undefined;
  return findRun(stateFolder, resume === true ? undefined : resume, source);
}

/** Writes what the user wants to keep of the run. What cannot be written does not hide how the run ended. */
async function keep(
  to: { readonly graph: string | undefined; readonly out: OutFolder | undefined },
  workflow: Workflow,
  report: Report,
  graph: FinalGraph | undefined,
): Promise<Pick<SummaryFacts, "delivered" | "problem">> {
  if (to.graph !== undefined) await writeFile(to.graph, `${JSON.stringify(graph, undefined, 2)}\n`);
  return { delivered: to.out === undefined ? [] : await deliver(workflow, report, to.out) };
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `What the run made cannot be written: ${text}.`;
}

/** Makes the folder for the outputs. What cannot be delivered there is said before anything runs where it can be known. */
async function outFolder(
  folder: string,
  workflow: Workflow,
  given: Readonly<Record<string, unknown>>,
): Promise<OutFolder> {
  const out = { folder, kept: await keptOf(workflow, given) };
  makeFolder(folder);
  checkOutFolder(workflow, out);
  return out;
}

/** The folder of the program, and the files and folders among its inputs. */
async function keptOf(workflow: Workflow, given: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const { InputError, inputsOf, pathsIn } = await import("@adg/runtime");
  const folder = dirname(fileURLToPath(workflow.source));
  const parameters = workflow.scopes[0]?.parameters ?? [];
  try {
    const inputs = inputsOf(workflow, given, { caller: resolve("."), source: folder });
    const found = parameters.flatMap(({ name, type }) => pathsIn(inputs[name] ?? null, type, workflow));
    return [folder, ...found.map(({ path }) => path)];
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    throw error;
  }
}
