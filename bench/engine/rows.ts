/** Measures workloads at their sizes. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ask } from "./ask.ts";
import { compileInto } from "./compile.ts";
import { median } from "./median.ts";
import type { Heap, Request, Time } from "./request.ts";
import type { Workload } from "./workload.ts";

/** What is known of a workload at one size. */
export interface Row {
  readonly workload: string;
  readonly size: number;
  readonly nodes: number;
  readonly edges: number;
  /** Of each run. */
  readonly seconds: readonly number[];
  /** Median of the runs; microseconds. */
  readonly perNode: number;
  /** Bytes. */
  readonly peak: number;
  readonly floors: readonly FloorRow[];
  /** Bytes for each node and edge. */
  readonly heap?: number;
}

/** A floor, measured in turns with the workload. */
export interface FloorRow {
  readonly name: string;
  readonly seconds: readonly number[];
  /** adg's speed as a share of the floor's: the median of what the turns gave. */
  readonly share: number;
}

/** A size that was not measured. */
export interface Gap {
  readonly workload: string;
  readonly size: number;
  readonly why: string;
}

export interface RowOptions {
  readonly folder: string;
  /** How often, at most. */
  readonly runs: number;
  /** No larger size. */
  readonly max: number;
  /** Seconds that a single process may take. */
  readonly limit: number;
  readonly onRow: (row: Row | Gap) => void;
}

/** A run that takes longer than this (seconds) is measured once. */
const LONG = 20;

/** With fewer nodes, what a run has once outweighs what it has for each node. */
const ENOUGH = 10_000;

/** Measures a workload at each of its sizes, up to the first one that takes too long. */
export async function measureRows(workload: Workload, options: RowOptions): Promise<readonly (Row | Gap)[]> {
  const rows: (Row | Gap)[] = [];
  const sizes = workload.sizes.filter((size) => size <= options.max);
  let before: Row | undefined;
  for (const size of sizes) {
    const row = await measureRow(workload, size, before, options);
    rows.push(row);
    options.onRow(row);
    if (!("nodes" in row)) break;
    before = row;
  }
  const largest = rows.findLastIndex((row) => "nodes" in row);
  const row = rows[largest];
  if (workload.values !== undefined && row !== undefined && "nodes" in row && row.nodes >= ENOUGH)
    rows[largest] = await withHeap(workload, row, options);
  return rows;
}

async function measureRow(
  workload: Workload,
  size: number,
  before: Row | undefined,
  options: RowOptions,
): Promise<Row | Gap> {
  const gap = (why: string): Gap => ({ workload: workload.name, size, why });
  const least = before === undefined ? 0 : (median(before.seconds) * size) / before.size;
  if (least > options.limit) return gap(`would take over ${options.limit} s`);
  const request = requestFor(workload, size, options.folder);
  const floors = workload.floors
    .filter(({ missing }) => missing?.() === undefined)
    .map(({ name }) => ({ name, seconds: [] as number[] }));
  const times: Time[] = [];
  for (let time = 0; time < options.runs; time += 1) {
    const answer = await ask<Time>({ ...request, measure: "run" }, options);
    if (answer.kind === "none") return gap(answer.why);
    times.push(answer.value);
    for (const floor of floors) {
      const floorAnswer = await ask<Time>({ ...request, measure: "floor", floor: floor.name }, options);
      if (floorAnswer.kind === "none") throw new Error(`"${floor.name}" of ${workload.name}: ${floorAnswer.why}`);
      floor.seconds.push(floorAnswer.value.seconds);
    }
    if (answer.value.seconds > LONG) break;
  }
  return rowOf(workload, size, times, floors);
}

function rowOf(
  { name }: Workload,
  size: number,
  times: readonly Time[],
  floors: readonly { readonly name: string; readonly seconds: readonly number[] }[],
): Row {
  const seconds = times.map((time) => time.seconds);
  const { nodes = 0, edges = 0 } = times[0] ?? {};
  return {
    workload: name,
    size,
    nodes,
    edges,
    seconds,
    perNode: (1e6 * median(seconds)) / nodes,
    peak: median(times.map((time) => time.peak)),
    floors: floors.map((floor) => ({
      ...floor,
      share: median(floor.seconds.map((each, turn) => each / (seconds[turn] ?? Number.NaN))),
    })),
  };
}

async function withHeap(workload: Workload, row: Row, options: RowOptions): Promise<Row> {
  const request = requestFor(workload, row.size, options.folder);
  const answer = await ask<Heap>({ ...request, measure: "heap" }, options);
  if (answer.kind === "none") return row;
  const { bytes, nodes, edges } = answer.value;
  return { ...row, heap: bytes / (nodes + edges) };
}

const runtime = pathToFileURL(createRequire(import.meta.url).resolve("@adg/runtime")).href;

/** A request to measure a workload, once its program is compiled. */
export function requestFor(workload: Workload, size: number, folder: string): Omit<Request, "measure"> {
  const compiled = (of: number): string => compileInto(folder, workload.program(of), runtime);
  const warmUp = Math.min(workload.warmUp ?? 1000, size);
  return { workload: workload.name, size, program: compiled(size), warmUp: compiled(warmUp), folder };
}
