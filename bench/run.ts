/** How fast and how large runs are, beside what does the same work with less. `npm run bench`, or `node bench/run.ts` after a build. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { withFigures } from "./engine/document.ts";
import { median } from "./engine/median.ts";
import { optionsOf, usage, type Options } from "./engine/options.ts";
import { measurePeers, missingPeers } from "./engine/peers.ts";
import { measureInterruptions, measureTurns, type Responsiveness } from "./engine/responsiveness.ts";
import { measureRows, type Gap, type Row } from "./engine/rows.ts";
import { peerTable, responseTable, rowTable, targetTable } from "./engine/tables.ts";
import { tableText } from "./engine/table.ts";
import { targetsOf } from "./engine/targets.ts";

/** Those whose largest run is watched while it runs. */
const WATCHED = ["W1", "W7"];
/** When they are interrupted: shares of the time that they take. */
const MOMENTS = [0.2, 0.4, 0.6, 0.8];

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), "adg-bench-"));
try {
  await bench(options);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readOptions(): Options {
  try {
    return optionsOf(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

async function bench({ workloads: chosen, runs, max, limit, peers, json, markdown }: Options): Promise<void> {
  const text: string[] = [];
  const say = (part: string): void => {
    text.push(part);
    console.log(`${part}\n`);
  };
  say(`Node ${process.versions.node} on ${availableParallelism()} processors; the medians of ${runs} runs.`);
  const start = performance.now();
  const names = chosen.map(({ name }) => name);
  const rows: (Row | Gap)[] = [];
  const responsiveness: Responsiveness[] = [];
  for (const workload of chosen) {
    const onRow = ({ size }: Row | Gap): void => {
      if (process.stderr.isTTY) console.error(`${workload.name} ${size}: measured`);
    };
    const measured = await measureRows(workload, { folder, runs, max, limit, onRow });
    rows.push(...measured);
    say(`**${workload.name}**: ${workload.title}`);
    say(tableText(rowTable(measured)));
    for (const { name, missing } of workload.floors) {
      const why = missing?.();
      if (why !== undefined) say(`Without ${name}: ${why}.`);
    }
    const largest = measured.findLast((row) => "nodes" in row);
    if (largest === undefined || !WATCHED.includes(workload.name)) continue;
    const { size } = largest;
    const turns = await measureTurns(workload, size, { folder, limit });
    const after = MOMENTS.map((share) => share * median(largest.seconds));
    const interruptions = await measureInterruptions(workload, size, { folder, limit, after });
    responsiveness.push({ workload: workload.name, size, turns, interruptions });
  }
  if (responsiveness.length > 0) {
    say("**While a large run goes on**");
    say(tableText(responseTable(responsiveness)));
  }
  const others = peers ? await measurePeers(names, { folder, limit, max }) : [];
  if (others.length > 0) {
    say("**Beside other systems**");
    say(tableText(peerTable(others)));
  }
  if (peers) missingPeers().forEach(say);
  say(`The load of the machine in the last 15 minutes, of which this takes 1 to 2: ${loadavg()[2]?.toFixed(1)}.`);
  const targets = targetsOf({ rows, responsiveness });
  const summary = tableText(targetTable(targets));
  console.log(summary);
  const minutes = (performance.now() - start) / 60_000;
  console.log(`\n${minutes.toFixed(1)} minutes`);
  const results = {
    node: process.versions.node,
    processors: availableParallelism(),
    rows,
    responsiveness,
    peers: others,
    targets,
  };
  writeFileSync(json, `${JSON.stringify(results, undefined, 2)}\n`);
  if (markdown === undefined) return;
  const [head = "", ...details] = text;
  const figures = [head, "## Targets", summary, "## Workloads", ...details].join("\n\n");
  writeFileSync(markdown, withFigures(readFileSync(markdown, "utf8"), figures));
}
