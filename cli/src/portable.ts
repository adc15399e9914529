import { existsSync, mkdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findRun } from "./find-run.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { asRefusal } from "./replayed-run.ts";
import { stateDirOf } from "./state-dir.ts";

/** Options of `adg export` and `adg import`. */
export interface PortableOptions {
  readonly in: string;
  readonly json: boolean;
}

/** Writes a run into a file; answers the exit code. */
export async function exportTo(named: string, file: string, { in: place, json }: PortableOptions): Promise<number> {
  const { exportRun } = await import("@adg/runtime/asked");
  const stateDir = stateDirOf(place);
  const { run, folder } = await findRun(stateDir, named);
  await asRefusal(() => exportRun(folder, stateDir, file));
  await print(json ? JSON.stringify({ run, file: resolve(file) }) : `Run ${run} is in "${file}".`);
  return 0;
}

/** Makes a run of such a file; answers the exit code. */
export async function importFrom(file: string, { in: place, json }: PortableOptions): Promise<number> {
  const { importRun } = await import("@adg/runtime/asked");
  if (!existsSync(file)) throw new Refusal(`There is no file "${file}".`);
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
