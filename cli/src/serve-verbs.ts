import type { Command } from "commander";
import { collect } from "./collect.ts";
import { place, positive } from "./option-values.ts";

interface ServeFlags {
  readonly queue?: string;
  readonly concurrency?: number;
  readonly profile?: string;
  readonly metrics?: ReturnType<typeof place>;
}

interface SubmitFlags {
  readonly queue?: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly profile?: string;
  readonly on?: readonly string[];
  readonly failFast?: boolean;
  readonly state?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

const queueText = "a queue of adg.config.ts; may be left out where it has but one";

/** `serve` and `submit`: runs that go through a queue. */
export function addServeVerbs(adg: Command): void {
  adg
    .command("serve")
    .description("take runs from a queue and run them here, until Ctrl-C or SIGTERM gives them to others")
    .option("--queue <name>", queueText)
    .option("--concurrency <n>", "have at most so many runs at once", positive)
    .option("--profile <name>", "look for the queue in this profile of adg.config.ts")
    .option("--metrics <[host:]port>", "tell how it is there in the format of Prometheus, at /metrics", place)
    .action(async (flags: ServeFlags) => {
      const { serve } = await import("./serve.ts");
      process.exitCode = await serve(flags);
    });

  // What "serve" starts for each run.
  adg.command("serve-run", { hidden: true }).action(async () => {
    const { servedRun } = await import("./served-run.ts");
    process.exitCode = await servedRun();
  });

  adg
    .command("submit")
    .description('put a run into a queue, for "adg serve" to run; print its id')
    .argument("<file>", ".adg file")
    .option("--queue <name>", queueText)
    .option("--input <name=value>", "give an input; a string, file or dir as it is, all else as JSON", collect)
    .option("--inputs <file.json>", "give inputs by the fields of a JSON file")
    .option("--profile <name>", "go by this profile of adg.config.ts")
    .option(
      "--on <kind=executor>",
      "run tasks of a kind (ts, sh, python, celery) that name no executor on this one",
      collect,
    )
    .option("--fail-fast", "end the run at the first failure that no rule handles")
    .option("--state <folder>", "keep the files of the run there; in .adg beside the program, when left out")
    .option("--wait", "wait until the run is over, and tell what came of it")
    .option("--json", "print one JSON object about the run, and nothing else")
    .action(
      async (file: string, { input = [], failFast = false, wait = false, json = false, ...rest }: SubmitFlags) => {
        const { submit } = await import("./submit.ts");
        process.exitCode = await submit(file, { ...rest, input, failFast, wait, json });
      },
    );
}
