import { Command, CommanderError, Option } from "commander";
import { addCacheVerbs } from "./cache-verbs.ts";
import { collect } from "./collect.ts";
import { addControlVerbs } from "./control-verbs.ts";
import { addGraphVerbs } from "./graph/graph-verbs.ts";
import { exceptionText } from "./fault.ts";
import { amount, place, positive, size, whole } from "./option-values.ts";
import { addPlanVerb } from "./plan/plan-verb.ts";
import { Refusal } from "./refusal.ts";
import type { RunOptions } from "./run.ts";
import { addRunVerbs } from "./run-verbs.ts";
import { addServeVerbs } from "./serve-verbs.ts";
import { addUiVerb } from "./ui/ui-verbs.ts";
import { addWorkerVerb } from "./worker-verb.ts";

/** Runs the command with these arguments; the process ends with its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  quietWarnings();
  // Who closes the pipe early (`adg check … | head`) has read enough.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    end(error);
  }
  // Whatever a task's module left open must not keep the command from ending.
  process.exit();
}

function program(): Command {
  const adg = new Command("adg")
    .description("Workflows whose graph is not known when they start.")
    .version("0.1.0", "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    // A verb that has verbs below it leaves to these what stands behind them.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replaceAll("'", '"')) })
    .exitOverride();

  adg
    .command("check")
    .description("check programs, and say what is wrong with them")
    .argument("<file...>", ".adg files")
    .option("--json", "print a JSON list of diagnostics")
    .option("--fix", "apply the fixes that are safe")
    .option(
      "--fix-suggested",
      "apply also those that are for you to choose: they remove what you wrote, or put in what may be meant",
    )
    .option("--watch", "check again whenever a file changes, until Ctrl-C")
    .action(async (files: string[], { json = false, fix: safe, fixSuggested, watch = false }: CheckFlags) => {
      const { check } = await import("./check.ts");
      const fix = fixSuggested === true ? "suggested" : safe === true ? "safe" : undefined;
      process.exitCode = await check(files, { json, fix, watch });
    });

  adg
    .command("explain")
    .description("say what a code of a message means, with a wrong and a right program")
    .argument("<code>", "such as ADG4001")
    .action(async (code: string) => {
      const { explain } = await import("./explain.ts");
      process.exitCode = await explain(code);
    });

  adg
    .command("fmt")
    .description("format programs")
    .argument("<file...>", '.adg files, or "-" for standard input')
    .option("--check", "write nothing; exit with 1 if a file is not formatted")
    .action(async (files: string[], options: { check?: true }) => {
      const { formatFiles } = await import("./format.ts");
      process.exitCode = await formatFiles(files, { check: options.check === true });
    });

  adg
    .command("lsp")
    .description("serve an editor (language server protocol)")
    .option("--stdio", "over standard input and output, which is the only way and so need not be said")
    .action(async () => {
      const { lsp } = await import("./lsp.ts");
      await lsp();
    });

  adg
    .command("compile")
    .description("write a program as TypeScript and JavaScript")
    .argument("<file>", ".adg file")
    .requiredOption("-o, --out <dir>", "folder to write to")
    .action(async (file: string, options: { out: string }) => {
      const { compile } = await import("./compile.ts");
      process.exitCode = await compile(file, { out: options.out });
    });

  withRunOptions(adg.command("run").description("run a program"))
    .addOption(
      new Option("--quiet", "print what went wrong, and nothing when nothing did").conflicts(["json", "verbose"]),
    )
    .option("--shuffle <seed>", "let tasks complete in a random order, fixed by the seed", whole)
    .option("--max-steps <n>", "stop after so many decisions: rules that fire and nodes that start", positive)
    .action(async (file: string, flags: RunFlags) => {
      const { run } = await import("./run.ts");
      process.exitCode = await run(file, runOptions(flags));
    });

  withRunOptions(
    adg.command("step").description("run a program, and ask before each rule that fires and each node that starts"),
  )
    .option("--max-steps <n>", "stop after so many", positive)
    .option("--yes", "ask nobody; needs --max-steps, as it does where there is no terminal")
    .action(async (file: string, { yes = false, ...flags }: RunFlags & { readonly yes?: boolean }) => {
      const { step } = await import("./step.ts");
      process.exitCode = await step(file, { ...runOptions(flags), yes });
    });

  addControlVerbs(adg);
  addRunVerbs(adg);
  addGraphVerbs(adg);
  addUiVerb(adg);
  addPlanVerb(adg);
  addCacheVerbs(adg);
  addWorkerVerb(adg);
  addServeVerbs(adg);
  return adg;
}

/** What a run can be told, however it is made to go on. */
function withRunOptions(command: Command): Command {
  return command
    .argument("<file>", ".adg file")
    .option("--input <name=value>", "give an input; a string, file or dir as it is, all else as JSON", collect)
    .option("--inputs <file.json>", "give inputs by the fields of a JSON file")
    .option("--json", "print one JSON object about the run, and nothing else")
    .addOption(new Option("--verbose", "print a line for each thing that happens to a node").conflicts("json"))
    .option("--graph <file.json>", "write the final graph")
    .option("--events <file.jsonl>", "write all that happens, a line of JSON for each event")
    .option("--track <form=file>", "write how the run stands, every few seconds: json=FILE or text=FILE", collect)
    .option("--track-every <seconds>", "how often; 2 when left out", amount)
    .option("--metrics <[host:]port>", "tell how the run is there in the format of Prometheus, at /metrics", place)
    .option("--ui [port]", "show the run on a local page while it goes on, and afterwards until Ctrl-C", whole)
    .option("--profile <name>", "go by this profile of adg.config.ts")
    .option(
      "--on <kind=executor>",
      "run tasks of a kind (ts, sh, python, celery) that name no executor on this one",
      collect,
    )
    .option("--concurrency <n>", "run at most so many tasks at once", positive)
    .option(
      "--cpus <n>",
      "let the tasks that run take so many cpus together; what the machine has, when left out",
      amount,
    )
    .option("--memory <size>", "let them take so much memory together (8GB); what the machine has, when left out", size)
    .option("--fail-fast", "end the run at the first failure that no rule handles")
    .option("--out <dir>", "copy output files to this folder, under the outputs' names")
    .option("--stub", "run no task: take results from the tasks' stubs, or the emptiest values of their types")
    .option("--clean-env", "of the environment, give tasks only PATH, HOME, LANG, their env and their secrets")
    .option(
      "--resume [run]",
      "go on with a run that was cut off or failed: the last one of the program, or that of this id",
    )
    .option("--state <folder>", "keep the files of the run there; in .adg beside the program, when left out")
    .option("--no-journal", "keep nothing by which the run could be resumed");
}

function runOptions({ input = [], json, quiet, verbose, ...flags }: RunFlags): RunOptions {
  const { failFast = false, stub = false, cleanEnv = false, ...rest } = flags;
  const tells = json ? "json" : quiet ? "trouble" : verbose ? "all" : "usual";
  return { ...rest, input, tells, failFast, stub, cleanEnv };
}

interface CheckFlags {
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly fixSuggested?: boolean;
  readonly watch?: boolean;
}

interface RunFlags {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly graph?: string;
  readonly events?: string;
  readonly track?: readonly string[];
  readonly trackEvery?: number;
  readonly metrics?: ReturnType<typeof place>;
  readonly ui?: number | true;
  readonly profile?: string;
  readonly on?: readonly string[];
  readonly concurrency?: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly failFast?: true;
  readonly out?: string;
  readonly stub?: true;
  readonly cleanEnv?: true;
  readonly shuffle?: number;
  readonly resume?: string | true;
  readonly journal: boolean;
  readonly state?: string;
  readonly maxSteps?: number;
}

/** Ends the process for an exception that no verb dealt with. */
function end(error: unknown): never {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(exceptionText(error, process.env["ADG_DEBUG"] !== undefined));
  process.exit(error instanceof Refusal ? 2 : 1);
}

/**
 * The user's modules may stand in a folder without package.json: Node's remark about that concerns nobody here. And our own warnings are
 * the command's, which tell without Node's help.
 */
function quietWarnings(): void {
  const printers = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if ((warning as NodeJS.ErrnoException).code === "MODULE_TYPELESS_PACKAGE_JSON") return;
    if (warning.name === "AdgWarning") return void process.stderr.write(`warning: ${warning.message}\n`);
    for (const print of printers) print(warning);
  });
}
