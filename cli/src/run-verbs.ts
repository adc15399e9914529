import { type Command, Option } from "commander";
import { positive, whole } from "./option-values.ts";
import { addPruneVerb } from "./prune-verb.ts";
import { inQueue, queueOf, type InQueue } from "./queue-option.ts";

/** `runs`, `show`, `logs`, `diff`, `export`, `import`, `replay`: what can be asked about runs that are kept. */
export function addRunVerbs(adg: Command): void {
  const verb = (name: string, description: string): Command =>
    adg
      .command(name)
      .description(description)
      .option("--in <place>", "program, its folder or that folder's .adg, where the run is not of this folder", ".");

  const list = verb("runs", "list the runs, the newest first; prune removes some");
  inQueue(list, "list those that were submitted to this queue of adg.config.ts")
    .option("--json", "print a JSON list of all of them")
    .option("--last <n>", "list so many; 20 when left out", positive)
    .option("--all", "list all")
    .action(async ({ in: place, json = false, last, all = false, ...rest }: RunsFlags) => {
      const shown = { json, last: last ?? (all || json ? Infinity : 20) };
      const chosen = queueOf(rest);
      if (chosen !== undefined) {
        const { queueRuns } = await import("./queue-runs.ts");
        process.exitCode = await queueRuns(chosen, shown);
        return;
      }
      const { runs } = await import("./runs.ts");
      process.exitCode = await runs({ in: place, ...shown });
    });
  addPruneVerb(list);

  inQueue(verb("show", "show what a run has come to"))
    .argument("[run]", "id of the run, or how it begins; the last one when left out")
    .option("--json", "print it as a JSON object")
    .action(async (run: string | undefined, { json = false, ...rest }: ShowFlags & InQueue) => {
      const { show } = await import("./show.ts");
      process.exitCode = await show(run, { ...rest, json });
    });

  inQueue(verb("logs", "print what a node printed"))
    .argument("<run>", "id of the run, or how it begins")
    .argument(
      "<node...>",
      'id of the node, or how it begins; or its task and, where there are several, an argument: pdf "a.md"',
    )
    .option("-f, --follow", "go on until the node is over")
    .addOption(new Option("--json", "print it as a JSON object").conflicts("follow"))
    .action(async (run: string, node: string[], { json = false, follow = false, ...rest }: LogsFlags & InQueue) => {
      const { logs } = await import("./logs.ts");
      process.exitCode = await logs(run, node.join(" "), { ...rest, json, follow });
    });

  inQueue(verb("diff", "say in what two runs differ; exit with 1 if they do"))
    .argument("<run>", "id of a run, or how it begins")
    .argument("<other>", "the same of another")
    .option("--json", "print it as a JSON object")
    .action(async (first: string, second: string, { json = false, ...rest }: ShowFlags & InQueue) => {
      const { diff } = await import("./diff.ts");
      process.exitCode = await diff(first, second, { ...rest, json });
    });

  inQueue(verb("export", "write a run into one file, for another machine or a report"))
    .argument("<run>", "id of the run, or how it begins")
    .argument("<file>", "new file")
    .option("--json", "print what was written as a JSON object")
    .action(async (run: string, file: string, { json = false, ...rest }: ShowFlags & InQueue) => {
      const { exportTo } = await import("./portable.ts");
      process.exitCode = await exportTo(run, file, { ...rest, json });
    });

  verb("import", "take up a run from such a file, to ask about it here")
    .argument("<file>", 'what "adg export" wrote')
    .option("--json", "print the run's id and folder as a JSON object")
    .action(async (file: string, { in: place, json = false }: ShowFlags) => {
      const { importFrom } = await import("./portable.ts");
      process.exitCode = await importFrom(file, { in: place, json });
    });

  inQueue(verb("replay", "make the graph of a run again from its journal; no task runs"))
    .argument("<run>", "id of the run, or how it begins")
    .addOption(new Option("--until <n>", "take in only so many outcomes of nodes").argParser(whole).conflicts("check"))
    .option("--graph <file.json>", "write the graph")
    .option("--check", "say whether the program makes the graph that the run had; exit with 1 if not")
    .option("--program <file>", "the program, where it is not where it was")
    .option("--json", "print it as a JSON object")
    .action(async (run: string, { json = false, check = false, ...rest }: ReplayFlags) => {
      const { replay } = await import("./replay.ts");
      process.exitCode = await replay(run, { ...rest, json, check });
    });
}

interface ReplayFlags extends ShowFlags, InQueue {
  readonly until?: number;
  readonly graph?: string;
  readonly check?: boolean;
  readonly program?: string;
}

interface LogsFlags extends ShowFlags {
  readonly follow?: boolean;
}

interface ShowFlags {
  readonly in: string;
  readonly json?: boolean;
}

interface RunsFlags extends InQueue {
  readonly in: string;
  readonly json?: boolean;
  readonly last?: number;
  readonly all?: boolean;
}
