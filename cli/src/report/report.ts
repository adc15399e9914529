import { writeFile } from "node:fs/promises";
import { checkFile } from "../check-writable.ts";
import { block, failuresTable, pageOf, rulesTable, tasksTable } from "../graph/page.ts";
import { callsOf, foldedRun, runGraph, type RunGraph } from "../graph/run-graph.ts";
import { print } from "../print.ts";
import { stateDirOf } from "../state-dir.ts";
import { criticalPath } from "./critical-path.ts";
import { headBlock, originBlock, pathTable, slowestTable, timelineBlock, timesTable, tracedTable } from "./sections.ts";
import { taskTimes } from "./statistics.ts";
import { traced } from "./traced.ts";

/** Options of `adg report`. */
export interface ReportOptions {
  readonly in: string;
  readonly out?: string;
  readonly program?: string;
}

/** So many boxes, as far as families can be drawn as one. */
const mostBoxes = 60;

/** Writes all that is worth knowing of a run into one HTML file; answers the exit code. */
export async function report(named: string, { in: place, out, program }: ReportOptions): Promise<number> {
  if (out !== undefined) checkFile(out);
  const run = await runGraph(named, {
    stateDir: stateDirOf(place),
    moments: 1,
    ...(program === undefined ? {} : { program }),
  });
  const file = out ?? `${run.id}.html`;
  checkFile(file);
  await writeFile(file, await reportOf(run));
  await print(`"${file}" reports on run ${run.id}.`);
  return 0;
}

async function reportOf(run: RunGraph): Promise<string> {
  const { graphStory, givenInputs, runStory } = await import("@adg/runtime/asked");
  const { place, svgOf } = await import("@adg/pictures");
  const { history, isLive, state, open, workflow, isSame } = run.run;
  const now = isLive ? { now: Date.now() } : {};
  const story = runStory(history, now);
  const graph = graphStory(state, { open, begun: history.begun, isLive });
  const folded = foldedRun(run, mostBoxes);
  const layout = await place(folded.drawing, "LR");
  const svg = svgOf(folded.drawing, layout);
  const path = criticalPath(run);
  const scope = workflow.scopes[0];
  const outputs = story.outputs ?? state.outputs;
  const typed = (scope?.outputs ?? []).flatMap(({ name, type }) => (name === undefined ? [] : [{ name, type }]));
  const sections: readonly (readonly [string, string])[] = [
    ["Timeline", timelineBlock(run, path)],
    ["What the run waited for", pathTable(run, path)],
    ["Slowest attempts", slowestTable(run)],
    ["Time by task", timesTable(taskTimes(history.outcomes))],
    ["Tasks", tasksTable(graph)],
    ["Rules", rulesTable(graph)],
    ["Inputs", tracedTable(await traced(givenInputs(history), scope?.parameters ?? [], workflow))],
    ["Outputs", tracedTable(await traced(outputs, typed, workflow))],
    ["What made it", originBlock(run)],
  ];
  return pageOf(
    `Run ${run.id} of ${workflow.name}`,
    svg,
    sections.map(([title, content]) => block(title, content)).filter((text) => text !== ""),
    [
      headBlock(story, { isSame, tasks: graph.tasks }),
      block("Failures", failuresTable(story, callsOf(run))),
      "<h2>Graph</h2>",
    ].filter((text) => text !== ""),
  );
}
