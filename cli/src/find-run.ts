import type { KnownRun } from "@adg/runtime";
import { Refusal } from "./refusal.ts";

/** The run that a user means by its id or the beginning of it; the last one, where nothing is named. */
export async function findRun(stateDir: string, named: string | undefined, program?: string): Promise<KnownRun> {
  const { listRuns } = await import("@adg/runtime");
  const all = listRuns(stateDir);
  const runs =
    program === undefined ? all : all.filter(({ created }) => "source" in created && created.source === program);
  if (named === undefined) {
    const last = runs.at(-1);
    if (last !== undefined) return last;
    throw new Refusal(
      program === undefined ? `There are no runs in "${stateDir}".` : "There is no run of this program yet.",
    );
  }
  const meant = all.filter(({ run }) => run.startsWith(named));
  const [run, ...others] = meant;
  if (run === undefined) {
    const known = all.slice(-3).map((each) => each.run);
    const hint = known.length === 0 ? "there are none" : `the last ones are ${known.join(", ")}`;
    throw new Refusal(`There is no run "${named}" in "${stateDir}"; ${hint}.`);
  }
  const exact = meant.find((each) => each.run === named);
  if (exact !== undefined || others.length === 0) return exact ?? run;
  throw new Refusal(`Several runs begin with "${named}": ${meant.map((each) => each.run).join(", ")}.`);
}
