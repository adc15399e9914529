/**
 * How fast tasks come and go through adg's workers and a queue of BullMQ's, beside BullMQ alone with its results awaited: one process that
 * sends, one that works, a Redis that both have. adg's tasks run in the worker's pool of threads, and have logs and work directories;
 * BullMQ's in the worker's own thread. `npm run bench:bullmq`, or `node bench/bullmq.ts [ROUNDS] [TASKS]` after a build.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Queue, QueueEvents } from "bullmq";
import type * as Bullmq from "../runtime/src/executors/bullmq/index.ts";
import { hasRedis, RedisProcess } from "../test/support/redis.ts";
import { writeText } from "../test/support/temp-folder.ts";
import { median } from "./engine/median.ts";
import { count, digits, tableText } from "./engine/table.ts";
import { secondsOfTasks } from "./far-tasks.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const TASKS = Number(process.argv[3] ?? 20_000);
/** How many tasks a worker has at once, and how many of them are in the queue or run. */
const CONCURRENCY = 50;
const ON_THE_WAY = 1_000;

const built = new URL("../runtime/dist/executors/bullmq/index.js", import.meta.url).href;
const { bullmq } = (await import(built)) as typeof Bullmq;
const here = fileURLToPath(import.meta.url);
const adg = fileURLToPath(new URL("../cli/bin/adg.mjs", import.meta.url));
const peer = fileURLToPath(new URL("bullmq-worker.ts", import.meta.url));

type Way = "ours" | "each" | "bulk" | "events";
const ways: readonly Way[] = ["ours", "each", "bulk", "events"];

async function main(): Promise<void> {
  if (!hasRedis()) return;
  const redis = await RedisProcess.start();
  // The disk is not what is measured.
  redis.command("config", "set", "appendonly", "no");
  const folder = mkdtempSync(join(tmpdir(), "adg-bench-bullmq-"));
  writeText(folder, "same.ts", "export const same = (n: number): number => n;\n");
  writeText(
    folder,
    "adg.config.ts",
    `export default { executors: { far: { kind: "bullmq", url: process.env["BENCH_REDIS"], queue: "ours" } } };\n`,
  );
  const workers: ChildProcess[] = [];
  const connection = { url: redis.url };
  const queue = new Queue("theirs", { connection });
  const events = new QueueEvents("theirs", { connection });
  try {
    const env = { ...process.env, BENCH_REDIS: redis.url };
    workers.push(await started([adg, "worker", "--concurrency", String(CONCURRENCY)], folder, env));
    workers.push(await started([peer, redis.url, "theirs", String(CONCURRENCY)], folder, env));
    await events.waitUntilReady();
    // Each result that is awaited listens to both.
    for (const each of [queue, events]) each.setMaxListeners(0);
    const executor = bullmq("far", { kind: "bullmq", url: redis.url, queue: "ours" }, here);
    const seconds: Record<Way, () => Promise<number>> = {
      ours: () =>
        secondsOfTasks({
          executor,
          implementation: { kind: "module", module: join(folder, "same.ts"), name: "same" },
          folder,
          count: TASKS,
          concurrency: ON_THE_WAY,
        }),
      each: () => secondsOf(async (n) => (await queue.add("same", { n })).waitUntilFinished(events)),
      bulk: async () => {
        const begun = performance.now();
        for (let from = 0; from < TASKS; from += ON_THE_WAY) {
          const numbers = Array.from({ length: Math.min(ON_THE_WAY, TASKS - from) }, (_, at) => from + at);
          const jobs = await queue.addBulk(numbers.map((n) => ({ name: "same", data: { n } })));
          await Promise.all(jobs.map((job) => job.waitUntilFinished(events)));
        }
        return (performance.now() - begun) / 1_000;
      },
      events: () =>
        secondsOf(async (n) => {
          const { promise, resolve } = Promise.withResolvers<unknown>();
          const jobId = `${++added}-own`;
          told.set(jobId, resolve);
          await queue.add("same", { n }, { jobId });
          return promise;
        }),
    };
    let added = 0;
    const told = new Map<string, (value: unknown) => void>();
    events.on("completed", ({ jobId, returnvalue }) => {
      told.get(jobId)?.(returnvalue);
      told.delete(jobId);
    });
    const secondsOf = async (resultOf: (n: number) => Promise<unknown>): Promise<number> => {
      let next = 0;
      const begun = performance.now();
      const one = async (): Promise<void> => {
        while (next < TASKS) {
          const n = next++;
          if ((await resultOf(n)) !== n) throw new Error(`another number than ${n}`);
        }
      };
      await Promise.all(Array.from({ length: ON_THE_WAY }, one));
      return (performance.now() - begun) / 1_000;
    };
    const taken: Record<Way, number>[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const one = { ours: 0, each: 0, bulk: 0, events: 0 };
      // Whoever comes first may find the machine otherwise.
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        one[way] = await seconds[way]();
        if (way !== "ours") await queue.obliterate({ force: true });
      }
      // In the first, workers and this process warm up.
      if (round > 0) taken.push(one);
    }
    await executor.close();
    const rate = (way: Way): string => count(TASKS / median(taken.map((each) => each[way])));
    const ratio = (way: Way): string => digits(median(taken.map((each) => each[way] / each.ours)));
    console.log(
      tableText([
        [`${count(TASKS)} tasks, one worker`, "tasks/s", "adg to it"],
        ["adg", rate("ours"), ""],
        ["BullMQ, each added when there is room, waitUntilFinished", rate("each"), ratio("each")],
        ["BullMQ, added 1,000 at a time, waitUntilFinished", rate("bulk"), ratio("bulk")],
        ["BullMQ, each added when there is room, results from its events alone", rate("events"), ratio("events")],
      ]),
    );
  } finally {
    await queue.close();
    await events.close();
    await Promise.all(workers.map(ended));
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Settles once the worker takes tasks. */
async function started(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((ready, failed) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => text.includes("Takes tasks") && ready());
    child.once("exit", (code) => failed(new Error(`the worker has ended with ${code}`)));
  });
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

await main();
