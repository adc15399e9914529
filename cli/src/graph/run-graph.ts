/** The graph that a run has grown, and how it did. */
import { basename } from "node:path";
import { fold, gexfOf, sceneOf, type Folded, type Scene } from "@adg/pictures";
import type { Value } from "@adg/runtime";
import type { Growth, GrownNode, Moment } from "@adg/runtime/asked";
import { findRun } from "../find-run.ts";
import { replayed, runWithHistory, type ReplayedRun } from "../replayed-run.ts";
import { argumentsText, callText, valueText } from "../short-value.ts";
import { durationText } from "../words.ts";
import { tellingArguments } from "./telling-arguments.ts";

/** Which run, and what of it. */
export interface RunGraphOptions {
  readonly stateDir: string;
  /** So many moments of its growth; at least the last one. */
  readonly moments: number;
  readonly until?: number;
  readonly program?: string;
}

export interface RunGraph {
  readonly run: ReplayedRun;
  readonly id: string;
  readonly growth: Growth;
}

export async function runGraph(
  named: string,
  { stateDir, moments, until, program }: RunGraphOptions,
): Promise<RunGraph> {
  const { GrowthWatch } = await import("@adg/runtime/asked");
  const { run: id } = await findRun(stateDir, named);
  const { history, isLive } = await runWithHistory(stateDir, id);
  const watch = new GrowthWatch(history, moments);
  const run = await replayed(stateDir, history, isLive, {
    onTaken: (recorded, state) => watch.see(recorded, state),
    ...(until === undefined ? {} : { until }),
    ...(program === undefined ? {} : { program }),
  });
  return { run, id, growth: watch.growth(run.state) };
}

/** Each node as a call, by its id. */
export function callsOf({ growth }: RunGraph): ReadonlyMap<string, string> {
  return new Map(growth.nodes.map(({ id, task, args }) => [id, callText(task, args)]));
}

/** At most so many boxes, as far as families of nodes can be drawn as one. */
export function foldedRun({ growth, id, run }: RunGraph, most: number): Folded {
  const states = growth.moments.at(-1)?.states ?? [];
  const telling = tellingArguments(growth.nodes);
  const nodes = growth.nodes.map((node) => ({
    family: node.task,
    lines: linesOf(node, telling.get(node.task)),
    isWorkflow: node.isWorkflow,
    ...(node.inside === undefined ? {} : { inside: node.inside }),
    title: `${callText(node.task, withoutFolders(node.args))}, node ${node.id}`,
  }));
  return fold(`run ${id} of ${run.workflow.name}`, nodes, growth.edges, states, most);
}

/** How it looked at each moment. */
export function scenesOf(folded: Folded, moments: readonly Moment[]): readonly Scene[] {
  return moments.map(({ states, edges, time }) => sceneOf(folded, states, edges, durationText(time)));
}

export function runGexf({ growth, id }: RunGraph): string {
  const states = growth.moments.at(-1)?.states ?? [];
  return gexfOf(
    `run ${id}`,
    growth.nodes.map(({ id, task, args, inside }, place) => {
      const outer = inside === undefined ? undefined : growth.nodes[inside];
      const attributes = { task, arguments: argumentsText(args), ...(outer === undefined ? {} : { inside: outer.id }) };
      return { id, label: callText(task, args), state: states[place] ?? "waiting", attributes };
    }),
    growth.edges.flatMap(({ from, to, isSoft }) => {
      const [a, b] = [growth.nodes[from], growth.nodes[to]];
      return a === undefined || b === undefined ? [] : [{ from: a.id, to: b.id, attributes: { soft: String(isSoft) } }];
    }),
  );
}

/** A picture has room for the beginning of the arguments, and of a path for its end. */
const longestLine = 28;

/** `telling`: the arguments that tell it from other nodes of its task. */
function linesOf({ task, args }: GrownNode, telling: ReadonlySet<string> | undefined): readonly string[] {
  const names = Object.keys(args).filter((name) => telling?.has(name) !== false);
  if (names.length === 0) return [task];
  const all = withoutFolders(args);
  const short = Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  const text = names.length === 1 ? valueText(short[names[0] ?? ""] ?? null) : argumentsText(short);
  return [task, text.length > longestLine ? `${text.slice(0, longestLine - 1)}…` : text];
}

/** Of a path, its end says what it is, wherever the run was. */
function withoutFolders(args: GrownNode["args"]): GrownNode["args"] {
  const short = (value: Value): Value => (typeof value === "string" && value.startsWith("/") ? basename(value) : value);
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, short(value)]));
}
