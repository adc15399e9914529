import { InvalidArgumentError, type Command } from "commander";
import type { PrunableState } from "@adg/runtime/asked";
import { duration, positive, size } from "./option-values.ts";

/** `runs prune`, below `runs`. */
export function addPruneVerb(runs: Command): void {
  runs
    .enablePositionalOptions()
    .helpCommand(false)
    .command("prune")
    .description("remove runs that are over, with all their files; none is removed that goes on, or that another needs")
    .argument("[run...]", "ids of runs, or how they begin: these alone, also those that could be resumed")
    .option("--older-than <time>", "those that ended longer ago than 30d, 12h or 10m", duration)
    .option("--larger-than <size>", "those whose files take more than 1GB or 500MB each", size)
    .option("--keep <n>", "all but the newest n", positive)
    .option(
      "--state <state>",
      'those that have succeeded, failed, or are interrupted, "cut off" or damaged; may be given several times',
      state,
    )
    .option("--all", "all that are over")
    .option("--dry-run", "say what would be removed, and remove nothing")
    .option("--in <place>", "program, its folder or that folder's .adg, where the runs are not of this folder", ".")
    .option("--json", "print what was done as a JSON object")
    .action(async (named: string[], { in: place, json = false, dryRun = false, ...which }: PruneFlags) => {
      const before = Object.keys(runs.opts()).filter((name) => runs.getOptionValueSource(name) === "cli");
      if (before.length > 0) runs.error('error: options of "adg runs prune" stand behind "prune"', { exitCode: 2 });
      const { pruneRuns } = await import("./prune-runs.ts");
      process.exitCode = await pruneRuns(named, { in: place, json, dryRun, ...which });
    });
}

interface PruneFlags {
  readonly in: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly olderThan?: number;
  readonly largerThan?: number;
  readonly keep?: number;
  readonly state?: readonly PrunableState[];
  readonly all?: boolean;
}

const states: readonly PrunableState[] = ["succeeded", "failed", "interrupted", "cut off", "damaged"];

function state(text: string, given: readonly PrunableState[] = []): readonly PrunableState[] {
  const found = states.find((each) => each === text.replace("-", " "));
  if (found === undefined)
    throw new InvalidArgumentError('It must be succeeded, failed, interrupted, "cut off" or damaged.');
  return [...given, found];
}
