import { existsSync, mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findRun } from "./find-run.ts";
import type { PlaceOfRuns } from "./find-told.ts";
import { print } from "./print.ts";
import { queueOf } from "./queue-option.ts";
import type { ChosenQueue } from "./queue-runs.ts";
import { Refusal } from "./refusal.ts";
import { asRefusal } from "./replayed-run.ts";
import { stateDirOf } from "./state-dir.ts";

/** Options of `adg export` and `adg import`. */
export interface PortableOptions {
  readonly in: string;
  readonly json: boolean;
}

type ExportOptions = PortableOptions & PlaceOfRuns;

/** Writes a run into a file; answers the exit code. */
export async function exportTo(named: string, file: string, { json, ...place }: ExportOptions): Promise<number> {
  const queue = queueOf(place);
  const run = queue === undefined ? await exportFrom(named, file, place) : await exportQueued(named, file, queue);
  await print(json ? JSON.stringify({ run, file: resolve(file) }) : `Run ${run} is in "${file}".`);
  return 0;
}

async function exportFrom(named: string, file: string, place: PlaceOfRuns): Promise<string> {
  const { exportRun } = await import("@adg/runtime/asked");
  const stateDir = stateDirOf(place.in);
  const { run, folder } = await findRun(stateDir, named);
  await asRefusal(() => exportRun(folder, stateDir, file));
  return run;
}

async function exportQueued(named: string, file: string, queue: ChosenQueue): Promise<string> {
  const { exportCommits } = await import("@adg/runtime/asked");
  const { commitsOf } = await import("./queue-runs.ts");
  const { run, stateDir, commits } = await commitsOf(named, queue);
  await asRefusal(() => exportCommits(commits, stateDir, file));
  return run;
}

/** Makes a run of such a file; answers the exit code. */
export async function importFrom(file: string, { in: place, json }: PortableOptions): Promise<number> {
  const { importRun } = await import("@adg/runtime/asked");
  if (!existsSync(file)) throw new Refusal(`There is no file "${file}" to import a run from.`);
  const stateDir = stateDirOf(place);
  const run = await asRefusal(() => {
    mkdirSync(join(stateDir, "runs"), { recursive: true });
    return importRun(file, stateDir);
  });
  const folder = relative(process.cwd(), join(stateDir, "runs", run));
  await print(
    json
      ? JSON.stringify({ run, folder: resolve(folder) })
      : `Run ${run} is in "${folder}"; "adg show ${run}" shows it.`,
  );
  return 0;
}
