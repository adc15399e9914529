/** The suite over Celery workers, with Redis between. */
import { afterAll, beforeAll, describe, vi } from "vitest";
import { celery } from "@adg/runtime/celery";
import { CeleryApp, hasCelery } from "../support/celery.ts";
import { RedisProcess } from "../support/redis.ts";
import type { Candidate } from "./candidate.ts";
import { celeryApp, celeryWork } from "./celery-work.ts";
import { pythonWork } from "./python-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const slots = 2;

describe.runIf(hasCelery())("Celery workers over Redis", () => {
  let redis: RedisProcess;
  let app: CeleryApp;
  beforeAll(async () => {
    redis = await RedisProcess.start();
    app = new CeleryApp(celeryApp, { BROKER: redis.url, RESULTS: redis.url });
    await app.start({ concurrency: slots });
  });
  afterAll(async () => {
    await app.remove();
    await redis.remove();
  });

  const server = { slots, stop: () => redis.kill(), start: () => redis.start() };
  const open = (name: string) => () => celery(name, { kind: "celery", url: redis.url });
  const candidates: readonly Candidate[] = [
    {
      name: "celery of registered tasks",
      server,
      isSilent: true,
      work: () => celeryWork,
      failure: (message) => ({ message: `ValueError: ${message}`, trace: /app\.py:13$/ }),
      open: open("celery of registered tasks"),
    },
    {
      name: "celery of Python functions",
      server,
      work: pythonWork,
      failure: (message) => ({ message: `ValueError: ${message}`, trace: /work\.py:8$/ }),
      open: open("celery of Python functions"),
    },
  ];
  candidates.forEach(describeExecutor);
});
