import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Value, Workflow } from "@adg/runtime";
import type { DryRun } from "@adg/runtime/asked";
import { checkFile } from "../check-file.ts";
import { readInputs } from "../command-line-inputs.ts";
import { loadCompiled } from "../compiled.ts";
import { diagnosticsText } from "../diagnostics-text.ts";
import { findRun } from "../find-run.ts";
import { print } from "../print.ts";
import { Refusal } from "../refusal.ts";
import { replayed, runWithHistory } from "../replayed-run.ts";
import { taskTimes } from "../report/statistics.ts";
import { stateDirOf } from "../state-dir.ts";
import { assumptionsOf, timesOf } from "./assumptions.ts";
import { planOf, type Plan, type TaskBounds } from "./plan-of.ts";
import { planText } from "./plan-text.ts";

/** Options of `adg plan`. */
export interface PlanOptions {
  readonly input: readonly string[];
  readonly inputs?: string;
  /** `TASK=RESULT` and `TASK=TIME`, as written. */
  readonly assume: readonly string[];
  readonly took: readonly string[];
  /** A run whose results and times are taken. */
  readonly from?: string;
  readonly atMost?: number;
  readonly json: boolean;
  readonly in?: string;
}

const usualMost = 100_000;

/** Grows the graph of a program without running a task; answers the exit code. */
export async function plan(file: string, options: PlanOptions): Promise<number> {
  const compiled = await loadCompiled(file);
  if (compiled.kind === "rejected") {
    await print(diagnosticsText([compiled.checked], process.stderr), process.stderr);
    return 2;
  }
  const { workflow } = compiled;
  const { dry, from } = await grown(file, workflow, options);
  const facts = { file, empty: emptyTasks(workflow, options), ...(from === undefined ? {} : { from }) };
  const told = planOf(facts, dry, await boundsOfFile(file));
  await print(options.json ? JSON.stringify(told, undefined, 2) : planText(told));
  return 0;
}

/** Tasks that give an empty list, since nothing is known of what they give. */
function emptyTasks({ tasks, types }: Workflow, { assume, from }: PlanOptions): readonly string[] {
  // Who assumes something knows how.
  if (from !== undefined || assume.length > 0) return [];
  return tasks
    .filter(({ result, stub, implementation: { kind } }) => {
      const type = result.kind === "ref" ? types[result.name] : result;
      return type?.kind === "list" && stub === undefined && kind !== "pure" && kind !== "scope";
    })
    .map(({ name }) => name);
}

interface Grown {
  readonly dry: DryRun;
  readonly from?: Plan["from"];
}

async function grown(file: string, workflow: Workflow, options: PlanOptions): Promise<Grown> {
  const { dryRun } = await import("@adg/runtime/asked");
  const assumed = assumptionsOf(options.assume, workflow);
  const times = new Map(timesOf(options.took, workflow));
  const workdir = join(dirname(resolve(file)), "assumed");
  const { atMost: most = usualMost, from } = options;
  const tookOf = (task: string): number => times.get(task) ?? 0;
  if (from === undefined)
    return {
      dry: dryRun(workflow, { inputs: await inputsFor(workflow, options) }, { assumed, workdir, most, tookOf }),
    };
  if (options.input.length > 0 || options.inputs !== undefined)
    throw new Refusal("--from takes the inputs of that run: leave out --input and --inputs.");
  const stateDir = stateDirOf(options.in ?? file);
  const { run } = await findRun(stateDir, from);
  const { history, isLive } = await runWithHistory(stateDir, run);
  const begun = new Map<number, { readonly begun: number; readonly ended: number }>();
  const start = history.created.time;
  const { state, open } = await replayed(stateDir, history, isLive, {
    program: file,
    onTaken({ last }) {
      if (last === undefined) return;
      const { record } = last.outcome;
      begun.set(last.node, { begun: record.begun - start, ended: record.ended - start });
    },
  });
  // What the command line says goes before what the run shows.
  for (const { task, median } of taskTimes(history.outcomes)) if (!times.has(task)) times.set(task, median);
  const time = [...begun.values()].reduce((latest, { ended }) => Math.max(latest, ended), 0);
  const rest = dryRun(workflow, { state, open, time }, { assumed, workdir, most, tookOf });
  return { dry: { ...rest, times: new Map([...begun, ...rest.times]) }, from: { run, taken: begun.size } };
}

async function inputsFor(workflow: Workflow, options: PlanOptions): Promise<Readonly<Record<string, Value>>> {
  const { inputsOf, InputError } = await import("@adg/runtime/asked");
  const given = readInputs(workflow, { given: options.input, file: options.inputs });
  try {
    return inputsOf(workflow, given, { caller: resolve("."), source: dirname(fileURLToPath(workflow.source)) });
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    throw error;
  }
}

/** What the text says of how many nodes there may be. */
async function boundsOfFile(file: string): Promise<TaskBounds> {
  const { boundsOf, findModule } = await import("@adg/compiler/query");
  const { analyseFile } = await import("../check-file.ts");
  const checked = await checkFile(file);
  const module = findModule(await analyseFile(checked), checked.path);
  return module === undefined ? new Map() : boundsOf(module);
}
