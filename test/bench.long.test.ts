/** What is measured is right: the benchmarks' programs and what they are compared with all come to the same. */
import { describe, expect, it } from "vitest";
import { run, type Workflow } from "@adg/runtime";
import { compileInto } from "../bench/engine/compile.ts";
import { withFigures } from "../bench/engine/document.ts";
import { optionsOf } from "../bench/engine/options.ts";
import { measureRows } from "../bench/engine/rows.ts";
import { measureInterruptions, measureTurns } from "../bench/engine/responsiveness.ts";
import { tableText } from "../bench/engine/table.ts";
import { rowTable, targetTable } from "../bench/engine/tables.ts";
import { targetsOf } from "../bench/engine/targets.ts";
import { chain } from "../bench/engine/workloads/chain.ts";
import { workloads } from "../bench/engine/workloads.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
const runtime = new URL("../runtime/src/index.ts", import.meta.url).href;

/** Groups have 1,000 members. */
const tiny = (name: string): number => (name === "W5" ? 2000 : 12);

describe.each(workloads)("the workload $name", (workload) => {
  const size = tiny(workload.name);

  it("runs to its answer", async () => {
    const script = compileInto(folder, workload.program(size), runtime);
    const { workflow } = (await import(/* @vite-ignore */ script)) as { readonly workflow: Workflow };
    const report = await run(workflow, { inputs: workload.inputs(size), stateDir: folder });
    expect(report.errors).toEqual([]);
    expect(report.outputs).toEqual({ answer: workload.answer(size) });
    expect(report.rules.map(({ state }) => state)).not.toContain("blocked");
  });

  it("is compared with what comes to the same answer", async () => {
    for (const floor of workload.floors.filter(({ missing }) => missing?.() === undefined))
      expect([floor.name, await floor.run(size, folder)]).toEqual([floor.name, workload.answer(size)]);
  });
});

describe("npm run bench", () => {
  it("measures in processes of their own, up to the largest size that was asked for", async () => {
    const rows = await measureRows(chain, { folder, runs: 1, max: 1000, limit: 60, onRow: () => {} });
    expect(rows).toMatchObject([
      { workload: "W2", size: 100, nodes: 101, edges: 100, floors: [{ name: "promises" }] },
      { workload: "W2", size: 1000, nodes: 1001, edges: 1000, floors: [{ name: "promises" }] },
    ]);
  });

  it("says why a size was not measured, and goes no further", async () => {
    const rows = await measureRows(chain, { folder, runs: 1, max: Infinity, limit: 0.001, onRow: () => {} });
    expect(rows).toEqual([{ workload: "W2", size: 100, why: "over 0.001 s" }]);
  });

  it("interrupts a run in the middle", async () => {
    const interruptions = await measureInterruptions(chain, 100_000, { after: [0, 0], folder, limit: 60 });
    expect(interruptions).toHaveLength(2);
    for (const { heard, ended } of interruptions) expect(heard).toBeLessThanOrEqual(ended);
  });

  it("counts the turns of the event loop", async () => {
    const turns = await measureTurns(chain, 1000, { folder, limit: 60 });
    expect(turns?.count).toBeGreaterThan(0);
  });

  it("holds what it measured against the targets", () => {
    const row = (size: number, perNode: number) => ({
      workload: "W1",
      size,
      nodes: size + 2,
      edges: 2 * size,
      seconds: [perNode * size],
      perNode,
      busyPerNode: perNode / 2,
      peak: 2 ** 20,
      floors: [{ name: "promises", seconds: [1], share: size === 1000 ? 1 : 0.1 }],
    });
    const rows = [
      row(1000, 1),
      { ...row(100_000, 3), heap: 150 },
      { workload: "W1", size: 1_000_000, why: "over 60 s" },
    ];
    expect(tableText(rowTable(rows))).toBe(`\
| size      |   nodes | time per node | on a processor | nodes per s | of promises | heap per node + edge | peak memory |
| --------- | ------: | ------------: | -------------: | ----------: | ----------: | -------------------: | ----------: |
| 1,000     |   1,002 |          1 µs |         0.5 µs |   1,000,000 |         1 × |                      |        1 MB |
| 100,000   | 100,002 |          3 µs |         1.5 µs |     333,333 |       0.1 × |                150 B |        1 MB |
| 1,000,000 |         |     over 60 s |                |             |             |                      |             |`);
    expect(targetTable(targetsOf({ rows, responsiveness: [] })).slice(1)).toEqual([
      ["W1 100,000: speed beside promises", "≥ 0.2 ×", "0.1 ×", "missed by 2.00 ×"],
      ["W1 1,000,000: speed beside promises", "≥ 0.2 ×", "", "not measured"],
      ["W1 100,000: time per node, of the least from 1,000 on", "≤ 1.5 ×", "3 ×", "missed by 2.00 ×"],
      ["W1 100,000: heap for each node and edge", "≤ 300 B", "150 B", "met"],
      ["W1 1,000,000: peak memory", "≤ 512 MB", "", "not measured"],
    ]);
  });

  it("puts its figures between the marks of a document", () => {
    const document = "# Figures\n\n<!-- figures -->\n\nold\n\n<!-- end of figures -->\n\nEnd.\n";
    expect(withFigures(document, "new")).toBe(document.replace("old", "new"));
    expect(() => withFigures("# Figures\n", "new")).toThrow("has no");
  });

  it("refuses options that mean nothing", () => {
    expect(optionsOf(["--only", "w1,pool", "--max", "10"])).toMatchObject({ max: 10, runs: 3, peers: true });
    expect(() => optionsOf(["--only", "W99"])).toThrow('There is no workload "W99".');
    expect(() => optionsOf(["--runs", "none"])).toThrow('"--runs" takes a number above 0, not "none".');
  });
});
