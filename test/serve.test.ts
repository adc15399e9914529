/** Runs that orchestrators take from a queue in a real Redis. */
import { setTimeout } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, reportOf, there, until } from "./support/queue-projects.ts";
import { hasRedis, password } from "./support/redis.ts";
import { keptIn, letGo, ranIn, reportIn, submit, submitted, writeSteps } from "./support/served-runs.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("runs in a queue", () => {
  const queue = new QueueProjects();

  it("are run as the command would run them, and who waits gets what came of them", async () => {
    writeSteps(queue);
    letGo(queue);
    await queue.serve();
    const ended = await submit(queue, "--input", "word=b", "--wait", "--json");
    expect(ended.exit).toBe(0);
    expect(reportOf(ended)).toMatchObject({ status: "succeeded", outputs: { said: ["b123"] }, errors: [] });
    expect(ranIn(queue)).toEqual(["first", "second", "third"]);
    const { run } = reportOf(ended) as { readonly run: string };
    const ask = (...args: readonly string[]) => queue.project.adg([...args, "--queue", "tests"], { env: queue.env });
    expect((await ask("show", run)).out).toContain(`run ${run} of main.adg: succeeded after`);
    expect((await ask("why", run)).out).toBe("Every rule has fired or is done, and nothing waits.\n");
    expect((await ask("logs", run, "third")).out).toBe("b123");
    queue.project.write("main.adg", 'task bad() -> string:\n  sh "exit 7"\nstart: bad()\n');
    const failed = await submit(queue, "--wait", "--json");
    expect(failed.exit).toBe(1);
    expect(reportOf(failed)).toMatchObject({ status: "failed", errors: [{ task: "bad", message: "exit status 7" }] });
  });

  it("are told by the time that they took, not by that in the queue", async () => {
    writeSteps(queue);
    letGo(queue);
    const since = performance.now();
    const waiting = submit(queue, "--wait", "--input", "word=b");
    // Longer than such a run takes on a machine that has much else to do.
    await setTimeout(8_000);
    await queue.serve();
    const { out } = await waiting;
    const [, took = "", unit] = /succeeded in ([\d.]+) (ms|s)/.exec(out) ?? [];
    expect(unit, out).toBeDefined();
    const all = performance.now() - since;
    expect(Number(took) * (unit === "s" ? 1000 : 1)).toBeLessThan(all - 8_000);
  });

  it("are paused and go on, wherever they are", async () => {
    writeSteps(queue);
    await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    const ask = (verb: string) => queue.project.adg([verb, run, "--queue", "tests"], { env: queue.env });
    expect((await ask("pause")).out).toBe("The run is paused: nothing more starts, and 1 node that runs ends first.\n");
    letGo(queue);
    // Its outcome is in the journal, and what follows from it waits.
    await until(() => keptIn(queue, run) === 2);
    expect(ranIn(queue)).toEqual(["first", "second"]);
    expect((await ask("resume")).out).toBe("The run goes on.\n");
    expect(await reportIn(queue, run)).toMatchObject({ status: "succeeded", outputs: { said: ["a123"] } });
    expect(ranIn(queue)).toEqual(["first", "second", "third"]);
  });

  it("are refused before they are in the queue where program, inputs or executors are wrong", async () => {
    writeSteps(queue);
    const inputs = await submit(queue, "--input", "wort=b");
    expect(inputs.exit).toBe(2);
    expect(inputs.err).toContain('ADG7001: there is no input "wort"');
    queue.project.write("main.adg", "start: nothing()\n");
    const wrong = await submit(queue, "--json");
    expect(wrong.exit).toBe(2);
    expect(reportOf(wrong)).toMatchObject({ run: null, errors: [{ file: "main.adg", line: 1, severity: "error" }] });
    writeSteps(queue);
    const on = ["--on", "sh=fra"];
    const nowhere = await submit(queue, ...on);
    expect(nowhere).toMatchObject({ exit: 2, out: "" });
    expect(nowhere.err).toContain(
      'ADG7001: the task "first" is to run on "fra", and there is no executor of that name;',
    );
    const here = await queue.project.adg(["run", "main.adg", ...on], { env: queue.env });
    expect(nowhere).toEqual(here);
    const { out } = await queue.project.adg(["runs", "--queue", "tests"], { env: queue.env });
    expect(out).toBe('There are no runs in the queue "tests".\n');
  });

  it("are not put into a server that would throw them away, and neither runs nor tasks taken from it", async () => {
    writeSteps(queue);
    queue.redis.command("config", "set", "maxmemory-policy", "allkeys-lru");
    try {
      const err = `Redis at 127.0.0.1:${queue.redis.port} would throw away what its queues hold when its memory is full (maxmemory-policy allkeys-lru); set it to noeviction.\n`;
      for (const verb of [["serve"], ["worker"], ["submit", "main.adg"]])
        expect(await queue.project.adg([...verb, "--queue", "tests"], { env: queue.env })).toEqual({
          exit: 2,
          out: "",
          err,
        });
      const sent = await queue.project.adg(["run", "main.adg", ...there], { env: queue.env });
      expect(sent).toMatchObject({ exit: 2, out: "", err: expect.stringContaining(err.trim().slice(0, -1)) });
      // What is there may be looked at, and nobody else says anything.
      const looked = await queue.project.adg(["runs", "--queue", "tests"], { env: queue.env });
      expect(looked).toEqual({ exit: 0, out: 'There are no runs in the queue "tests".\n', err: "" });
    } finally {
      queue.redis.command("config", "set", "maxmemory-policy", "noeviction");
    }
  });

  it("say nothing of a password that the server does not ask for", async () => {
    writeSteps(queue);
    letGo(queue);
    queue.redis.command("config", "set", "requirepass", "");
    try {
      const { promise: ready, resolve } = Promise.withResolvers<void>();
      let told = "";
      const serving = await queue.project.adg(["serve", "--queue", "tests"], {
        env: queue.env,
        during: async (child) => {
          child.stdout?.once("data", () => resolve());
          await ready;
          told = (await submit(queue, "--wait")).err;
          child.kill("SIGTERM");
        },
      });
      expect(serving.err).toBe("");
      expect(told).toMatch(/^Run \w+ is submitted\.\n$/);
    } finally {
      queue.redis.command("config", "set", "requirepass", password);
    }
  });
});
