/** The suite over a queue in a real Redis, with a worker in this process. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { bullmq, QueueWorker } from "@adg/runtime/bullmq";
import { hasRedis, RedisProcess } from "../support/redis.ts";
import type { Candidate } from "./candidate.ts";
import { moduleWork } from "./modules.ts";
import { shellWork } from "./shell-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const from = fileURLToPath(import.meta.url);
const slots = 4;

describe.runIf(hasRedis())("a queue in Redis", () => {
  let redis: RedisProcess;
  let worker: QueueWorker;
  const settings = () => ({ kind: "bullmq", url: redis.url, queue: "suite" }) as const;
  beforeAll(async () => {
    redis = await RedisProcess.start();
    worker = await QueueWorker.open(settings(), { concurrency: slots, from });
  });
  afterAll(async () => {
    await worker.close();
    await redis.remove();
  });

  const server = { slots, stop: () => redis.kill(), start: () => redis.start() };
  const open = (name: string) => () => bullmq(name, settings(), from);
  const candidates: readonly Candidate[] = [
    {
      name: "bullmq of functions",
      server,
      work: moduleWork,
      failure: (message) => ({ message, trace: /work\.ts:4:/ }),
      open: open("bullmq of functions"),
    },
    {
      name: "bullmq of commands",
      server,
      work: () => shellWork,
      failure: () => ({ message: "exit status 3" }),
      open: open("bullmq of commands"),
    },
  ];
  candidates.forEach(describeExecutor);
});
