import { describe, expect, it } from "vitest";
import { run, type Report } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();

let count = 0;
/** Runs a program of pure tasks. */
async function outcomeOf(text: string, shuffle?: number): Promise<Report> {
  const workflow = await load(text, folder, `program-${(count += 1)}`);
  return run(workflow, { stateDir: folder, ...(shuffle === undefined ? {} : { shuffle }) });
}

const program = (rules: string): string => `
task item(n: int) -> int = n
task flaky(n: int) -> int = [0, 1, 2][n]
task total(ns: int[]) -> int = sum(ns)
edge item, flaky -> total
edge flaky -> flaky
start:
  for n in range(7): item(n)
${rules}`;

describe("at least", () => {
  it("fires once, with the first so many", async () => {
    const report = await outcomeOf(program("when at least 3 item done as xs: total(xs)"));
    expect(report.rules.at(-1)).toMatchObject({ state: "fired", fired: 1 });
    expect(report.edges["item->total"]).toBe(3);
  });

  it("counts nodes as they are added, before any is done", async () => {
    const report = await outcomeOf(program("when at least 7 item added as xs: total(xs)\noutput whole: int = total"));
    expect(report.outputs).toEqual({ whole: 21 });
  });

  it("is closed where there can never be so many, and holds of none at once", async () => {
    const few = await outcomeOf(program("when at least 8 item done: total([1])"));
    expect(few.rules.at(-1)).toMatchObject({ state: "closed", fired: 0 });
    expect(few.status).toBe("succeeded");
    const none = await outcomeOf(program("when at least 0 flaky done: total([1])"));
    expect(none.rules.at(-1)).toMatchObject({ state: "fired", fired: 1 });
  });
});

describe("at least, on a circle", () => {
  it("is closed where only the rule itself could bring the number about", async () => {
    const report = await outcomeOf(`
task item(n: int) -> int = n
task note(n: int) -> int = n
output notes: int[] = all note
start:
  item(1)
  item(2)
when at least 3 item done: item(9)
when no more item: note(0)
`);
    expect(report.rules.map(({ state }) => state)).toEqual(["fired", "closed", "fired"]);
    expect(report.outputs).toEqual({ notes: [0] });
  });

  it("goes on where the number is met, and what waits for the rest sees what it adds", async () => {
    const report = await outcomeOf(`
task item(n: int) -> int = n
task total(ns: int[]) -> int = sum(ns)
edge item -> total
output whole: int = total
start:
  for n in range(3): item(n)
when at least 3 item done: item(9)
when no more item: total(all item)
`);
    expect(report.outputs).toEqual({ whole: 12 });
  });

  it("may yet take in what stands under another node: until then, more can come there, too", async () => {
    const report = await outcomeOf(`
task group(n: int) -> int:
  sh "echo #{n}"
task item(n: int) -> int:
  sh "echo #{n}"
task part(n: int) -> int:
  sh "echo #{n}"
task total(n: int) -> int = n
task report(n: int) -> int = n
edge group -> item -> part -> total -> report
edge group -> total
edge item -> report
output sizes: int[] = all report
start: group(2)
when group done as g:
  for n in range(g.result): item(n)
when item done as i: part(i.result)
when group done as g, at least 2 part done under g as ps: total(count(ps))
when item done as i, no more total under i: report(count(all total under i))
`);
    expect(report.outputs).toEqual({ sizes: [1, 1] });
  });
});

describe("every", () => {
  it("fires for each next group and for the rest", async () => {
    for (const seed of [1, 2, 3]) {
      const report = await outcomeOf(program("when every 3 item done as xs: total(xs)"), seed);
      expect(report.rules.at(-1)).toMatchObject({ state: "fired", fired: 3 });
      expect(report.edges["item->total"]).toBe(7);
    }
  });

  it("fires for no rest where there is none", async () => {
    const report = await outcomeOf(program("when every 7 item done as xs: total(xs)"));
    expect(report.rules.at(-1)).toMatchObject({ state: "fired", fired: 1 });
  });

  it("is blocked for the rest where a failure may have kept members away", async () => {
    const report = await outcomeOf(
      program(`start:
  for n in range(2, 4): flaky(n)
when flaky done as f where f.result > 0: flaky(f.result - 1)
when every 2 flaky done as xs: total(xs)`),
    );
    // flaky(3) has no value; flaky(2), flaky(1) and flaky(0) are done.
    expect(report.rules.at(-1)).toMatchObject({ state: "blocked", fired: 1, blocked: 1 });
    expect(report.errors.map(({ code }) => code)).toEqual(["ADG7007", "ADG7010"]);
  });

  it("refuses a group of none", async () => {
    const report = await outcomeOf(program("when every 0 item done as xs: total(xs)"));
    expect(report.errors).toMatchObject([{ code: "ADG7007" }]);
  });
});

describe("a list that a name holds", () => {
  it("is a closed set that all, at least and every can wait for", async () => {
    const report = await outcomeOf(`
task item(n: int) -> int = n
task total(ns: int[]) -> int = sum(ns)
edge item -> total
output sums: int[] = all total
start:
  let some = [item(n) for n in range(5)]
  item(100)
  when all some done as xs: total(xs)
  when at least 2 some added as xs: total(xs)
  when every 4 some done as xs: total(xs)
`);
    expect(report.rules.map(({ state, fired }) => [state, fired])).toEqual([
      ["fired", 1],
      ["fired", 1],
      ["fired", 1],
      ["fired", 2],
    ]);
    expect(report.outputs).toEqual({ sums: [10, 1, 6, 4] });
  });

  it("counts a node once, however often the list holds it", async () => {
    const report = await outcomeOf(`
task item(n: int) -> int = n
task total(ns: int[]) -> int = sum(ns)
edge item -> total
output sums: int[] = all total
start:
  let some = [item(n % 2) key n % 2 for n in range(4)]
  when every 1 some done as xs: total(xs)
  when at least 3 some done as xs: total([100])
  when all some done as xs: total(xs)
`);
    expect(report.rules.map(({ state, fired }) => [state, fired])).toEqual([
      ["fired", 1],
      ["fired", 2],
      ["closed", 0],
      ["fired", 1],
    ]);
    expect((report.outputs["sums"] as number[]).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  it("may yet have as many as a rule wants: until then, more of what that adds can come", async () => {
    const report = await outcomeOf(`
task item(n: int) -> int:
  sh "echo #{n}"
task total(ns: int[]) -> int = sum(ns)
task report(sums: int[]) -> int = sum(sums)
edge item -> total -> report
output report
start:
  let some = [item(n) for n in range(3)]
  when at least 3 some done as xs: total(xs)
when no more total: report(all total)
`);
    expect(report.outputs).toEqual({ report: 3 });
  });
});
