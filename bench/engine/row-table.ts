import type { Gap, Row } from "./rows.ts";
import { count, digits, megabytes, type Table } from "./table.ts";

/** What was measured of one workload, a row for each size. */
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
  return [head, ...rows.map((row) => ("nodes" in row ? cellsOf(row, hasHeap) : [count(row.size), row.why]))];
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
