import { type Command, Option } from "commander";
import { positive, whole } from "../option-values.ts";
import type { ReportOptions } from "../report/report.ts";
import { formats, type Format } from "./formats.ts";

/** `adg graph` and `adg report`. */
export function addGraphVerbs(adg: Command): void {
  adg
    .command("graph")
    .description("draw a program, before anything of it ran, or a run")
    .argument("<what>", "a program, or id of a run, or how that begins")
    .addOption(
      new Option("--format <format>", "form of the picture; as --out ends, or svg, when left out").choices(formats),
    )
    .option("-o, --out <file>", "where to write it; the terminal, or what this is piped into, when left out")
    .addOption(
      new Option("--direction <direction>", "LR: from left to right; TB: from top to bottom")
        .choices(["LR", "TB"])
        .default("LR"),
    )
    .addOption(
      new Option(
        "--fold <n>",
        "draw the largest families of nodes as one box each, until there are at most so many boxes",
      )
        .argParser(positive)
        .default(60),
    )
    .option("--film", "an SVG that shows how the run grew; a GIF always does")
    .addOption(new Option("--scenes <n>", "so many pictures make a film").argParser(positive).default(50))
    .addOption(new Option("--seconds <n>", "so long a film takes").argParser(positive).default(8))
    .addOption(new Option("--until <n>", "the run as it was after so many outcomes of nodes").argParser(whole))
    .option("--program <file>", "the program of the run, where it is not where it was")
    .option("--in <place>", "program, its folder or that folder's .adg, where the run is not of this folder", ".")
    .action(async (what: string, options: GraphFlags) => {
      const { graph } = await import("./graph.ts");
      process.exitCode = await graph(what, options);
    });

  adg
    .command("report")
    .description("write what is worth knowing of a run into one HTML file")
    .argument("<run>", "id of the run, or how it begins")
    .option("-o, --out <file.html>", "where to write it; RUN.html when left out")
    .option("--program <file>", "the program of the run, where it is not where it was")
    .option("--in <place>", "program, its folder or that folder's .adg, where the run is not of this folder", ".")
    .action(async (run: string, options: ReportOptions) => {
      const { report } = await import("../report/report.ts");
      process.exitCode = await report(run, options);
    });
}

/** Options of `adg graph`. */
export interface GraphFlags {
  readonly format?: Format;
  readonly out?: string;
  readonly direction: "LR" | "TB";
  readonly fold: number;
  readonly film?: true;
  readonly scenes: number;
  readonly seconds: number;
  readonly until?: number;
  readonly program?: string;
  readonly in: string;
}
