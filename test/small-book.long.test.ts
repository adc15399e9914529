/** One book, set and bound by each executor that has a server: all make the same of it as is made here. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CeleryApp, hasCelery } from "./support/celery.ts";
import { Project } from "./support/command.ts";
import { hasIpython, IpythonCluster } from "./support/ipython-cluster.ts";
import { IpythonProject } from "./support/ipython-project.ts";
import { QueueProjects } from "./support/queue-projects.ts";
import { hasRedis, RedisProcess } from "./support/redis.ts";
import { celeryApp, expectedBook, runBook, type Kind } from "./support/small-book.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

async function expectSame(
  project: Project,
  kinds: readonly Kind[],
  on: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { graph } = await runBook(project, "ts", "inline", env);
  for (const kind of kinds) expect(await runBook(project, kind, on, env)).toEqual({ ...expectedBook, graph });
}

describe.runIf(hasRedis())("BullMQ", () => {
  const queue = new QueueProjects();

  it("ts and sh tasks", async () => {
    await queue.worker();
    await expectSame(queue.project, ["ts", "sh"], "bullmq", queue.env);
  });
});

describe.runIf(hasCelery())("Celery", () => {
  let redis: RedisProcess;
  let workers: CeleryApp;
  const project = new Project({
    "adg.config.ts": `
import type { Config } from "@adg/runtime";
export default { executors: { cel: { kind: "celery", url: process.env["TEST_BROKER"] } } } satisfies Config;
`,
  });

  beforeAll(async () => {
    redis = await RedisProcess.start();
    workers = new CeleryApp(celeryApp, { BROKER: redis.url, RESULTS: redis.url });
    await workers.start();
  });
  afterAll(async () => {
    await workers.remove();
    await redis.remove();
    rmSync(project.folder, { recursive: true, force: true });
  });

  it("celery and python tasks", async () => {
    await expectSame(project, ["celery", "python"], "cel", { TEST_BROKER: redis.url });
  });
});

describe.runIf(hasIpython())("an IPython cluster", () => {
  const cluster = new IpythonCluster();
  const project = new IpythonProject(cluster.connection);

  beforeAll(() => cluster.start(2));
  afterAll(async () => {
    await cluster.remove();
    rmSync(project.folder, { recursive: true, force: true });
  });

  it.each(["own", "kept"])("python tasks, in interpreters that are %s", async (interpreter) => {
    const env = { TEST_CONNECTION: cluster.connection, TEST_INTERPRETER: interpreter };
    await expectSame(project, ["python"], "ipy", env);
  });
});
