/** How fast and how large runs are. `npm run bench`, or `node bench/run.ts [OPTIONS]` after a build. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rowTable } from "./engine/row-table.ts";
import { measureRows, type Gap, type Row } from "./engine/rows.ts";
import { tableText } from "./engine/table.ts";
import { targetsOf, targetTable } from "./engine/targets.ts";
import { findWorkload, workloads } from "./engine/workloads.ts";

const { values } = parseArgs({
  options: {
    /** Names of workloads, with commas in between. */
    only: { type: "string" },
    /** No larger size. */
    max: { type: "string", default: "1000000" },
    /** How often each is measured. */
    runs: { type: "string", default: "3" },
    /** Seconds that a single measurement may take. */
    limit: { type: "string", default: "60" },
    /** Where to write all figures. */
    json: { type: "string", default: new URL("results.json", import.meta.url).pathname },
  },
});

const chosen = values.only === undefined ? workloads : values.only.split(",").map((name) => workloadOf(name));
const folder = mkdtempSync(join(tmpdir(), "adg-bench-"));
try {
  console.log(`Node ${process.versions.node} on ${availableParallelism()} processors.`);
  const rows: (Row | Gap)[] = [];
  for (const workload of chosen) {
    console.log(`\n${workload.name}: ${workload.title}\n`);
    const measured = await measureRows(workload, {
      folder,
      runs: Number(values.runs),
      max: Number(values.max),
      limit: Number(values.limit),
      onRow: ({ size }) => console.error(`  ${size}`),
    });
    rows.push(...measured);
    console.log(tableText(rowTable(measured)));
  }
  const targets = targetsOf(rows);
  console.log(`\n${tableText(targetTable(targets))}`);
  writeFileSync(values.json, `${JSON.stringify({ node: process.versions.node, rows, targets }, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function workloadOf(name: string) {
  const found = findWorkload(name.trim());
  if (found === undefined) {
    console.error(`There is no workload "${name}"; there are ${workloads.map((each) => each.name).join(", ")}.`);
    process.exit(2);
  }
  return found;
}
