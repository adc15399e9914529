/** `run`: a workflow, its inputs and this machine in; a report out. */
import { availableParallelism, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeTotalsNow } from "./ask/node-totals-now.ts";
import { Cache } from "./cache/cache.ts";
import type { TaskKind } from "./config.ts";
import type { ControlAnswer, ControlRequest } from "./control/request.ts";
import { serveControl, type ControlServer } from "./control/serve-control.ts";
import type { Decide } from "./decide.ts";
import { runEngine, type Core, type UntimedRunEvent } from "./engine.ts";
import type { Report, RunEvent, RunView } from "./event.ts";
import type { Observer } from "./observer.ts";
import type { Executor } from "./executor.ts";
import { executorsOf } from "./executors/executors-of.ts";
import { checkExecutors, openExecutors } from "./find-executor.ts";
import { finalGraph, type FinalGraph } from "./final-graph.ts";
import { traceOf } from "./failure.ts";
import { checkSecrets } from "./inputs.ts";
import { JournalError } from "./journal/journal-error.ts";
import type { JournalStore } from "./journal/journal-store.ts";
import type { RunLock } from "./journal/lock.ts";
import type { WhereTold } from "./journal/record.ts";
import { openRun } from "./open-run.ts";
import { nodeId } from "./identity.ts";
import { pendingNode } from "./preview.ts";
import type { Recorder } from "./recorder.ts";
import { reportOf } from "./report.ts";
import { nodesCalled } from "./ask/nodes-called.ts";
import { retryable } from "./retryable.ts";
import { viewOf } from "./run-view.ts";
import { begin, type Asks, type RunState } from "./state.ts";
import { step } from "./step.ts";
import { stubbed } from "./stub.ts";
import { thrownOf } from "./thrown.ts";
import { warn } from "./warn.ts";
import { ask } from "./why/why.ts";
import type { Value, Workflow } from "./workflow.ts";

/** Options of `run`. */
export interface RunOptions<Inputs = unknown> {
  /** By name. */
  readonly inputs?: unknown extends Inputs ? Readonly<Record<string, unknown>> : Inputs;
  /** How many attempts at once; as many as the machine can run at once when left out. */
  readonly concurrency?: number;
  /** How many cpus the tasks that run may take together, and how much memory in bytes: what the machine has, when left out. */
  readonly cpus?: number;
  readonly memory?: number;
  /** End at the first unhandled failure. */
  readonly failFast?: boolean;
  /** Hand over completions in a random order that this seed fixes. */
  readonly shuffle?: number | string;
  /** Where runs keep their files; `.adg` beside the workflow's source when left out. */
  readonly stateDir?: string;
  /**
   * Keep a journal in the run's folder, so that the run can be taken up again if it is cut off, and asked about later; true when left
   * out. Stubbed runs have none.
   */
  readonly journal?: boolean;
  /** Where journals are kept; in the folders of their runs when left out. */
  readonly journals?: JournalStore;
  /** Id of the run, where it is known before it begins; a new one when left out. */
  readonly id?: string;
  /** Id of a run to take up again, in the place of a new one: what it has come to stands, as far as the program is what it was. */
  readonly resume?: string;
  /** With `resume`: the node to run again, by its id or the beginning of it, or the ids of several, in the place of all that failed. */
  readonly retry?: string | readonly string[];
  /** Executors beside `threads`, `shell`, `python`, `processes` and `inline`, or in the place of those of the same name. The caller closes them. */
  readonly executors?: readonly Executor[];
  /** For each kind of task the executor, by its name, of those that name none themselves. */
  readonly on?: Readonly<Partial<Record<TaskKind, string>>>;
  /** Kept for whoever takes the run up again: what the command line said of where tasks run. */
  readonly whereTold?: WhereTold;
  /** Asked before rules fire, nodes run and the run ends; nothing is asked when left out. */
  readonly decide?: Decide;
  /** Ends the run as interrupted. */
  readonly signal?: AbortSignal;
  /** Run no task: take each result from the task's stub or, where it has none, the emptiest value of its type. */
  readonly stub?: boolean;
  /** How much of this process's environment tasks get: all (when left out), or `PATH`, `HOME` and `LANG`. */
  readonly inherits?: "all" | "basic";
  readonly observers?: readonly Observer[];
  /** Gets the graph as it is when the run has ended. */
  readonly onGraph?: (graph: FinalGraph) => void;
  /** Folder that relative paths among the inputs resolve against; the process's own when left out. */
  readonly cwd?: string;
}

/**
 * Runs a workflow to its end. A run that fails is a report, not an exception; throws an `InputError` where the inputs are wrong, or
 * a secret or an executor that it needs is missing, a `DecideError` where a hook of `decide` fails, a `JournalError` where what comes of it
 * cannot be kept, and otherwise only when adg itself is at fault.
 */
export async function run<Inputs, Outputs>(
  declared: Workflow<Inputs, Outputs>,
  options: RunOptions<Inputs> = {},
): Promise<Report<Outputs>> {
  let ended = await runOnce(declared, options);
  // Nodes are to run again by hand: all that is known, the inputs too, is in the journal, and the run is taken up again from there.
  const { inputs: _, ...rest } = options;
  while (ended.kind === "again") ended = await runOnce(declared, { ...rest, resume: ended.run, retry: ended.retry });
  return ended.report;
}

type Ended<Outputs> =
  | { readonly kind: "report"; readonly report: Report<Outputs> }
  | { readonly kind: "again"; readonly run: string; readonly retry: readonly string[] };

async function runOnce<Inputs, Outputs>(
  declared: Workflow<Inputs, Outputs>,
  options: RunOptions<Inputs>,
): Promise<Ended<Outputs>> {
  const { stub = false, decide } = options;
  const workflow: Workflow = stub ? stubbed(declared) : declared;
  const folder = dirname(fileURLToPath(workflow.source));
  const cwd = resolve(options.cwd ?? ".");
  const stateDir = resolve(cwd, options.stateDir ?? join(folder, ".adg"));
  const concurrency = options.concurrency ?? availableParallelism();
  if (!(concurrency >= 1)) throw new RangeError('"concurrency" must be 1 or more');
  const given = options.executors ?? [];
  const executors = executorsOf(concurrency, given);
  if (!stub) {
    checkSecrets(workflow, process.env);
    await openExecutors(checkExecutors(workflow, executors, options.on));
  }
  const state = begin(workflow, {
    failFast: options.failFast ?? false,
    ...(decide === undefined ? {} : { asks: asksOf(decide) }),
  });
  const emit = emitterOf(options.observers ?? [], viewOf(state));
  const own = executors.filter((executor) => !given.includes(executor));
  let recorder: Recorder | undefined;
  let lock: RunLock | undefined;
  let server: ControlServer | undefined;
  let begun: string | undefined;
  try {
    const opened = await openRun(state, { stateDir, folder, cwd, emit }, options as RunOptions);
    const { id, inputs, runFolder, earlier } = opened;
    ({ recorder, lock } = opened);
    begun = id;
    state.onChange = emit;
    emit?.({ kind: "run-started", run: id, workflow: workflow.name });
    let answer: ((request: ControlRequest) => ControlAnswer) | undefined;
    // Where the run has no journal, others do not know of it.
    if (recorder !== undefined)
      server = await serveControl(
        runFolder,
        (request) => answer?.(request) ?? { ok: false, message: "The run is over." },
      );
    const retry = await runEngine(coreOf(state), {
      run: id,
      inputs,
      executors,
      chosen: options.on ?? {},
      budgets: { concurrency, cpus: options.cpus ?? availableParallelism(), memory: options.memory ?? machineMemory() },
      folder,
      runFolder,
      stub,
      cache: new Cache(join(stateDir, "cache"), workflow),
      inherits: options.inherits ?? "all",
      ...(emit === undefined ? {} : { emit }),
      ...(recorder === undefined ? {} : { recorder }),
      onControl: (answers) => (answer = answers),
      ...(earlier === undefined ? {} : { earlier }),
      ...(options.shuffle === undefined ? {} : { shuffle: options.shuffle }),
      ...(decide === undefined ? {} : { decide }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (retry.length > 0) return { kind: "again", run: id, retry };
    options.onGraph?.(finalGraph(state));
    const report = reportOf(state, id, traceOf);
    await recorder?.end(report);
    emit?.({ kind: "run-finished", status: report.status });
    return { kind: "report", report: report as Report<Outputs> };
  } catch (error) {
    if (error instanceof JournalError) error.cutOff = begun;
    throw error;
  } finally {
    server?.close();
    try {
      await Promise.all([recorder?.close(), ...own.map((executor) => executor.close())]);
    } finally {
      lock?.release();
    }
  }
}

const asksOf = ({ extend, finish }: Decide): Asks => ({ extend: extend !== undefined, finish: finish !== undefined });

/** Bytes; what a container allows, where that is less than there is. */
function machineMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

/** The engine's view of the core. */
function coreOf(state: RunState): Core {
  return {
    workflow: state.workflow,
    step: (event) => step(state, event),
    taskOf: (node) => state.graph.task(node),
    depthOf: (node) => state.graph.depth(node),
    idOf: (node) => nodeId(state, node),
    argsOf: (node) => state.graph.args(node) as readonly Value[],
    priorityOf: (node) => state.priorities.get(node),
    pending: (node) => pendingNode(state, node),
    nodesCalled: (text) => nodesCalled(state, text),
    retryable: (named) => retryable(state, named),
    totals: (attempts) => nodeTotalsNow(state, attempts),
    why: (what, surroundings) => ask(state, what, surroundings),
    isSubmitted: (node) => state.graph.state(node) === "running" && !state.inside.has(node),
  };
}

function emitterOf(observers: readonly Observer[], view: RunView): ((event: UntimedRunEvent) => void) | undefined {
  if (observers.length === 0) return undefined;
  const failed = new Set<Observer>();
  return (event) => {
    // Each event is made for this alone: that it gets its time in place spares a copy of it.
    const timed = event as RunEvent & { time: number };
    timed.time = Date.now();
    for (const observe of observers) {
      try {
        observe(timed, view);
      } catch (error) {
        // One that is broken would be told of for each event.
        if (failed.has(observe)) continue;
        failed.add(observe);
        warn(`an observer of the run failed: ${thrownOf(error).message}`);
      }
    }
  };
}
