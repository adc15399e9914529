import { count, digits, megabytes, type Table } from "./table.ts";
import type { Gap, Row } from "./rows.ts";

/** What should hold of something that was measured. */
export interface Target {
  readonly what: string;
  /** `least`: no less than `bound`; `most`: no more. */
  readonly kind: "least" | "most";
  readonly bound: number;
  /** Absent where it could not be measured. */
  readonly measured?: number;
  readonly unit: "times" | "bytes" | "memory" | "ms";
}

export const isMet = ({ kind, bound, measured }: Target): boolean =>
  measured !== undefined && (kind === "least" ? measured >= bound : measured <= bound);

type Rows = readonly (Row | Gap)[];

const ofPromises = (rows: Rows, workload: string, size: number): Target => ({
  what: `${workload}, ${count(size)}: speed, of promises`,
  kind: "least",
  bound: 1 / 5,
  unit: "times",
  ...measuredOf(shareOf(rows, workload, size, "promises")),
});

/** What the project sets itself, beside what these rows say of it. Targets of workloads that were not asked for are left out. */
export function targetsOf(rows: Rows): readonly Target[] {
  const names = [...new Set(rows.map(({ workload }) => workload))];
  const has = (workload: string): boolean => names.includes(workload);
  const wide = rowAt(rows, "W1", 100_000);
  return [
    ...(has("W1") ? [ofPromises(rows, "W1", 100_000), ofPromises(rows, "W1", 1_000_000)] : []),
    ...SAME_RANGE.filter(([workload]) => has(workload) && has("W1")).map(([workload, size]): Target => {
      const row = rowAt(rows, workload, size);
      const speed = row === undefined || wide === undefined ? undefined : wide.perNode / row.perNode;
      const what = `${workload}, ${count(size)}: speed, of W1 with 100,000`;
      return { what, kind: "least", bound: 1 / 2, unit: "times", ...measuredOf(speed) };
    }),
    ...names.flatMap((workload) => growthTarget(rows, workload)),
    ...names.flatMap((workload) => heapTarget(rows, workload)),
    ...MILLION.filter(has).map((workload): Target => {
      const what = `${workload}, 1,000,000: peak memory`;
      const peak = rowAt(rows, workload, 1_000_000)?.peak;
      return { what, kind: "most", bound: 512 * 1024 * 1024, unit: "memory", ...measuredOf(peak) };
    }),
  ];
}

/** Those that should be about as fast as W1, and at which size. */
const SAME_RANGE = [
  ["W2", 100_000],
  ["W3", 10_000],
] as const;

/** Those that have a size of a million nodes. */
const MILLION: readonly string[] = ["W1", "W5", "W7"];

function growthTarget(rows: Rows, workload: string): readonly Target[] {
  const times = measuredRows(rows, workload).filter(({ nodes }) => nodes >= 1000);
  const last = times.at(-1);
  if (last === undefined || times.length < 2) return [];
  const growth = last.perNode / Math.min(...times.map(({ perNode }) => perNode));
  const what = `${workload}: time per node with ${count(last.nodes)} nodes, of the least`;
  return [{ what, kind: "most", bound: 1.5, unit: "times", measured: growth }];
}

function heapTarget(rows: Rows, workload: string): readonly Target[] {
  const row = measuredRows(rows, workload).findLast(({ heap }) => heap !== undefined);
  if (row?.heap === undefined) return [];
  const what = `${workload}, ${count(row.size)}: heap for each node and edge`;
  return [{ what, kind: "most", bound: 300, unit: "bytes", measured: row.heap }];
}

const measuredOf = (measured: number | undefined) => (measured === undefined ? {} : { measured });

function measuredRows(rows: Rows, workload: string): readonly Row[] {
  return rows.filter((row) => "nodes" in row).filter((row) => row.workload === workload);
}

function rowAt(rows: Rows, workload: string, size: number): Row | undefined {
  return measuredRows(rows, workload).find((row) => row.size === size);
}

function shareOf(rows: Rows, workload: string, size: number, floor: string): number | undefined {
  return rowAt(rows, workload, size)?.floors.find(({ name }) => name === floor)?.share;
}

export function targetTable(targets: readonly Target[]): Table {
  return [["target", "wanted", "measured", ""], ...targets.map(cellsOf)];
}

function cellsOf(target: Target): readonly string[] {
  const { what, kind, bound, measured, unit } = target;
  const wanted = `${kind === "least" ? "≥" : "≤"} ${valueText(bound, unit)}`;
  if (measured === undefined) return [what, wanted, "", "not measured"];
  const factor = kind === "least" ? bound / measured : measured / bound;
  return [what, wanted, valueText(measured, unit), isMet(target) ? "met" : `missed by a factor of ${digits(factor)}`];
}

function valueText(value: number, unit: Target["unit"]): string {
  switch (unit) {
    case "times":
      return `${digits(value)} ×`;
    case "bytes":
      return `${count(value)} B`;
    case "memory":
      return megabytes(value);
    case "ms":
      return `${digits(value)} ms`;
  }
}
