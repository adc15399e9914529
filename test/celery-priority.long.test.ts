/** In which order workers take tasks that have a `priority`, from brokers that know of one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect } from "amqplib";
import { Redis } from "ioredis";
import { expect, it, vi } from "vitest";
import { defineWorkflow, rule, run, task, type Report, type Workflow } from "@adg/runtime";
import { celery } from "@adg/runtime/celery";
import { CeleryApp, hasCelery } from "./support/celery.ts";
import { hasRabbit, RabbitProcess } from "./support/rabbitmq.ts";
import { RedisProcess } from "./support/redis.ts";

vi.setConfig({ testTimeout: 120_000 });

const app = `import os
from celery import Celery
from kombu import Queue

app = Celery("order", broker=os.environ["BROKER"], backend=os.environ["RESULTS"])
app.conf.update(worker_prefetch_multiplier=1)
if os.environ["BROKER"].startswith("amqp"):
    app.conf.task_queues = [Queue("celery", routing_key="celery", queue_arguments={"x-max-priority": 10})]

@app.task(name="order.note")
def note(file, priority):
    with open(file, "a") as lines:
        lines.write("%d " % priority)
`;

interface Order {
  readonly results: RedisProcess;
  readonly url: string;
  readonly workersUrl: string;
  /** How many tasks are in the queue. */
  count(): Promise<number>;
  /** What tasks have, in the order in which they are sent. */
  readonly priorities: readonly number[];
}

/** Sends tasks one after another, then starts a worker that has one at a time: the order in which it has had them. */
async function orderOf({ results, url, workersUrl, count, priorities }: Order): Promise<readonly number[]> {
  const workers = new CeleryApp(app, { BROKER: workersUrl, RESULTS: results.url });
  const executor = celery("cel", { kind: "celery", url, results: results.url });
  const file = join(workers.folder, "order");
  try {
    const runs: Promise<Report>[] = [];
    for (const priority of priorities) {
      runs.push(run(workflowOf(file, priority), { executors: [executor], journal: false }));
      await expect.poll(count, { timeout: 60_000 }).toBe(runs.length);
    }
    await workers.start({ concurrency: 1 });
    for (const report of await Promise.all(runs)) expect(report).toMatchObject({ status: "succeeded" });
    return readFileSync(file, "utf8").trim().split(" ").map(Number);
  } finally {
    await executor.close();
    await workers.remove();
  }
}

function workflowOf(file: string, priority: number): Workflow {
  const note = task("note", {
    parameters: { file: "string", n: "int" },
    result: "void",
    run: (_file: string, _n: number) => {},
  });
  const add = rule({ when: [], adds: [note], body: (to) => void to.add(note, [file, priority]) });
  const workflow = defineWorkflow({
    name: "order",
    source: pathToFileURL(`${file}.adg`).href,
    tasks: [note],
    edges: [],
    rules: [add],
    outputs: {},
  });
  const implementation = { kind: "celery", name: "order.note" } as const;
  return { ...workflow, tasks: workflow.tasks.map((each) => ({ ...each, implementation, priority, on: "cel" })) };
}

it.runIf(hasCelery())("Redis: those below 0 go last, in steps of three, and others as they came", async () => {
  const redis = await RedisProcess.start();
  const client = new Redis(redis.url);
  try {
    const count = async (): Promise<number> => {
      const lists = await client.keys("celery*");
      const types = await Promise.all(lists.map((each) => client.type(each)));
      const lengths = await Promise.all(lists.filter((_, i) => types[i] === "list").map((each) => client.llen(each)));
      return lengths.reduce((sum, each) => sum + each, 0);
    };
    const place = { results: redis, url: redis.url, workersUrl: redis.url, count };
    const taken = await orderOf({ ...place, priorities: [-9, -6, 5, -3, 0, -7, -4] });
    expect(taken).toEqual([5, 0, -3, -4, -6, -7, -9]);
  } finally {
    client.disconnect();
    await redis.remove();
  }
});

it.runIf(hasCelery() && hasRabbit())("RabbitMQ: the highest go first, in a queue that has priorities", async () => {
  const [results, rabbit] = [await RedisProcess.start(), await RabbitProcess.start()];
  const connection = await connect(rabbit.url);
  try {
    const channel = await connection.createChannel();
    await channel.assertQueue("celery", { durable: true, maxPriority: 10 });
    const count = async (): Promise<number> => (await channel.checkQueue("celery")).messageCount;
    const place = { results, url: rabbit.url, workersUrl: rabbit.workersUrl, count };
    const taken = await orderOf({ ...place, priorities: [2, 9, 4, 1, 7, 3] });
    expect(taken).toEqual([9, 7, 4, 3, 2, 1]);
  } finally {
    await connection.close();
    await rabbit.remove();
    await results.remove();
  }
});
