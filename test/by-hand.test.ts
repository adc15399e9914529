import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allOf, defineWorkflow, each, holds, noMore, rule, run, task } from "@adg/runtime";

let stateDir: string;
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "adg-by-hand-"));
});
afterAll(() => rm(stateDir, { recursive: true, force: true }));

const count = task("count", { parameters: { upTo: "int" }, result: "int", run: (upTo: number) => upTo });
const square = task("square", { parameters: { n: "int" }, result: "int", run: async (n: number) => n * n });
const sum = task("sum", {
  parameters: { ns: "int[]" },
  result: "int",
  run: (ns: number[]) => ns.reduce((a, b) => a + b, 0),
});

const start = rule({ when: [], adds: [count], body: (to) => void to.add(count, [3]) });
const fan = rule({
  when: [each(count, "done", "c")],
  adds: [square],
  body(to, at) {
    for (let n = 1; n <= Number(at.node("c").result); n += 1) to.add(square, [n]);
  },
});

describe("a workflow written by hand", () => {
  it("runs with conditions as the language has them", async () => {
    const workflow = defineWorkflow({
      name: "squares",
      source: import.meta.url,
      tasks: [count, square, sum],
      edges: [
        [count, square],
        [square, sum],
      ],
      rules: [
        start,
        fan,
        rule({ when: [noMore(square)], adds: [sum], body: (to) => void to.add(sum, [to.all(square)]) }),
      ],
      outputs: { total: { mode: "one", task: sum } },
    });
    const report = await run(workflow, { stateDir });
    expect(report.errors).toEqual([]);
    expect(report.outputs).toEqual({ total: 14 });
    expect(report.edges).toEqual({ "count->square": 3, "square->sum": 3 });
  });

  it("takes any predicate over the graph, and closes one that is false when nothing else can happen", async () => {
    const workflow = defineWorkflow({
      name: "predicates",
      source: import.meta.url,
      tasks: [count, square, sum],
      edges: [
        [count, square],
        [square, sum],
      ],
      rules: [
        start,
        fan,
        rule({
          name: "as soon as two squares are done",
          when: [holds((graph) => graph.nodes(square).filter(({ state }) => state === "done").length >= 2)],
          adds: [sum],
          body: (to) => void to.add(sum, [[1, 1]]),
        }),
        rule({
          name: "a hundred squares",
          when: [holds((graph) => graph.nodes(square).length >= 100)],
          adds: [square],
          body: (to) => void to.add(square, [100]),
        }),
        rule({ when: [allOf(square, "done")], adds: [sum], body: (to) => void to.add(sum, [to.all(square)]) }),
      ],
      outputs: { sums: { mode: "all", task: sum } },
    });
    const report = await run(workflow, { stateDir });
    expect(report.status).toBe("succeeded");
    expect(report.outputs).toEqual({ sums: [2, 14] });
    expect(report.rules.map(({ state }) => state)).toEqual(["fired", "fired", "fired", "closed", "fired"]);
  });

  it("fails where a rule adds an undeclared edge type, or what it does not say it adds", async () => {
    const undeclared = defineWorkflow({
      name: "undeclared",
      source: import.meta.url,
      tasks: [count, square],
      edges: [],
      rules: [start, fan],
    });
    const silent = defineWorkflow({
      name: "silent",
      source: import.meta.url,
      tasks: [count, square],
      edges: [[count, square]],
      rules: [start, { ...fan, adds: [] }],
    });
    for (const workflow of [undeclared, silent]) {
      const report = await run(workflow, { stateDir });
      expect(report.status).toBe("failed");
      expect(report.errors.map(({ code }) => code)).toEqual(["ADG7005"]);
    }
  });

  it("shows the user's own place where a body throws", async () => {
    const workflow = defineWorkflow({
      name: "throws",
      source: import.meta.url,
      tasks: [count],
      edges: [],
      rules: [
        rule({
          when: [],
          adds: [count],
          body() {
            throw new Error("no such thing");
          },
        }),
      ],
    });
    const report = await run(workflow, { stateDir });
    expect(report.errors[0]).toMatchObject({ code: "ADG7007", message: "no such thing" });
    expect(report.errors[0]?.trace?.[0]).toContain("by-hand.test.ts");
  });

  it("takes the arguments as they are when a node is added, whatever becomes of the list that they came in", async () => {
    const workflow = defineWorkflow({
      name: "one list",
      source: import.meta.url,
      tasks: [square],
      edges: [],
      rules: [
        rule({
          when: [],
          adds: [square],
          body(to) {
            const args: [number] = [0];
            for (let n = 1; n <= 3; n += 1) {
              args[0] = n;
              to.add(square, args);
            }
          },
        }),
      ],
      outputs: { squares: { mode: "all", task: square } },
    });
    expect((await run(workflow, { stateDir })).outputs).toEqual({ squares: [1, 4, 9] });
  });

  it("refuses a body that would go on later, and nothing that it adds then does any harm", async () => {
    let isOver = false;
    const workflow = defineWorkflow({
      name: "later",
      source: import.meta.url,
      tasks: [count],
      edges: [],
      rules: [
        rule({
          when: [],
          adds: [count],
          // oxlint-disable-next-line no-misused-promises -- TypeScript takes it, so people write it
          async body(to) {
            to.add(count, [1]);
            await Promise.resolve();
            try {
              to.add(count, [2]);
            } finally {
              isOver = true;
            }
          },
        }),
      ],
    });
    const report = await run(workflow, { stateDir });
    expect(isOver).toBe(true);
    expect(report.errors).toMatchObject([{ code: "ADG7007", message: expect.stringContaining("promise") }]);
    expect(report.nodes).toEqual({ count: { done: 0, failed: 0, skipped: 0 } });
  });

  it("adds nothing for a rule that has fired already", async () => {
    let kept: Parameters<Parameters<typeof rule>[0]["body"]>[0] | undefined;
    const workflow = defineWorkflow({
      name: "kept",
      source: import.meta.url,
      tasks: [count, square],
      edges: [[count, square]],
      rules: [
        rule({
          when: [],
          adds: [count],
          body(to) {
            kept = to;
            to.add(count, [1]);
          },
        }),
        rule({ when: [each(count, "done", "c")], adds: [square], body: () => void kept?.add(count, [2]) }),
      ],
    });
    const report = await run(workflow, { stateDir });
    expect(report.errors).toMatchObject([{ code: "ADG7007", message: expect.stringContaining("has ended") }]);
    expect(report.nodes["count"]).toEqual({ done: 1, failed: 0, skipped: 0 });
  });

  it("says what a rule reads too early, or of what has failed", async () => {
    const broken = task("broken", {
      result: "int",
      run: (): number => {
        throw new Error("no");
      },
    });
    for (const event of ["added", "failed"] as const) {
      const workflow = defineWorkflow({
        name: "early",
        source: import.meta.url,
        tasks: [broken, count],
        edges: [[broken, count]],
        rules: [
          rule({ when: [], adds: [broken], body: (to) => void to.add(broken, []) }),
          rule({
            when: [each(broken, event, "b")],
            adds: [count],
            body: (to, at) => void to.add(count, [at.node("b").result]),
          }),
        ],
      });
      const report = await run(workflow, { stateDir });
      const message: unknown = expect.stringContaining('result of "broken"');
      expect(report.errors).toContainEqual(expect.objectContaining({ code: "ADG7007", message }));
    }
  });
});
