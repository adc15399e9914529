import { describe, expect, it } from "vitest";
import { check } from "@adg/compiler";
import { run, type Report } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder, writeText } from "./support/temp-folder.ts";

const folder = tempFolder();
writeText(folder, "package.json", '{ "type": "module" }');
writeText(
  folder,
  "tasks.ts",
  `export function visit(depth: number, context: { add: Record<string, (...args: unknown[]) => void> }): number {
  if (depth > 0) for (const n of [1, 2]) context.add["visit"]!(depth - n < 0 ? 0 : depth - 1);
  else context.add["leaf"]!(7);
  return depth;
}
export function stray(context: { add: Record<string, (...args: unknown[]) => void> }): number {
  context.add["leaf"]!(1);
  context.add["visit"]!(1);
  return 1;
}
export function changesItsMind(context: { add: Record<string, (...args: unknown[]) => void> }): number {
  context.add["leaf"]!(1);
  throw new Error("no");
}
`,
);

const tasks = `
task visit(depth: int) -> int from "./tasks.ts" spawns visit, leaf
task leaf(n: int) -> int = n
task finish(ns: int[]) -> int = count(ns)
edge visit -> visit, leaf
edge leaf -> finish
`;

let count = 0;
async function outcomeOf(text: string, shuffle = 1): Promise<Report> {
  return run(await load(text, folder, `program-${(count += 1)}`), { stateDir: folder, shuffle });
}

describe("a task that spawns", () => {
  it("appends below itself, and no more waits for all that it may bring", async () => {
    for (const seed of [1, 2, 3]) {
      const report = await outcomeOf(
        `${tasks}output end: int = finish\noutput depths: int[] = all visit\nstart: visit(2)\nwhen no more leaf: finish(all leaf)`,
        seed,
      );
      expect(report.errors).toEqual([]);
      expect(report.outputs).toEqual({ end: 4, depths: [2, 1, 1, 0, 0, 0, 0] });
      expect(report.edges).toEqual({ "visit->visit": 6, "visit->leaf": 4, "leaf->finish": 4 });
    }
  });

  it("fails, and appends nothing, where it appends what it does not say", async () => {
    const report = await outcomeOf(
      `${tasks}task stray() -> int from "./tasks.ts" spawns leaf\nedge stray -> leaf\nstart:\n  visit(0)\n  stray()\nwhen no more leaf despite failures: finish(all leaf)`,
    );
    expect(report.errors).toMatchObject([{ code: "ADG7005", task: "stray" }]);
    expect(report.nodes["leaf"]?.done).toBe(1);
  });

  it("appends nothing where it fails", async () => {
    const report = await outcomeOf(
      `${tasks}task changesItsMind() -> int from "./tasks.ts" spawns leaf\nedge changesItsMind -> leaf\nstart:\n  visit(0)\n  changesItsMind()\nwhen no more leaf: finish(all leaf)`,
    );
    expect(report.nodes["leaf"]?.done).toBe(1);
    expect(report.rules.at(-1)).toMatchObject({ state: "blocked" });
  });

  it("must declare the edges that it makes", () => {
    const text = 'task a() -> int from "./tasks.ts" spawns b\ntask b() -> int = 1\nstart: a()\n';
    const { diagnostics } = check("main.adg", text, {
      readFile: () => ({ kind: "missing" }),
      resolve: (_, path) => path,
      moduleExports: () => ({ kind: "unknown" }),
    });
    expect(diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([["ADG4001", "b"]]);
  });
});
