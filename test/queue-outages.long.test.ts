/** What orchestrators and workers of a queue do and say while its server is away. */
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, there, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { childrenOf, letGo, ranIn, reportIn, submitted, writeSteps } from "./support/served-runs.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("while the server of a queue is away", () => {
  const queue = new QueueProjects();
  const address = (): string => `127.0.0.1:${queue.redis.port}`;

  it("an orchestrator that is told to end does, and its run goes on elsewhere", async () => {
    queue.project.write(
      "main.adg",
      `
task held() -> string:
  sh "echo $$ >> ${queue.path("ran")}; while [ ! -e ${queue.path("go")} ]; do sleep 0.05; done; echo done"
output said: string[] = all held
start: held()
`,
    );
    const serving = await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 1);
    const ran = [...childrenOf(serving), Number(ranIn(queue)[0])];
    await queue.redis.kill();
    try {
      const start = performance.now();
      expect(await queue.end(serving, "SIGTERM")).toBe(1);
      expect(performance.now() - start).toBeLessThan(10_000);
      for (const pid of ran) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
      // That it is away is noticed before it is told to end, or after.
      const said = queue.said(serving).split("\n");
      expect(said.filter((line) => !line.includes("is away")).slice(-3)).toEqual([
        "Takes no more runs, and gives back 1 run.",
        `Redis at ${address()} does not answer: ends without it, and the runs it had go on elsewhere when the server is back.`,
        "",
      ]);
    } finally {
      await queue.redis.start();
    }
    await queue.serve();
    letGo(queue);
    expect(await reportIn(queue, run)).toMatchObject({ status: "succeeded", outputs: { said: ["done"] } });
  });

  it("those that have nothing end at once or soon, too", async () => {
    const started = [await queue.serve(), await queue.worker()];
    await queue.redis.kill();
    try {
      expect(await Promise.all(started.map((each) => queue.end(each, "SIGTERM")))).not.toContain(null);
    } finally {
      await queue.redis.start();
    }
  });

  it("a worker that is told to end stops what it runs once that is others'", async () => {
    const worker = await queue.worker();
    queue.project.write(
      "main.adg",
      `task held() -> string:\n  sh "echo $$ > ${queue.path("pid")}; sleep 600"\nstart: held()\n`,
    );
    const pid = (): number => Number(readFileSync(queue.path("pid"), { encoding: "utf8", flag: "a+" }));
    await queue.project.adg(["run", "main.adg", ...there], {
      env: queue.env,
      during: async (run) => {
        await until(() => pid() > 0);
        await queue.redis.kill();
        try {
          expect.soft(await queue.end(worker, "SIGTERM")).toBe(1);
          expect.soft(() => process.kill(pid(), 0)).toThrow("ESRCH");
          expect
            .soft(queue.said(worker))
            .toContain(`Redis at ${address()} does not answer: ends without it, and the tasks`);
        } finally {
          run.kill("SIGKILL");
          await queue.redis.start();
        }
      },
    });
  });

  it("orchestrators and workers say so once, and once that it is back", async () => {
    writeSteps(queue);
    const [serving, worker] = [await queue.serve(), await queue.worker()];
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    await queue.redis.kill();
    // For longer than a lease, and than a few tries.
    await new Promise((done) => setTimeout(done, 4_000));
    await queue.redis.start();
    await until(() => [serving, worker].every((each) => queue.said(each).includes("is back")));
    // Let go earlier, the process that has lost the run might have ended it.
    await until(() => queue.said(serving).includes(`Run ${run} is taken over.`));
    letGo(queue);
    await reportIn(queue, run);
    const told = (what: string): readonly string[] => [
      `Redis at ${address()} is away: ${what} wait until it is back.`,
      `Redis at ${address()} is back.`,
    ];
    const aboutRedis = (text: string): readonly string[] => text.split("\n").filter((line) => line.startsWith("Redis"));
    expect(aboutRedis(queue.said(serving))).toEqual(told("runs"));
    expect(aboutRedis(queue.said(worker))).toEqual(told("tasks"));
    expect(queue.said(serving)).toContain(`Run ${run} is lost here: its lease has ended`);
  });
});
