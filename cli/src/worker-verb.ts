import { type Command, Option } from "commander";
import { amount, place, positive, size } from "./option-values.ts";

interface WorkerFlags {
  readonly queue?: string;
  readonly concurrency?: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly profile?: string;
  readonly metrics?: ReturnType<typeof place>;
  readonly modules: "threads" | "processes";
}

/** `worker`: run what other machines have to run. */
export function addWorkerVerb(adg: Command): void {
  adg
    .command("worker")
    .description("take tasks of runs from a queue and run them here, until Ctrl-C or SIGTERM")
    .option("--queue <name>", "a queue of this folder's adg.config.ts; may be left out where it has but one")
    .option("--concurrency <n>", "run at most so many tasks at once", positive)
    .option("--cpus <n>", "let those that run take so many cpus together; as many as they like, when left out", amount)
    .option("--memory <size>", "let them take so much memory together (8GB); as much as they like, when left out", size)
    .option("--profile <name>", "go by this profile of adg.config.ts")
    .option("--metrics <[host:]port>", "tell how it is there in the format of Prometheus, at /metrics", place)
    .addOption(
      new Option("--modules <where>", "run functions of modules in threads, or in processes that may crash")
        .choices(["threads", "processes"])
        .default("threads"),
    )
    .action(async (flags: WorkerFlags) => {
      const { worker } = await import("./worker.ts");
      process.exitCode = await worker(flags);
    });
}
