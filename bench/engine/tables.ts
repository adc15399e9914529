/** What was measured, as tables. */
import type { PeerRow } from "./peers.ts";
import type { Responsiveness } from "./responsiveness.ts";
import type { Gap, Row } from "./rows.ts";
import { count, digits, type Table } from "./table.ts";
import { isMet, type Target } from "./targets.ts";

/** One workload, a row for each size. */
export function rowTable(rows: readonly (Row | Gap)[]): Table {
  const measured = rows.filter((row) => "nodes" in row);
  const floors = measured[0]?.floors.map(({ name }) => name) ?? [];
  const hasHeap = measured.some(({ heap }) => heap !== undefined);
  const head = [
    "size",
    "nodes",
    "time per node",
    "nodes per s",
    ...floors.map((name) => `of ${name}`),
    ...(hasHeap ? ["heap per node + edge"] : []),
    "peak memory",
  ];
  return [head, ...rows.map((row) => ("nodes" in row ? cellsOf(row, hasHeap) : [count(row.size), "", row.why]))];
}

function cellsOf({ size, nodes, perNode, floors, heap, peak }: Row, hasHeap: boolean): readonly string[] {
  return [
    count(size),
    count(nodes),
    `${digits(perNode)} µs`,
    count(1e6 / perNode),
    ...floors.map(({ share }) => `${digits(share)} ×`),
    ...(hasHeap ? [heap === undefined ? "" : `${count(heap)} B`] : []),
    megabytes(peak),
  ];
}

export function targetTable(targets: readonly Target[]): Table {
  return [["target", "wanted", "measured", "which is"], ...targets.map(targetCells)];
}

function targetCells(target: Target): readonly string[] {
  const { what, kind, bound, measured, unit } = target;
  const wanted = `${kind === "least" ? "≥" : "≤"} ${valueText(bound, unit)}`;
  if (measured === undefined) return [what, wanted, "", "not measured"];
  const factor = kind === "least" ? bound / measured : measured / bound;
  return [what, wanted, valueText(measured, unit), isMet(target) ? "met" : `missed by ${factor.toFixed(2)} ×`];
}

function valueText(value: number, unit: Target["unit"]): string {
  switch (unit) {
    case "times":
      return `${digits(value)} ×`;
    case "bytes":
      return `${count(value)} B`;
    case "megabytes":
      return megabytes(value);
    case "ms":
      return `${digits(value)} ms`;
  }
}

export function responseTable(all: readonly Responsiveness[]): Table {
  const head = ["run", "turns", "p99 turn", "longest turn", "SIGINT heard after", "and ended after"];
  return [
    head,
    ...all.map(({ workload, size, turns, interruptions }) => [
      `${workload} ${count(size)}`,
      turns === undefined ? "" : count(turns.count),
      turns === undefined ? "" : `${digits(turns.p99)} ms`,
      turns === undefined ? "" : `${digits(turns.longest)} ms`,
      spread(interruptions.map(({ heard }) => heard)),
      spread(interruptions.map(({ ended }) => ended)),
    ]),
  ];
}

export function peerTable(rows: readonly PeerRow[]): Table {
  const head = ["system", "workload", "nodes", "its nodes per s", "those of adg", "adg is"];
  return [
    head,
    ...rows.map(({ peer, workload, size, nodes, seconds, own }) => [
      peer,
      `${workload} ${count(size)}`,
      count(nodes),
      count(nodes / seconds),
      count(nodes / own),
      `${digits(seconds / own)} × as fast`,
    ]),
  ];
}

/** From the least to the most, in ms. */
function spread(times: readonly number[]): string {
  if (times.length === 0) return "";
  return `${digits(Math.min(...times))} … ${digits(Math.max(...times))} ms`;
}

const megabytes = (bytes: number): string => `${count(bytes / 1024 / 1024)} MB`;
