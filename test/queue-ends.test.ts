/** The two ends of a queue in a real Redis, in one process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker, type Job } from "bullmq";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineWorkflow, rule, run, task, type BullmqSettings, type Report, type Task, type Value } from "@adg/runtime";
import { bullmq, QueueWorker } from "@adg/runtime/bullmq";
import { until } from "./support/queue-projects.ts";
import { hasRedis, RedisProcess } from "./support/redis.ts";
import { tempFolder, writeText } from "./support/temp-folder.ts";

const from = fileURLToPath(import.meta.url);

describe.runIf(hasRedis())("a queue", () => {
  const folder = tempFolder();
  let redis: RedisProcess;
  beforeAll(async () => {
    redis = await RedisProcess.start();
  });
  afterAll(() => redis.remove());

  const settings = (queue: string): BullmqSettings => ({ kind: "bullmq", url: redis.url, queue });

  interface Wanted {
    readonly settings: BullmqSettings;
    readonly task: Partial<Task>;
    /** Arguments of each call, in turn. */
    readonly args: readonly (readonly [Value, Value])[];
  }

  /** A run of calls of one task. */
  async function report({ settings, task: more, args }: Wanted): Promise<Report> {
    const executor = bullmq("far", settings, from);
    const declared = task("work", {
      parameters: { first: "json", second: "json" },
      result: "json",
      run: (first: Value, _second: Value) => first,
    });
    const add = rule({
      when: [],
      adds: [declared],
      body: (to) => args.forEach(([first, second]) => void to.add(declared, [first, second])),
    });
    const source = pathToFileURL(join(folder, "ends.adg")).href;
    const outputs = { all: { mode: "all", task: declared } } as const;
    const workflow = defineWorkflow({ name: "ends", source, tasks: [declared], edges: [], rules: [add], outputs });
    const tasks = workflow.tasks.map((each) => ({ ...each, ...more, on: "far" }));
    try {
      const options = { executors: [executor], concurrency: 400, stateDir: join(folder, ".adg"), journal: false };
      return await run({ ...workflow, tasks }, options);
    } finally {
      await executor.close();
    }
  }

  it("gives what has the highest priority first, within a run and between runs", async () => {
    const noted = join(folder, "noted");
    const priority: Task["priority"] = ({ args }) => args["second"] as number;
    const script = ({ args }: { readonly args: Readonly<Record<string, Value>> }): string =>
      `echo ${JSON.stringify(args["first"])} >> '${noted}'`;
    const of = (args: Wanted["args"]) =>
      report({ settings: settings("priority"), task: { implementation: { kind: "shell", script }, priority }, args });
    const waiting = (): string => redis.command("zcard", "adg:priority:prioritized");
    const first = of([
      ["usual", 0],
      ["urgent", 5],
    ]);
    await until(() => waiting() === "2");
    const second = of([
      ["late", -1],
      ["soon", 3],
    ]);
    await until(() => waiting() === "4");
    const worker = await QueueWorker.open(settings("priority"), { concurrency: 1, from });
    await Promise.all([first, second]);
    await worker.close();
    expect(readFileSync(noted, "utf8").trim().split("\n")).toEqual(["urgent", "soon", "usual", "late"]);
  });

  it("is not sent what does not lie in the folder that is shared", async () => {
    const elsewhere = join(folder, "shared");
    const found = await report({
      settings: { ...settings("shared"), shared: elsewhere },
      task: { implementation: { kind: "shell", script: () => "echo 1" } },
      args: [[1, null]],
    });
    const message = `"${folder}" does not lie in "${elsewhere}", the folder that "far" shares with its workers`;
    expect(found.errors).toMatchObject([{ code: "ADG7007", task: "work", message }]);
    expect(redis.command("keys", "adg:shared:*-*-*")).toBe("");
    // What does lie there is sent, and its folder need not be the program's own.
    const worker = await QueueWorker.open(settings("shared"), { concurrency: 1, from });
    const sent = await report({
      settings: { ...settings("shared"), shared: join(folder, "..") },
      task: { implementation: { kind: "shell", script: () => "echo 1" }, result: { kind: "int" } },
      args: [[1, null]],
    });
    await worker.close();
    expect(sent.outputs).toEqual({ all: [1] });
  });

  it("has calls that travelled together begin alone where their job has lost its worker too often", async () => {
    interface Sent {
      readonly calls: readonly { readonly args: readonly Value[] }[];
      readonly isLeftOver: boolean;
    }
    const sizes: number[] = [];
    const leftOver: boolean[] = [];
    const { hostname, port, password } = new URL(redis.url);
    const peer = new Worker<Sent, unknown>(
      "alone",
      async ({ data }: Job<Sent>) => {
        sizes.push(data.calls.length);
        leftOver.push(data.isLeftOver);
        if (data.calls.length > 1 || data.calls[0]?.args[0] === 250)
          throw new Error("job stalled more than allowable limit");
        return { kind: "outcomes", outcomes: [{ ok: true, value: data.calls[0]?.args[0] }], ms: 0.1 };
      },
      { connection: { host: hostname, port: Number(port), password, maxRetriesPerRequest: null }, prefix: "adg" },
    );
    const module = writeText(folder, "same.ts", "export const same = (n: number): number => n;\n");
    const of = (count: number) =>
      report({
        settings: settings("alone"),
        task: { implementation: { kind: "module", module, name: "same" }, limit: 100 },
        args: Array.from({ length: count }, (_, n) => [n, null]),
      });
    const found = await of(400);
    await peer.close();
    expect(found.nodes["work"]).toMatchObject({ done: 399, failed: 1 });
    expect(found.errors).toMatchObject([{ message: expect.stringMatching(/^its worker was lost each time it ran/) }]);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(sizes.filter((size) => size === 1)).toHaveLength(400);
    expect(leftOver).toContain(true);
  });
});
