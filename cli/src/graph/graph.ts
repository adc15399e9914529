import { existsSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import type { Drawing, Scene, Timing } from "@adg/pictures";
import { checkFile as checkWritable } from "../check-writable.ts";
import { checkFile, type CheckedFile } from "../check-file.ts";
import { diagnosticsText } from "../diagnostics-text.ts";
import { print } from "../print.ts";
import { Refusal } from "../refusal.ts";
import { stateDirOf } from "../state-dir.ts";
import { counted } from "../words.ts";
import { binary, formatOfName, formats, type Format } from "./formats.ts";
import type { GraphFlags } from "./graph-verbs.ts";

/** What is to be drawn, in all the forms that it can take. */
export interface Picture {
  readonly drawing: Drawing;
  /** How it grew; none where nothing has. */
  readonly scenes: readonly Scene[];
  /** All of it as plain data, whatever was folded for the eye. */
  json(): unknown;
  gexf(): string;
  /** Blocks of a page below the picture, as HTML. */
  readonly blocks: readonly string[];
}

/** Draws a program or a run; answers the exit code: 2 where the program has mistakes. */
export async function graph(what: string, options: GraphFlags): Promise<number> {
  const format = formatOf(options);
  const { out } = options;
  if (out !== undefined) checkWritable(out);
  else if (binary.has(format) && process.stdout.isTTY)
    throw new Refusal(`A ${format.toUpperCase()} is nothing for a terminal: say where to with --out.`);
  if (options.film === true && format !== "svg" && format !== "html" && format !== "gif")
    throw new Refusal(`A film is an SVG, a GIF or a page, and not ${format}: leave out --film.`);
  const isFilm = options.film === true || format === "gif";
  const picture = isProgram(what)
    ? await programPicture(what, { ...options, format })
    : await runPicture(what, options, isFilm ? options.scenes : 1);
  if (picture === undefined) return 2;
  const content = await contentOf(format, picture, options);
  if (out === undefined) await write(content);
  else {
    await writeFile(out, content);
    await print(toldOf(picture, format, out), process.stderr);
  }
  return 0;
}

function formatOf({ format, out }: GraphFlags): Format {
  if (format !== undefined) return format;
  if (out === undefined || extname(out) === "") return "svg";
  const found = formatOfName(out);
  if (found !== undefined) return found;
  throw new Refusal(`What "${out}" is to be is not clear from its name: say it with --format (${formats.join(", ")}).`);
}

/** Ids of runs are no files, and have no dots. */
function isProgram(what: string): boolean {
  if (what.includes(".") || what.includes("/")) return true;
  return existsSync(what) && statSync(what).isFile();
}

async function programPicture(file: string, { film, format, until }: GraphFlags): Promise<Picture | undefined> {
  if (film === true || format === "gif")
    throw new Refusal(`"${file}" is a program, and a film shows how a run grew: name a run.`);
  if (until !== undefined) throw new Refusal(`"${file}" is a program; --until is for runs.`);
  const checked = await checkFile(file);
  if (checked.diagnostics.some(({ severity }) => severity === "error")) {
    await print(diagnosticsText([errorsOf(checked)], process.stderr), process.stderr);
    return undefined;
  }
  const { programDrawing, programGraph, programJson, programGexf } = await import("./program-graph.ts");
  const { programBlocks } = await import("./page.ts");
  const graph = await programGraph(checked);
  return {
    drawing: programDrawing(graph, checked),
    scenes: [],
    json: () => programJson(graph, checked),
    gexf: () => programGexf(graph, checked),
    blocks: programBlocks(checked),
  };
}

function errorsOf(checked: CheckedFile): CheckedFile {
  return { ...checked, diagnostics: checked.diagnostics.filter(({ severity }) => severity === "error") };
}

async function runPicture(named: string, options: GraphFlags, moments: number): Promise<Picture> {
  const { foldedRun, runGexf, runGraph, scenesOf } = await import("./run-graph.ts");
  const { runBlocks } = await import("./page.ts");
  const { finalGraph } = await import("@adg/runtime/asked");
  const { program, until, fold } = options;
  const run = await runGraph(named, {
    stateDir: stateDirOf(options.in),
    moments,
    ...(program === undefined ? {} : { program }),
    ...(until === undefined ? {} : { until }),
  });
  if (!run.run.isSame)
    await print(
      "The program has changed since the run: this is what its rules make of the outcomes now.",
      process.stderr,
    );
  const folded = foldedRun(run, fold);
  return {
    drawing: folded.drawing,
    scenes: scenesOf(folded, run.growth.moments),
    json: () => finalGraph(run.run.state),
    gexf: () => runGexf(run),
    blocks: runBlocks(run),
  };
}

async function contentOf(format: Format, picture: Picture, options: GraphFlags): Promise<string | Uint8Array> {
  const { dotOf, filmOf, gifOf, mermaidOf, place, pngOf, svgOf } = await import("@adg/pictures");
  const { drawing, scenes } = picture;
  const { direction, seconds, film } = options;
  const timing: Timing = {
    scene: Math.max(20, Math.round((1000 * seconds) / Math.max(1, scenes.length))),
    rest: 2_500,
  };
  switch (format) {
    case "dot":
      return dotOf(drawing, direction);
    case "mermaid":
      return mermaidOf(drawing, direction);
    case "json":
      return `${JSON.stringify(picture.json(), undefined, 2)}\n`;
    case "gexf":
      return picture.gexf();
    case "svg": {
      const layout = await place(drawing, direction);
      return film === true ? filmOf(drawing, layout, scenes, timing) : svgOf(drawing, layout);
    }
    case "png":
      return pngOf(svgOf(drawing, await place(drawing, direction)));
    case "gif": {
      const layout = await place(drawing, direction);
      return gifOf(
        scenes.map((scene) => svgOf(drawing, layout, scene)),
        timing,
      );
    }
    case "html": {
      const { pageOf } = await import("./page.ts");
      const layout = await place(drawing, direction);
      const svg = film === true ? filmOf(drawing, layout, scenes, timing) : svgOf(drawing, layout);
      return pageOf(drawing.title, svg, picture.blocks);
    }
  }
}

function write(content: string | Uint8Array): Promise<void> {
  return new Promise((done) => process.stdout.write(content, () => done()));
}

function toldOf({ drawing: { boxes, arrows } }: Picture, format: Format, out: string): string {
  if (format === "json" || format === "gexf") return `"${out}" has the whole graph.`;
  return `"${out}" shows ${counted(boxes.length, "box", "boxes")} and ${counted(arrows.length, "arrow")}.`;
}
