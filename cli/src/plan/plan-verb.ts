import type { Command } from "commander";
import { collect } from "../collect.ts";
import { positive } from "../option-values.ts";

/** `adg plan`. */
export function addPlanVerb(adg: Command): void {
  adg
    .command("plan")
    .description("say what graph a program would grow, with results that are assumed; no task runs")
    .argument("<file>", ".adg file")
    .option("--input <name=value>", "give an input; a string, file or dir as it is, all else as JSON", collect)
    .option("--inputs <file.json>", "give inputs by the fields of a JSON file")
    .option(
      "--assume <task=result>",
      "how many elements the task's results have, where they are lists; else the result, as JSON",
      collect,
    )
    .option("--took <task=time>", "how long its nodes take (30s, 5m, 2h); those of other tasks take no time", collect)
    .option("--from <run>", "take results from this run where they still fit, and times from what its nodes took")
    .option("--at-most <n>", "stop at so many nodes; 100,000 when left out", positive)
    .option("--json", "print it as a JSON object")
    .option("--in <place>", "program, its folder or that folder's .adg, where the run is not beside the program")
    .action(async (file: string, { input = [], assume = [], took = [], json = false, ...rest }: PlanFlags) => {
      const { plan } = await import("./plan.ts");
      process.exitCode = await plan(file, { ...rest, input, assume, took, json });
    });
}

interface PlanFlags {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly assume?: readonly string[];
  readonly took?: readonly string[];
  readonly from?: string;
  readonly atMost?: number;
  readonly json?: boolean;
  readonly in?: string;
}
