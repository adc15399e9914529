/** What is asked about runs that went through a queue, and done to them. */
import { relative } from "node:path";
import type { ControlRequest } from "@adg/runtime/asked";
import type { QueuedRun, SubmittedRuns, ToldRun } from "@adg/runtime/bullmq";
import { columns } from "./columns.ts";
import { findQueue, type FoundQueue } from "./config/find-queue.ts";
import { paintFor, type Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { nodesText } from "./runs.ts";
import { durationText, timeText } from "./words.ts";

export async function openRuns({ config, settings }: FoundQueue): Promise<SubmittedRuns> {
  const { SubmittedRuns } = await import("@adg/runtime/bullmq");
  return SubmittedRuns.open(settings, config.file).catch((error: Error) => {
    throw new Refusal(`${error.message}.`);
  });
}

export const refusedText = (run: string, why: string): string => `Run ${run} was refused: ${plainText(why)}.`;

/** A queue of adg.config.ts. */
export interface ChosenQueue {
  readonly queue: string;
  readonly profile?: string;
}

/** Lists the runs of a queue, the newest first; answers the exit code. */
export async function queueRuns(
  chosen: ChosenQueue,
  { json, last }: { readonly json: boolean; readonly last: number },
): Promise<number> {
  const runs = await openRuns(await findQueue("A queue", chosen));
  try {
    const all = await runs.listNow();
    const shown = all.slice(0, last);
    if (json) await print(JSON.stringify(shown, undefined, 2));
    else if (all.length === 0) await print(`There are no runs in the queue "${chosen.queue}".`);
    else await print(runsTable(shown, paintFor(process.stdout)).join("\n"));
    return 0;
  } finally {
    await runs.close();
  }
}

function runsTable(runs: readonly QueuedRun[], paint: Paint): readonly string[] {
  const head = ["run", "state", "submitted", "took", "program", "nodes"];
  const [first = "", ...texts] = columns([head, ...runs.map(rowOf)], "lllrll");
  return [
    paint("dim", first),
    ...texts.flatMap((text, i) => {
      const problem = runs[i]?.problem;
      return problem === undefined ? [text] : [text, `  ${plainText(problem)}`];
    }),
  ];
}

function rowOf({ run, state, submitted, worked, program, nodes }: QueuedRun): string[] {
  return [
    ...[run, state, timeText(submitted), worked === undefined ? "" : durationText(worked)],
    ...[plainText(relative(process.cwd(), program) || program), nodes === undefined ? "" : nodesText(nodes)],
  ];
}

/** Has a run of a queue end, wherever it is; answers the exit code. */
export async function cancelQueued(named: string, chosen: ChosenQueue): Promise<number> {
  const runs = await openRuns(await findQueue("A queue", chosen));
  try {
    const run = meant(await runs.list(), named, chosen.queue);
    const state = await runs.cancel(run);
    if (state === "waiting") await print(`Run ${run} is cancelled; it had not begun.`);
    else if (state === "running") await print("The run is being stopped.");
    else {
      await print(`Run ${run} is over.`, process.stderr);
      return 1;
    }
    return 0;
  } finally {
    await runs.close();
  }
}

/** Asks something of a run of a queue that goes on, wherever that is; answers the exit code. */
export async function askQueued(named: string, request: ControlRequest, chosen: ChosenQueue): Promise<number> {
  const runs = await openRuns(await findQueue("A queue", chosen));
  try {
    const run = meant(await runs.list(), named, chosen.queue);
    const answer = await runs.ask(run, request);
    if (answer === undefined || typeof answer === "string") throw new Refusal(silenceText(run, request, answer));
    await print(answer.message, answer.ok ? process.stdout : process.stderr);
    return answer.ok ? 0 : 1;
  } finally {
    await runs.close();
  }
}

function silenceText(run: string, { kind }: ControlRequest, standing: string | undefined): string {
  if (standing === "waiting") return `Run ${run} waits in the queue: no orchestrator has it now.`;
  return kind === "unpause" || kind === "retry" ? overInQueue(run) : `Run ${run} is over.`;
}

/** Why nothing of it runs again. */
export function overInQueue(run: string): string {
  return `Run ${run} is over, and what is over does not go on in a queue: "adg submit" begins another run.`;
}

/** A run of a queue with its journal, by its id or how that begins; the last one, where nothing is named. */
export function toldRun(named: string | undefined, chosen: ChosenQueue): Promise<ToldRun> {
  return withTold(named, chosen, async (told) => told);
}

/** The commits of its journal, as they were written. */
export function commitsOf(
  named: string,
  chosen: ChosenQueue,
): Promise<ToldRun & { readonly commits: Awaited<ReturnType<SubmittedRuns["commits"]>> }> {
  return withTold(named, chosen, async (told, runs) => ({ ...told, commits: await runs.commits(told.run) }));
}

async function withTold<T>(
  named: string | undefined,
  chosen: ChosenQueue,
  act: (told: ToldRun, runs: SubmittedRuns) => Promise<T>,
): Promise<T> {
  const { JournalError } = await import("@adg/runtime");
  const { queue } = chosen;
  const runs = await openRuns(await findQueue("A queue", chosen));
  let known: readonly QueuedRun[] = [];
  let run: string | undefined;
  try {
    known = await runs.list();
    run = named === undefined ? known[0]?.run : meant(known, named, queue);
    const told = run === undefined ? undefined : await runs.told(run);
    if (told === undefined) throw new Refusal(`There are no runs in the queue "${queue}".`);
    return await act(told, runs);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const line = known.find((each) => each.run === run);
    if (error.trouble === "missing" && line !== undefined) throw new UntoldRun(line);
    throw new Refusal(error.message);
  } finally {
    await runs.close();
  }
}

/** A run that has no journal: its line is all that is known of it. */
export class UntoldRun extends Refusal {
  readonly line: QueuedRun;

  constructor(line: QueuedRun) {
    super(nothingText(line));
    this.line = line;
  }
}

function nothingText(line: QueuedRun): string {
  if (line.state === "refused") return refusedText(line.run, line.problem ?? "");
  if (line.state === "interrupted") return `Run ${line.run} was cancelled before it had begun: it has no journal.`;
  return "The run has not begun: it has no journal yet.";
}

/** The run that is meant, by its id or how that begins. */
export function meant(known: readonly QueuedRun[], named: string, queue: string): string {
  const found = known.map(({ run }) => run).filter((run) => run === named || (named !== "" && run.startsWith(named)));
  const [run, ...others] = found;
  if (run === undefined) throw new Refusal(`There is no run "${named}" in the queue "${queue}".`);
  if (others.length > 0 && !found.includes(named))
    throw new Refusal(`Several runs begin with "${named}": ${found.map((each) => `"${each}"`).join(", ")}.`);
  return found.includes(named) ? named : run;
}
