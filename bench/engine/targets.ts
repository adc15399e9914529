import type { Responsiveness } from "./responsiveness.ts";
import type { Gap, Row } from "./rows.ts";
import { count } from "./table.ts";

/** What should hold of something that was measured. */
export interface Target {
  readonly what: string;
  /** `least`: no less than `bound`; `most`: no more. */
  readonly kind: "least" | "most";
  readonly bound: number;
  /** Absent where it could not be measured. */
  readonly measured: number | undefined;
  readonly unit: "times" | "bytes" | "megabytes" | "ms";
}

/** What was measured. */
export interface Results {
  readonly rows: readonly (Row | Gap)[];
  readonly responsiveness: readonly Responsiveness[];
}

export const isMet = ({ kind, bound, measured }: Target): boolean =>
  measured !== undefined && (kind === "least" ? measured >= bound : measured <= bound);

/** How fast a workload of some size should be: this share of one of its floors. */
const SHARES: readonly (readonly [workload: string, size: number, floor: string, share: number])[] = [
  ["W1", 100_000, "promises", 1 / 5],
  ["W1", 1_000_000, "promises", 1 / 5],
  ["W1-journal", 100_000, "SQLite, 100 a commit", 0.8],
  ["pool", 100_000, "piscina", 5],
  ["pool", 100_000, "threads, 64 a message", 1 / 3],
  ["pool-1ms", 4000, "piscina", 0.98],
  ["pool-1ms", 4000, "threads", 0.98],
  ["shell", 2000, "spawn bash", 0.9],
  ["shell", 2000, "ninja", 1],
];

/** Those that should be in the range of W1 with 100,000 nodes: at least half as fast. */
const IN_RANGE: readonly (readonly [workload: string, size: number])[] = [
  ["W2", 100_000],
  ["W3", 10_000],
];

/** Those with a million nodes, and how much memory (bytes) they may take. */
const MILLION = ["W1", "W5", "W7"];
const MEMORY = 512 * 1024 * 1024;

/** Whether it is nodes and edges that memory goes to, and not as many rules. */
const isMadeOfNodes = (workload: string): boolean => !workload.startsWith("W3");

const isInProcess = (workload: string): boolean => workload.startsWith("W");

/** What the project sets itself, beside what was measured of it. Where a workload was not asked for, its targets are left out. */
export function targetsOf({ rows, responsiveness }: Results): readonly Target[] {
  const all = rows.filter((row) => "nodes" in row);
  const names = [...new Set(rows.map(({ workload }) => workload))];
  const rowAt = (workload: string, size: number): Row | undefined =>
    all.find((row) => row.workload === workload && row.size === size);
  const asked = ([workload]: readonly [string, ...unknown[]]): boolean => names.includes(workload);
  const wide = rowAt("W1", 100_000)?.perNode ?? Number.NaN;
  return [
    ...SHARES.filter(asked).map(([workload, size, floor, bound]): Target => {
      const measured = rowAt(workload, size)?.floors.find(({ name }) => name === floor)?.share;
      return {
        what: `${workload} ${count(size)}: speed beside ${floor}`,
        kind: "least",
        bound,
        unit: "times",
        measured,
      };
    }),
    ...(names.includes("W1") ? IN_RANGE : []).filter(asked).map(([workload, size]): Target => {
      const row = rowAt(workload, size);
      const measured = row === undefined || Number.isNaN(wide) ? undefined : wide / row.perNode;
      const what = `${workload} ${count(size)}: speed beside W1 100,000`;
      return { what, kind: "least", bound: 1 / 2, unit: "times", measured };
    }),
    ...names.filter(isInProcess).flatMap((workload) => growthTarget(all.filter((row) => row.workload === workload))),
    ...names.filter(isMadeOfNodes).flatMap((workload) => heapTarget(all.filter((row) => row.workload === workload))),
    ...MILLION.filter((workload) => names.includes(workload)).map((workload): Target => {
      const measured = rowAt(workload, 1_000_000)?.peak;
      return { what: `${workload} 1,000,000: peak memory`, kind: "most", bound: MEMORY, unit: "megabytes", measured };
    }),
    ...responsiveness.flatMap(responseTargets),
  ];
}

function growthTarget(rows: readonly Row[]): readonly Target[] {
  const large = rows.filter(({ nodes }) => nodes >= 1000);
  const last = large.at(-1);
  if (last === undefined || large.length < 2) return [];
  const measured = last.perNode / Math.min(...large.map(({ perNode }) => perNode));
  const what = `${last.workload} ${count(last.size)}: time per node, of the least from 1,000 on`;
  return [{ what, kind: "most", bound: 1.5, unit: "times", measured }];
}

function heapTarget(rows: readonly Row[]): readonly Target[] {
  const row = rows.findLast(({ heap }) => heap !== undefined);
  if (row === undefined) return [];
  const what = `${row.workload} ${count(row.size)}: heap for each node and edge`;
  return [{ what, kind: "most", bound: 300, unit: "bytes", measured: row.heap }];
}

function responseTargets({ workload, size, turns, interruptions }: Responsiveness): readonly Target[] {
  const worst = (times: readonly number[]): number | undefined => (times.length === 0 ? undefined : Math.max(...times));
  const at = `${workload} ${count(size)}`;
  const target = (what: string, bound: number, measured: number | undefined): Target => ({
    what: `${at}: ${what}`,
    kind: "most",
    bound,
    unit: "ms",
    measured,
  });
  return [
    target("turns of the event loop, p99", 50, turns?.p99),
    target("SIGINT heard, worst", 200, worst(interruptions.map(({ heard }) => heard))),
    target("ended after SIGINT, worst", 200, worst(interruptions.map(({ ended }) => ended))),
  ];
}
