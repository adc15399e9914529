import { type Command, Option } from "commander";
import { collect } from "../collect.ts";
import { whole } from "../option-values.ts";
import { inQueue, type InQueue } from "../queue-option.ts";

/** Options of `adg ui`. */
export interface UiFlags extends InQueue {
  readonly in: string;
  readonly port: number;
  readonly host: string;
  readonly name?: readonly string[];
  readonly program?: string;
  /** It was started for a run, and ends with it. */
  readonly beside?: true;
}

/** `adg ui`: the page of runs. */
export function addUiVerb(adg: Command): void {
  inQueue(adg.command("ui"), "show the runs of this queue of adg.config.ts")
    .description("show runs on a local page, as they go on and afterwards, until Ctrl-C")
    .argument("[run]", "id of a run to begin with, or how it begins; a list of all when left out")
    .option("--port <n>", "serve the page there; where there is room, when left out", whole, 0)
    .option("--host <address>", "serve the page at this address of the machine", "127.0.0.1")
    .option("--name <host>", "a further name under which browsers may ask for the page", collect)
    .option("--program <file>", "the program of the runs, where it is not where it was")
    .option("--in <place>", "program, its folder or that folder's .adg, where the runs are not of this folder", ".")
    .addOption(new Option("--beside", "end with standard input, and tell the address as JSON").hideHelp())
    .action(async (run: string | undefined, flags: UiFlags) => {
      const { ui } = await import("./ui.ts");
      process.exitCode = await ui(run, flags);
    });
}
