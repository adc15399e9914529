import { type Command, Option } from "commander";
import { duration, size } from "./option-values.ts";

/** `cache list`, `cache prune` and `cache verify`. */
export function addCacheVerbs(adg: Command): void {
  const cache = adg
    .command("cache")
    .description("look after the results that are kept for tasks with cache")
    .helpCommand(false);
  const verb = (name: string, description: string): Command =>
    cache
      .command(name)
      .description(description)
      .option("--in <place>", "program, its folder or that folder's .adg, where the cache is not of this folder", ".");

  verb("list", "list the results that are kept, the newest first")
    .option("--json", "print a JSON list")
    .action(async ({ in: place, json = false }: CacheFlags) => {
      const { listCache } = await import("./cache.ts");
      process.exitCode = await listCache({ in: place, json });
    });

  verb("prune", "remove results; what is asked for again is computed again")
    .option("--older-than <time>", "those that were kept longer ago than 30d, 12h or 10m", duration)
    .option("--larger-than <size>", "those that take more than 1GB or 500MB each", size)
    .addOption(new Option("--all", "all of them").conflicts(["olderThan", "largerThan"]))
    .option("--json", "print what was done as a JSON object")
    .action(async ({ in: place, json = false, all = false, ...which }: PruneFlags) => {
      const { pruneCache } = await import("./cache.ts");
      process.exitCode = await pruneCache({ in: place, json, all, ...which });
    });

  verb("verify", "look whether the results are what was kept; exit with 1 if not")
    .option("--fix", "remove those that are not")
    .option("--json", "print it as a JSON object")
    .action(async ({ in: place, json = false, fix = false }: VerifyFlags) => {
      const { verifyCache } = await import("./cache.ts");
      process.exitCode = await verifyCache({ in: place, json, fix });
    });
}

interface CacheFlags {
  readonly in: string;
  readonly json?: boolean;
}

interface PruneFlags extends CacheFlags {
  readonly olderThan?: number;
  readonly largerThan?: number;
  readonly all?: boolean;
}

interface VerifyFlags extends CacheFlags {
  readonly fix?: boolean;
}
