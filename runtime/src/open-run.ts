/** How a run begins: a new one, or one that is taken up again; with its journal or without. */
import { availableParallelism, totalmem } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { lockBareRun } from "./bare-run.ts";
import type { Earlier, UntimedRunEvent } from "./engine.ts";
import type { Rejection } from "./event.ts";
import { namedNodes } from "./ask/named-node.ts";
import { InputError } from "./input-error.ts";
import { inputsOf } from "./inputs.ts";
import { FileJournals } from "./journal/file-journals.ts";
import { givenInputs, workedTime, type History } from "./journal/history.ts";
import { JournalError } from "./journal/journal-error.ts";
import type { RunLock } from "./journal/lock.ts";
import type { Environment } from "./journal/record.ts";
import { runFolderOf } from "./journal/run-files.ts";
import { droppedOf, earlierOf, type Dropped, type RunPlace } from "./recall.ts";
import { Recorder } from "./recorder.ts";
import type { Recorded } from "./recorded.ts";
import type { RunOptions } from "./run.ts";
import { runId } from "./run-id.ts";
import type { RunState } from "./state.ts";
import { programDigest } from "./task-code.ts";
import { toolVersion } from "./tool-version.ts";
import type { Value, Workflow } from "./workflow.ts";

/** A run that may start. */
export interface OpenedRun {
  readonly id: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly runFolder: string;
  readonly recorder?: Recorder;
  /** Of a run that keeps no journal. */
  readonly lock?: RunLock;
  readonly earlier?: Earlier;
}

interface Surroundings {
  readonly stateDir: string;
  /** Absolute path of the folder of the workflow's source. */
  readonly folder: string;
  /** Folder that relative paths among the inputs resolve against. */
  readonly cwd: string;
  readonly emit: ((event: UntimedRunEvent) => void) | undefined;
}

/**
 * Checks the inputs, and makes the journal or takes one up. Throws an `InputError` where the inputs are wrong, a `JournalError` where
 * the run cannot be kept or is not there.
 */
export async function openRun(state: RunState, around: Surroundings, options: RunOptions): Promise<OpenedRun> {
  return options.resume === undefined
    ? openNew(state, around, options)
    : openAgain(state, around, options.resume, options);
}

async function openNew(
  state: RunState,
  { stateDir, folder, cwd }: Surroundings,
  options: RunOptions,
): Promise<OpenedRun> {
  const { workflow } = state;
  const inputs = inputsOf(workflow, options.inputs ?? {}, { caller: cwd, source: folder });
  const time = Date.now();
  const id = options.id ?? runId(time, Math.random());
  const runFolder = runFolderOf(stateDir, id);
  const opened = { id, inputs, runFolder };
  if (options.journal === false || options.stub === true) {
    const lock = lockBareRun(runFolder);
    return lock === undefined ? opened : { ...opened, lock };
  }
  const recorder = await Recorder.open({
    journals: options.journals ?? new FileJournals(stateDir),
    run: id,
    first: {
      kind: "created",
      run: id,
      adg: toolVersion(),
      workflow: workflow.name,
      source: workflow.source,
      program: programDigest(workflow),
      inputs,
      settings: { failFast: options.failFast ?? false, stub: false, ...options.whereTold },
      ...asksOf(options),
      environment: environment(),
      time,
    },
  });
  return { ...opened, recorder };
}

function environment(): Environment {
  const { version, platform, arch } = process;
  return { node: version, platform: `${platform} ${arch}`, cpus: availableParallelism(), memory: totalmem() };
}

async function openAgain(
  state: RunState,
  { stateDir, folder, cwd, emit }: Surroundings,
  id: string,
  options: RunOptions,
): Promise<OpenedRun> {
  const { workflow } = state;
  if (options.journal === false || options.stub === true)
    throw new InputError([mistake(`run ${id} cannot be taken up without its journal`)]);
  const runFolder = runFolderOf(stateDir, id);
  const place: RunPlace = { stateDir, runFolder, folder };
  const journals = options.journals ?? new FileJournals(stateDir);
  const history = await journals.history(id);
  checkWorkflow(workflow, history, runFolder);
  const before = givenInputs(history);
  const known = Object.keys(before).filter((name) => workflow.scopes[0]?.parameters.some((each) => each.name === name));
  const kept = Object.fromEntries(known.map((name) => [name, before[name]]));
  const folders = { caller: cwd, source: folder };
  const inputs = inputsOf(workflow, { ...options.inputs, ...kept }, folders);
  // As the run has them: with the whole path of a file.
  const given = inputsOf(workflow, { ...kept, ...options.inputs }, folders);
  checkGiven(before, Object.fromEntries(Object.keys(options.inputs ?? {}).map((name) => [name, given[name]])), id);
  const program = programDigest(workflow);
  const isSame = program === (history.resumed.at(-1)?.program ?? history.created.program);
  const dropped =
    options.retry === undefined
      ? droppedOf(workflow, history, inputs, place, isSame)
      : askedFor(typeof options.retry === "string" ? [nodeNamed(history, options.retry)] : options.retry);
  const added = Object.entries(inputs).filter(([name]) => !Object.hasOwn(before, name));
  const recorder = await Recorder.open({
    journals,
    run: id,
    first: {
      kind: "resumed",
      program,
      why: [...(isSame ? [] : ["the program has changed"]), ...dropped.why],
      exact: isSame && dropped.ids.size === 0,
      dropped: [...dropped.ids],
      ...asksOf(options),
      ...(added.length === 0 ? {} : { inputs: Object.fromEntries(added) }),
      time: Date.now(),
    },
    after: history.end,
    worked: workedTime(history.sessions),
  });
  const earlier = earlierOf(state, history, dropped, place, (recorded) => tellOf(emit, recorded, dropped));
  return { id, inputs, runFolder, recorder, earlier };
}

function askedFor(ids: readonly string[]): Dropped {
  const nodes = new Set(ids);
  if (nodes.size === 0) return { ids: nodes, why: [] };
  return { ids: nodes, why: [nodes.size === 1 ? "1 node was asked for" : `${nodes.size} nodes were asked for`] };
}

/** Whether each firing must be allowed. */
function asksOf({ decide }: RunOptions): { readonly asks?: true } {
  return decide?.extend === undefined ? {} : { asks: true };
}

/** The node of which an outcome is known that has this id, or an id that begins so, or that is called so. */
function nodeNamed({ outcomes, created }: History, named: string): string {
  const records = outcomes.map(({ record }) => record);
  const begin = records.filter(({ node }) => node.startsWith(named));
  const ids = new Set((begin.length > 0 ? begin : namedNodes(records, named)).map(({ node }) => node));
  const [id, ...others] = ids;
  if (id !== undefined && (others.length === 0 || ids.has(named))) return ids.has(named) ? named : id;
  const which =
    id === undefined
      ? `nothing came of a node "${named}"`
      : `several nodes ${begin.length > 0 ? "begin with" : "match"} "${named}"`;
  throw new InputError([mistake(`in run ${created.run} ${which}`)]);
}

/** A run that goes on keeps its inputs: what it has come to stands on them. */
function checkGiven(
  before: Readonly<Record<string, Value>>,
  given: Readonly<Record<string, unknown>>,
  id: string,
): void {
  const other = Object.keys(given).filter(
    (name) => Object.hasOwn(before, name) && !isDeepStrictEqual(before[name], given[name]),
  );
  if (other.length > 0)
    throw new InputError(
      other.map((name) =>
        mistake(
          `input "${name}" of run ${id} is ${JSON.stringify(before[name])} and cannot change; leave it out, or start a new run`,
        ),
      ),
    );
}

function checkWorkflow({ name }: Workflow, { created }: History, folder: string): void {
  if (created.workflow === name) return;
  throw new JournalError("foreign", folder, `Run ${created.run} is one of "${created.workflow}", not of "${name}".`);
}

function tellOf(emit: Surroundings["emit"], recorded: Recorded, dropped: Dropped): void {
  const again: Partial<Record<Rejection, number>> = {};
  for (const rejection of recorded.again.values()) again[rejection] = (again[rejection] ?? 0) + 1;
  emit?.({ kind: "run-resumed", recalled: recorded.recalled, again, dropped: dropped.why });
}

function mistake(message: string): { readonly code: string; readonly message: string } {
  return { code: "ADG7001", message };
}
