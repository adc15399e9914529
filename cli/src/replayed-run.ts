import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { KnownRun, PastRun, Workflow } from "@adg/runtime";
import { loadCompiled } from "./compiled.ts";
import { diagnosticsText } from "./diagnostics-text.ts";
import { Refusal } from "./refusal.ts";

/** A run with its program, rebuilt from its journal. */
export interface ReplayedRun {
  readonly workflow: Workflow;
  readonly past: PastRun;
}

/** Replays a run. `program`: its file, where that is not where it was; `until`: so many outcomes. */
export async function replayedRun(
  stateDir: string,
  run: KnownRun,
  { program, until }: { readonly program?: string; readonly until?: number } = {},
): Promise<ReplayedRun> {
  if (run.created instanceof Error) throw new Refusal(run.created.message);
  const file = program ?? fileURLToPath(run.created.source);
  if (!existsSync(file))
    throw new Refusal(
      `The program "${file}" of run ${run.run} is not there${program === undefined ? "; name it with --program FILE" : ""}.`,
    );
  const compiled = await loadCompiled(file);
  if (compiled.kind === "rejected")
    throw new Refusal(
      `The program has errors now, and cannot be asked.\n${diagnosticsText([compiled.checked], process.stderr)}`,
    );
  const { workflow } = compiled;
  const { pastRun, InputError, JournalError } = await import("@adg/runtime");
  try {
    return { workflow, past: pastRun(workflow, stateDir, run.run, until) };
  } catch (error) {
    if (error instanceof InputError) throw new Refusal(error.errors);
    if (error instanceof JournalError) throw new Refusal(error.message);
    throw error;
  }
}
