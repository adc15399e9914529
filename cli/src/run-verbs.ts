import { type Command, InvalidArgumentError, Option } from "commander";

/** `runs`, `show`, `logs`, `diff`, `export`, `import`, `replay`: what can be asked about runs that are kept. */
export function addRunVerbs(adg: Command): void {
  const verb = (name: string, description: string): Command =>
    adg
      .command(name)
      .description(description)
      .option("--in <place>", "program, its folder or that folder's .adg, where the run is not of this folder", ".");

  verb("runs", "list the runs, the newest first")
    .option("--json", "print a JSON list of all of them")
    .option("--last <n>", "list so many; 20 when left out", count)
    .option("--all", "list all")
    .action(async ({ in: place, json = false, last, all = false }: RunsFlags) => {
      const { runs } = await import("./runs.ts");
      process.exitCode = await runs({ in: place, json, last: last ?? (all || json ? Infinity : 20) });
    });

  verb("show", "show what a run has come to")
    .argument("[run]", "id of the run, or how it begins; the last one when left out")
    .option("--json", "print it as a JSON object")
    .action(async (run: string | undefined, { in: place, json = false }: ShowFlags) => {
      const { show } = await import("./show.ts");
      process.exitCode = await show(run, { in: place, json });
    });

  verb("logs", "print what a node printed")
    .argument("<run>", "id of the run, or how it begins")
    .argument(
      "<node...>",
      'id of the node, or how it begins; or its task and, where there are several, an argument: pdf "a.md"',
    )
    .option("-f, --follow", "go on until the node is over")
    .addOption(new Option("--json", "print it as a JSON object").conflicts("follow"))
    .action(async (run: string, node: string[], { in: place, json = false, follow = false }: LogsFlags) => {
      const { logs } = await import("./logs.ts");
      process.exitCode = await logs(run, node.join(" "), { in: place, json, follow });
    });
}

interface LogsFlags extends ShowFlags {
  readonly follow?: boolean;
}

interface ShowFlags {
  readonly in: string;
  readonly json?: boolean;
}

interface RunsFlags {
  readonly in: string;
  readonly json?: boolean;
  readonly last?: number;
  readonly all?: boolean;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, at least 1.");
  return Number(text);
}
