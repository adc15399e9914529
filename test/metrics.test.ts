/** What workers and orchestrators tell of themselves to who scrapes them. */
import type { ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { letGo, ranIn, reportIn, submitted, writeSteps } from "./support/served-runs.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("metrics", () => {
  const queue = new QueueProjects();

  /** Values by name and labels, as a scraper reads them. */
  async function scraped(child: ChildProcess): Promise<ReadonlyMap<string, number>> {
    const [url = ""] = /http:\S+metrics/.exec(queue.said(child)) ?? [];
    const answer = await fetch(url);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(
      lines.map((line) => {
        const [, name, value] = /^(\w+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
        if (name === undefined) throw new Error(`no metric: ${line}`);
        return [name, Number(value)];
      }),
    );
  }

  it("of a worker: what waits and runs there, what has come of it, what is free", async () => {
    const worker = await queue.worker("--metrics", "0", "--concurrency", "4", "--cpus", "2", "--memory", "1GB");
    const found = await queue.run(
      `
task one(n: int) -> string:
  cpus 2
  sh "touch ${queue.path("begun")}; while [ ! -e ${queue.path("go")} ]; do sleep 0.05; done; [ #{n} -gt 0 ]"
start:
  for n in range(3): one(n)
`,
      {
        args: ["--cpus", "8"],
        during: async () => {
          await until(() => existsSync(queue.path("begun")));
          for (;;) {
            const now = await scraped(worker);
            if (now.get('adg_worker_tasks{state="waiting"}') !== 2) continue;
            expect(now.get('adg_worker_tasks{state="running"}')).toBe(1);
            expect(now.get('adg_worker_free{what="cpus"}')).toBe(0);
            expect(now.get('adg_worker_free{what="memory"}')).toBe(1e9);
            expect(now.get("adg_connected")).toBe(1);
            expect(now.get('adg_worker_tasks_total{state="done"}')).toBe(0);
            break;
          }
          writeFileSync(queue.path("go"), "");
        },
      },
    );
    expect(found.exit).toBe(1);
    const now = await scraped(worker);
    expect(now.get('adg_worker_tasks_total{state="done"}')).toBe(2);
    expect(now.get('adg_worker_tasks_total{state="failed"}')).toBe(1);
    expect(now.get("adg_worker_task_seconds_count")).toBe(3);
    expect(now.get('adg_worker_task_seconds_bucket{le="+Inf"}')).toBe(3);
    expect(now.get('adg_worker_tasks{state="running"}')).toBe(0);
    expect(now.get('adg_worker_free{what="cpus"}')).toBe(2);
    expect(now.get("process_resident_memory_bytes")).toBeGreaterThan(0);
    await queue.redis.kill();
    while ((await scraped(worker)).get("adg_connected") !== 0);
    await queue.redis.start();
    while ((await scraped(worker)).get("adg_connected") !== 1);
  });

  it("of an orchestrator: the runs that it has, and how those stand that are over", async () => {
    writeSteps(queue);
    const orchestrator = await queue.serve("--metrics", "127.0.0.1:0");
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    expect((await scraped(orchestrator)).get('adg_serve_runs{state="running"}')).toBe(1);
    letGo(queue);
    await reportIn(queue, run);
    while ((await scraped(orchestrator)).get('adg_serve_runs{state="running"}') !== 0);
    const now = await scraped(orchestrator);
    expect(now.get('adg_serve_runs_total{state="succeeded"}')).toBe(1);
    expect(now.get('adg_serve_runs_total{state="failed"}')).toBe(0);
    expect(now.get("adg_serve_run_seconds_count")).toBe(1);
    const taken = new URL(/http:\S+/.exec(queue.said(orchestrator))?.[0] ?? "").port;
    const second = await queue.project.adg(["serve", "--metrics", `127.0.0.1:${taken}`], { env: queue.env });
    expect(second).toMatchObject({ exit: 2, out: "" });
    const wrong = await queue.project.adg(["worker", "--metrics", "here"], { env: queue.env });
    expect(wrong.err).toContain("It must be a port, or HOST:PORT, such as 9100 or [::1]:9100.");
  });
});
