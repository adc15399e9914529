/** The parts of a report, as HTML. */
import { escaped } from "@adg/pictures";
import { workAt, type GraphStory, type RunStory } from "@adg/runtime/asked";
import { table } from "../graph/page.ts";
import { callsOf, type RunGraph } from "../graph/run-graph.ts";
import { callText } from "../short-value.ts";
import { durationText, numberText, sizeText, timeText } from "../words.ts";
import type { PathNode } from "./critical-path.ts";
import type { TaskTimes } from "./statistics.ts";
import { timeline, type Bar } from "./timeline.ts";
import type { TracedValue } from "./traced.ts";

export function headBlock(
  { state, started, ended, worked, resumed }: RunStory,
  { isSame, tasks }: { readonly isSame: boolean; readonly tasks: GraphStory["tasks"] },
): string {
  const done = tasks.reduce((sum, each) => sum + each.done, 0);
  const failed = tasks.reduce((sum, each) => sum + each.failed, 0);
  const lines = [
    `${state} after ${durationText(worked)}: ${numberText(done)} nodes done, ${numberText(failed)} failed`,
    `started ${timeText(started)}${ended === undefined ? "" : `, ended ${timeText(ended)}`}`,
    ...resumed.map(({ time, why }) => `resumed ${timeText(time)}${why.length === 0 ? "" : `: ${why.join("; ")}`}`),
    ...(isSame ? [] : ["The program has changed since: what is drawn is what its rules make of the outcomes now."]),
  ];
  return `<p>${lines.map(escaped).join("<br>")}</p>`;
}

/** A picture of more would say nothing to the eye. */
const mostBars = 4_000;

export function timelineBlock(run: RunGraph, path: readonly PathNode[]): string {
  const { history } = run.run;
  const { sessions } = history;
  const critical = new Set(path.map(({ node }) => run.growth.nodes[node]?.id));
  const calls = callsOf(run);
  const length = workAt(sessions, Infinity);
  const bars = history.outcomes
    .filter(({ record }) => record.kind === "failed" || record.from === undefined)
    .map(({ record: { kind, node, task, attempt, begun, ended } }): Bar => ({
      begun: workAt(sessions, begun),
      ended: workAt(sessions, ended),
      state: kind === "succeeded" ? "done" : "failed",
      title: `${calls.get(node) ?? task}${attempt > 1 ? `, attempt ${attempt}` : ""}: ${durationText(ended - begun)}`,
      isCritical: kind === "succeeded" && critical.has(node),
    }));
  if (bars.length === 0) return "";
  const shown = bars.toSorted((a, b) => b.ended - b.begun - (a.ended - a.begun)).slice(0, mostBars);
  const rest = bars.length - shown.length;
  const told =
    rest === 0 ? "" : `<p>The ${numberText(mostBars)} longest; ${numberText(rest)} shorter ones are left out.</p>`;
  return `<figure>${timeline(shown, length)}</figure>${told}`;
}

/** The chain, with how long each waited for its turn. */
export function pathTable(run: RunGraph, path: readonly PathNode[]): string {
  const rows = path.map(({ node, begun, ended }, index) => {
    const before = path[index - 1]?.ended ?? run.run.history.created.time;
    const grown = run.growth.nodes[node];
    const call = grown === undefined ? "" : callText(grown.task, grown.args);
    return [call, grown?.id ?? "", durationText(Math.max(0, begun - before)), durationText(ended - begun)];
  });
  return table(["node", "id", "waited", "took"], rows);
}

const mostSlow = 15;

export function slowestTable(run: RunGraph): string {
  const calls = callsOf(run);
  const rows = run.run.history.outcomes
    .map(({ record }) => ({ ...record, took: record.ended - record.begun }))
    .toSorted((a, b) => b.took - a.took)
    .slice(0, mostSlow)
    .map(({ node, task, attempt, took, kind }) => [
      calls.get(node) ?? task,
      node,
      String(attempt),
      kind === "failed" ? "failed" : "done",
      durationText(took),
    ]);
  return table(["node", "id", "attempt", "", "took"], rows);
}

export function timesTable(times: readonly TaskTimes[]): string {
  return table(
    ["task", "attempts", "failed", "from cache", "all together", "median", "95 of 100", "longest"],
    times.map(({ task, attempts, failed, reused, total, median, p95, longest }) => [
      task,
      ...[attempts, failed, reused].map((count) => (count === 0 ? "" : numberText(count))),
      ...[total, median, p95, longest].map(durationText),
    ]),
  );
}

const longestText = 300;

export function tracedTable(values: readonly TracedValue[]): string {
  return table(
    ["name", "value", "sha256"],
    values.map(({ name, text, digest }) => [
      name,
      text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text,
      digest,
    ]),
  );
}

/** Program, its tasks, and the machine. */
export function originBlock({ run: { history, workflow } }: RunGraph): string {
  const { created, resumed, outcomes } = history;
  const { environment, settings } = created;
  const codes = new Map(outcomes.map(({ record, code }) => [`${record.task} ${code}`, { task: record.task, code }]));
  const rows: (readonly string[])[] = [
    ["program", workflow.source],
    ["digest of the program", resumed.at(-1)?.program ?? created.program],
    ["adg", created.adg],
    ...(environment === undefined
      ? []
      : [
          ["Node", environment.node],
          ["machine", `${environment.platform}, ${environment.cpus} cpus, ${sizeText(environment.memory)} of memory`],
        ]),
    ...(settings.profile === undefined ? [] : [["profile", settings.profile]]),
    ...(settings.on === undefined ? [] : [["executors", settings.on.join(", ")]]),
    ...[...codes.values()].map(({ task, code }) => [`code of ${task}`, code ?? "unknown"]),
  ];
  return table(["", ""], rows);
}
