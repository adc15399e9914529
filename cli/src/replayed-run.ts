import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workflow } from "@adg/runtime";
import type { BegunRecord, History, Rebuilt } from "@adg/runtime/asked";
import { loadCompiled } from "./compiled.ts";
import { Refusal } from "./refusal.ts";

/** A run with its program, as that makes it again from its journal. No task runs for it. */
export interface ReplayedRun extends Rebuilt {
  readonly workflow: Workflow;
  readonly history: History;
  /** Attempts that were begun, and of which nothing has come. */
  readonly running: readonly BegunRecord[];
  /** Whether some process writes the run now. */
  readonly isLive: boolean;
  /** Whether the program is the one that wrote the journal. */
  readonly isSame: boolean;
}

/** How to make a run again. */
export interface ReplayOptions {
  /** The program, where it is not where it was. */
  readonly program?: string;
  /** Take in so many outcomes only. */
  readonly until?: number;
  /** Outcomes of tasks whose implementation is another now do not count. */
  readonly codeMatters?: boolean;
  readonly onTaken?: (recorded: Rebuilt["recorded"], state: Rebuilt["state"]) => void;
}

/** What a run's journal tells. Throws a `Refusal` where it cannot be read. */
export async function runWithHistory(
  stateDir: string,
  run: string,
): Promise<{ readonly history: History; readonly isLive: boolean }> {
  const { isHeld, readHistory, runFolderOf } = await import("@adg/runtime/asked");
  const folder = runFolderOf(stateDir, run);
  return asRefusal(() => {
    // In this order: who ends in between has ended for the journal, too.
    const isLive = isHeld(folder);
    return { history: readHistory(folder), isLive };
  });
}

/** Makes a run again. Throws a `Refusal` where the program cannot be run as it is now. */
export async function replayed(
  stateDir: string,
  history: History,
  isLive: boolean,
  { program, until, codeMatters = false, onTaken }: ReplayOptions = {},
): Promise<ReplayedRun> {
  const { isProgramOf, rebuild, runFolderOf } = await import("@adg/runtime/asked");
  const workflow = await programOfRun(history, program);
  const place = {
    stateDir,
    runFolder: runFolderOf(stateDir, history.created.run),
    folder: dirname(fileURLToPath(workflow.source)),
  };
  const inputs = await inputsFor(workflow, history);
  const rebuilt = await asRefusal(() =>
    rebuild(workflow, history, {
      inputs,
      ...{ place, codeMatters },
      ...(until === undefined ? {} : { until }),
      ...(onTaken === undefined ? {} : { onTaken }),
    }),
  );
  return {
    ...rebuilt,
    workflow,
    history,
    running: [...history.begun.values()],
    isLive,
    isSame: isProgramOf(workflow, history),
  };
}

/** The path of a run's program, as a person would name it. `moved`: where it is now. Throws a `Refusal` where there is none. */
export async function programFile(created: History["created"], moved: string | undefined): Promise<string> {
  const { programOf } = await import("@adg/runtime/asked");
  const file = moved ?? programOf(created.source);
  const shown = relative(process.cwd(), file) || file;
  if (existsSync(file)) return shown;
  throw new Refusal(
    moved === undefined
      ? `The program of run ${created.run}, "${shown}", is not there any more; name it with --program.`
      : `There is no program "${shown}".`,
  );
}

/** The program of a run as it is now. */
export async function programOfRun({ created }: History, moved: string | undefined): Promise<Workflow> {
  const shown = await programFile(created, moved);
  const compiled = await loadCompiled(resolve(shown));
  if (compiled.kind === "rejected")
    throw new Refusal(`The program "${shown}" has mistakes now; "adg check ${shown}" tells which.`);
  const { workflow } = compiled;
  if (workflow.name !== created.workflow && moved === undefined)
    throw new Refusal(`Run ${created.run} is one of "${created.workflow}", and "${shown}" is "${workflow.name}" now.`);
  return workflow;
}

/** A changed program may have inputs that the run never had: they are as when it would be resumed. */
export async function inputsFor(workflow: Workflow, history: History): Promise<History["created"]["inputs"]> {
  const { givenInputs, InputError, inputsOf } = await import("@adg/runtime/asked");
  const given = givenInputs(history);
  const names = (workflow.scopes[0]?.parameters ?? []).map(({ name }) => name);
  if (names.every((name) => Object.hasOwn(given, name))) return given;
  const kept = Object.fromEntries(
    names.filter((name) => Object.hasOwn(given, name)).map((name) => [name, given[name]]),
  );
  try {
    return inputsOf(workflow, kept, { caller: resolve("."), source: dirname(fileURLToPath(workflow.source)) });
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    throw error;
  }
}

/** What is wrong with a journal is why the command does nothing. */
export async function asRefusal<T>(act: () => T): Promise<T> {
  const { JournalError } = await import("@adg/runtime/asked");
  try {
    return act();
  } catch (error) {
    if (error instanceof JournalError) throw new Refusal(error.message);
    throw error;
  }
}
