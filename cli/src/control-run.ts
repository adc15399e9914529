import type { ControlRequest, KnownRun } from "@adg/runtime/asked";
import { findRun } from "./find-run.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { stateDirOf } from "./state-dir.ts";

/** Where a run is, and what it is of. */
export interface PlaceOfRun {
  /** Program, its folder or that folder's .adg. */
  readonly in: string;
  /** The program, where it is not where it was. */
  readonly program?: string;
}

/** Goes on with a run: with one that is paused where it runs, with one that is not going on in this process. Answers the exit code. */
export async function resumeRun(named: string, place: PlaceOfRun): Promise<number> {
  const run = await findRun(stateDirOf(place.in), named);
  return run.isLive ? controlRun(run.run, { kind: "unpause" }, place.in) : runAgain(run, place, {});
}

/** Runs a node again, and what follows from it: where the run goes on, or here when it is over. Answers the exit code. */
export async function retryNode(named: string, node: string, place: PlaceOfRun): Promise<number> {
  const run = await findRun(stateDirOf(place.in), named);
  return run.isLive ? controlRun(run.run, { kind: "retry", node }, place.in) : runAgain(run, place, { retry: node });
}

async function runAgain(
  { run, created }: KnownRun,
  place: PlaceOfRun,
  options: { readonly retry?: string },
): Promise<number> {
  if (created instanceof Error) throw new Refusal(created.message);
  const { programFile } = await import("./replayed-run.ts");
  const { run: start } = await import("./run.ts");
  return start(await programFile(created, place.program), {
    state: stateDirOf(place.in),
    input: [],
    tells: "usual",
    failFast: created.settings.failFast,
    stub: false,
    cleanEnv: false,
    resume: run,
    journal: true,
    ...options,
  });
}

/** Asks something of a run that is going on in another process; answers the exit code. */
export async function controlRun(named: string, request: ControlRequest, folder: string): Promise<number> {
  const run = await findRun(stateDirOf(folder), named);
  const { askRun } = await import("@adg/runtime/asked");
  const answer = await askRun(run.folder, request);
  if (answer === undefined) throw new Refusal(silentText(run));
  await print(answer.message, answer.ok ? process.stdout : process.stderr);
  return answer.ok ? 0 : 1;
}

function silentText({ run, isLive }: KnownRun): string {
  return isLive ? `Run ${run} is going on, but does not answer.` : `Run ${run} is not going on.`;
}
