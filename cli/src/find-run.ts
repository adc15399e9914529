import { relative } from "node:path";
import { nearest } from "@adg/compiler/nearest";
import type { KnownRun } from "@adg/runtime/asked";
import { Refusal } from "./refusal.ts";

/** The run that a user means by its id or the beginning of it; the last one, where nothing is named. */
export async function findRun(stateDir: string, named: string | undefined, program?: string): Promise<KnownRun> {
  const { runIds, knownRun } = await import("@adg/runtime/asked");
  const ids = runIds(stateDir);
  if (named !== undefined) return knownRun(stateDir, meant(ids, named, stateDir));
  for (const id of ids.toReversed()) {
    const run = knownRun(stateDir, id);
    if (program === undefined || ("source" in run.created && run.created.source === program)) return run;
    // It may be the very run that is meant.
    if (run.created instanceof Error)
      throw new Refusal(`${run.created.message} Name the run that is meant, if it is not ${id}.`);
  }
  throw new Refusal(
    program === undefined ? `There are no runs in "${shown(stateDir)}".` : "There is no run of this program yet.",
  );
}

function meant(ids: readonly string[], named: string, stateDir: string): string {
  if (ids.includes(named)) return named;
  const [id, ...others] = named === "" ? [] : ids.filter((each) => each.startsWith(named));
  if (id === undefined) throw new Refusal(`There is no run "${named}" in "${shown(stateDir)}"; ${hint(ids, named)}`);
  if (others.length === 0) return id;
  throw new Refusal(`Several runs begin with "${named}": ${[id, ...others].map((each) => `"${each}"`).join(", ")}.`);
}

function hint(ids: readonly string[], named: string): string {
  if (ids.length === 0) return "there are none.";
  const near = nearest(named, ids);
  if (near.length > 0) return `did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
  const last = ids.slice(-3).map((each) => `"${each}"`);
  return `the last ${last.length === 1 ? "one is" : "ones are"} ${last.join(", ")}.`;
}

const shown = (path: string): string => relative(process.cwd(), path) || path;
