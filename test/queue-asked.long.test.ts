/** What is asked of runs of a queue from another terminal, and told of them. */
import { appendFileSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import type { RunLine, Snapshot } from "@adg/ui";
import { control } from "./page/support/asked.ts";
import { RunPages } from "./page/support/run-pages.ts";
import { QueueProjects, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { letGo, ranIn, reportIn, submitted, writeSteps } from "./support/served-runs.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("a run of a queue", () => {
  const queue = new QueueProjects();
  const ask = (...args: readonly string[]) => queue.project.adg([...args, "--queue", "tests"], { env: queue.env });

  it("runs a node again that failed, has another one cancelled, and is followed until a node is over", async () => {
    queue.project.write(
      "main.adg",
      `
task flaky() -> string:
  sh "echo flaky >> ${queue.path("ran")}; test -e ${queue.path("mended")}"
task slow() -> string:
  sh "echo slow >> ${queue.path("ran")}; sleep 600"
task held() -> string:
  sh "echo so far; echo held >> ${queue.path("ran")}; while [ ! -e ${queue.path("go")} ]; do sleep 0.05; done; echo done"
start:
  flaky()
  slow()
  held()
`,
    );
    await queue.serve();
    const run = await submitted(queue);
    await until(() => ["flaky", "slow", "held"].every((task) => ranIn(queue).includes(task)));
    const following = ask("logs", run, "held", "--follow");
    appendFileSync(queue.path("mended"), "");
    const slow = await ask("cancel", run, await idOf(run, "slow"));
    expect(slow.out).toMatch(/^"slow-\w+" is cancelled\.\n$/);
    const again = await ask("retry", run, "flaky");
    expect(again.out).toMatch(/^"flaky-\w+" runs again as soon as 1 node that runs has ended\.\n$/);
    letGo(queue);
    const followed = await following;
    expect(followed.out).toBe("so far\ndone\n");
    expect(followed.err).toMatch(/^"held-\w+" is done\.\n$/);
    const report = await reportIn(queue, run);
    expect(report["nodes"]).toMatchObject({ flaky: { done: 1 }, held: { done: 1 }, slow: { failed: 1 } });
    expect(ranIn(queue).filter((task) => task === "flaky")).toHaveLength(2);
    const over = await ask("retry", run, "slow");
    expect(over.exit).toBe(2);
    expect(over.err).toContain(`Run ${run} is over, and what is over does not go on in a queue`);
  });

  it("has no page where there is none of that name", async () => {
    const { exit, err } = await queue.project.adg(["ui", "nonrun", "--queue", "tests"], { env: queue.env });
    expect({ exit, err }).toEqual({ exit: 2, err: 'There is no run "nonrun" in the queue "tests".\n' });
  });

  it("is shown on a page, and paused from there", async () => {
    writeSteps(queue);
    await queue.serve();
    const pages = await RunPages.start(queue.project, ["--queue", "tests"], { env: queue.env });
    try {
      const run = await submitted(queue);
      await until(() => ranIn(queue).includes("second"));
      expect(await pages.data("/runs")).toMatchObject([{ run, state: "running" }]);
      const shown = async () => (await pages.data<{ readonly snapshot: Snapshot }>(`/runs/${run}`)).snapshot;
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "running", position: 1, nodes: 2 });
      expect(await control(pages, run, { kind: "pause" })).toMatchObject({ ok: true });
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "paused" });
      letGo(queue);
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "paused", position: 2, nodes: 3 });
      expect(await control(pages, run, { kind: "unpause" })).toMatchObject({ ok: true });
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "succeeded", position: 3 });
    } finally {
      await pages.stop();
    }
  });

  it("is listed with its workflow and its nodes, and where it was refused, with why", async () => {
    writeSteps(queue);
    const pages = await RunPages.start(queue.project, ["--queue", "tests"], { env: queue.env });
    try {
      const run = await submitted(queue);
      expect(await pages.data("/runs")).toMatchObject([
        { run, workflow: "main", state: "waiting", done: 0, failed: 0 },
      ]);
      await queue.serve();
      await until(() => ranIn(queue).includes("second"));
      const list = () => pages.data<readonly RunLine[]>("/runs");
      await expect.poll(list, { timeout: 60_000 }).toMatchObject([{ run, state: "running", done: 1 }]);
      expect(await control(pages, run, { kind: "pause" })).toMatchObject({ ok: true });
      await expect.poll(list, { timeout: 60_000 }).toMatchObject([{ run, state: "paused", done: 1 }]);
      expect((await ask("runs")).out).toMatch(/ paused .* 1 done, 1 running\n$/);
      letGo(queue);
      expect(await control(pages, run, { kind: "unpause" })).toMatchObject({ ok: true });
      await expect.poll(list, { timeout: 60_000 }).toMatchObject([{ run, state: "succeeded", done: 3, failed: 0 }]);
      const [{ worked = 0 } = {}] = await list();
      expect(worked).toBeGreaterThan(100);

      // What it is shown by is gone meanwhile.
      const shown = async () => (await pages.data<{ readonly snapshot: Snapshot }>(`/runs/${run}`)).snapshot;
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "succeeded", position: 3 });
      await queue.redis.kill();
      const silent = "The run cannot be followed: its server does not answer.";
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "succeeded", position: 3, trouble: silent });
      await queue.redis.start();
      await expect.poll(async () => (await shown()).trouble, { timeout: 60_000 }).toBeUndefined();
      queue.redis.command("del", `adg:tests~runs:journal:${run}`);
      const trouble = expect.stringMatching(/^There is no journal ".* adg:tests~runs:journal:\w+"\.$/);
      await expect.poll(shown, { timeout: 60_000 }).toMatchObject({ state: "succeeded", position: 3, trouble });
    } finally {
      await pages.stop();
    }
  });

  it("tells why it was refused", async () => {
    writeSteps(queue);
    const pages = await RunPages.start(queue.project, ["--queue", "tests"], { env: queue.env });
    try {
      const run = await submitted(queue);
      queue.project.write("main.adg", "start: nothing()\n");
      await queue.serve();
      await until(() => queue.redis.command("exists", `adg:tests~runs:end:${run}`) === "1");
      const [line] = await pages.data<readonly RunLine[]>("/runs");
      expect(line).toMatchObject({ run, workflow: "main", program: "main.adg", state: "refused" });
      expect(line?.trouble).toMatch(/^The run was refused: .*main\.adg.*[^.]\.$/);
      const why = `Run ${run} was refused: ${line?.trouble?.slice("The run was refused: ".length)}`;
      expect(await pages.data(`/runs/${run}`)).toEqual({ message: why });
      expect((await ask("show", run)).err).toBe(`${why}\n`);
      expect((await ask("runs")).out).toMatch(new RegExp(` refused .* main.adg *\\n  .*main\\.adg.*\\n$`));
    } finally {
      await pages.stop();
    }
  });

  it("is compared with another and made again from its journal", async () => {
    writeSteps(queue);
    letGo(queue);
    await queue.serve();
    const [a, b] = [await submitted(queue), await submitted(queue, "--input", "word=b")];
    for (const run of [a, b]) await reportIn(queue, run);
    expect((await ask("diff", a, a)).exit).toBe(0);
    const differ = await ask("diff", a, b, "--json");
    expect(differ.exit).toBe(1);
    expect(JSON.parse(differ.out)).toMatchObject({ a, b, isEqual: false });
    const graph = queue.path("graph.json");
    const again = await ask("replay", a, "--check", "--graph", graph);
    expect(again.exit).toBe(0);
    expect(readFileSync(graph, "utf8")).toContain('"third"');
    const exported = await ask("export", a, queue.path("a.run"));
    expect(exported.out).toBe(`Run ${a} is in "${queue.path("a.run")}".\n`);
    expect((await ask("export", a, queue.path("a.run"))).err).toContain("exists already");
    // Elsewhere it is a run like any other.
    const place = ["--in", queue.path("elsewhere")];
    queue.project.write("elsewhere/README", "");
    expect((await queue.project.adg(["import", queue.path("a.run"), ...place])).exit).toBe(0);
    expect((await queue.project.adg(["show", a, ...place])).out).toContain(`run ${a} of main.adg: succeeded after`);
  });

  it("is found in the queue of a profile, and one that waits or is over is not paused", async () => {
    const config = readFileSync(queue.path("adg.config.ts"), "utf8");
    queue.project.write(
      "adg.config.ts",
      config
        .replace("executors: {", "profiles: { far: { executors: {")
        .replace('queue: "tests" } },', 'queue: "tests" } } } },'),
    );
    writeSteps(queue);
    letGo(queue);
    const run = await submitted(queue, "--profile", "far");
    const within = (...args: readonly string[]) => ask(...args, "--profile", "far");
    expect((await ask("runs")).exit).toBe(2);
    expect((await within("runs")).out).toContain(run);
    expect((await within("pause", run)).err).toContain(`Run ${run} waits in the queue: no orchestrator has it now.`);
    await queue.serve("--profile", "far");
    await reportIn(queue, run);
    expect((await within("show", run)).out).toContain(`run ${run} of main.adg: succeeded after`);
    expect((await within("pause", run)).err).toContain(`Run ${run} is over.`);
    expect((await within("cancel", run)).exit).toBe(1);
  });

  async function idOf(run: string, task: string): Promise<string> {
    const { out } = await ask("logs", run, task, "--json");
    return (JSON.parse(out) as { readonly node: string }).node;
  }
});
