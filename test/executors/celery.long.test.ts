/** The suite over Celery workers, with Redis or RabbitMQ between. */
import { afterAll, beforeAll, describe, vi } from "vitest";
import { celery } from "@adg/runtime/celery";
import { CeleryApp, hasCelery } from "../support/celery.ts";
import { hasRabbit, RabbitProcess } from "../support/rabbitmq.ts";
import { RedisProcess } from "../support/redis.ts";
import type { Candidate } from "./candidate.ts";
import { celeryApp, celeryWork } from "./celery-work.ts";
import { pythonWork } from "./python-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const slots = 2;

/** What is between. */
interface Between {
  readonly url: string;
  /** As workers write it. */
  readonly workersUrl: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

function describeCelery(broker: string, open: () => Promise<Between>): void {
  let between: Between;
  let results: RedisProcess;
  let app: CeleryApp;
  beforeAll(async () => {
    results = await RedisProcess.start();
    between = await open();
    app = new CeleryApp(celeryApp, { BROKER: between.workersUrl, RESULTS: results.url });
    await app.start({ concurrency: slots });
  });
  afterAll(async () => {
    await app.remove();
    await between.remove();
    await results.remove();
  });

  const server = {
    slots,
    stop: () => between.kill(),
    async start() {
      await between.start();
      // Not every worker of Celery 5.2 finds back to a broker that was away.
      await app.endAll();
      await app.start({ concurrency: slots });
    },
  };
  const candidate = (name: string): Pick<Candidate, "name" | "open" | "server"> => ({
    name,
    server,
    open: () => celery(name, { kind: "celery", url: between.url, results: results.url, lostAfter: 2 }),
  });
  const candidates: readonly Candidate[] = [
    {
      ...candidate(`celery of registered tasks over ${broker}`),
      isSilent: true,
      work: () => celeryWork,
      failure: (message) => ({ message: `ValueError: ${message}`, trace: /app\.py:13$/ }),
    },
    {
      ...candidate(`celery of Python functions over ${broker}`),
      work: pythonWork,
      failure: (message) => ({ message: `ValueError: ${message}`, trace: /work\.py:8$/ }),
    },
  ];
  candidates.forEach(describeExecutor);
}

describe.runIf(hasCelery())("Celery workers over Redis", () => {
  describeCelery("Redis", async () => {
    const redis = await RedisProcess.start();
    return Object.assign(redis, { workersUrl: redis.url });
  });
});

describe.runIf(hasCelery() && hasRabbit())("Celery workers over RabbitMQ", () => {
  describeCelery("RabbitMQ", () => RabbitProcess.start());
});
