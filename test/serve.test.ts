/** Runs that orchestrators take from a queue in a real Redis. */
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, reportOf, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { letGo, ranIn, reportIn, state, submit, submitted, writeSteps } from "./support/served-runs.ts";

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
    queue.project.write("main.adg", 'task bad() -> string:\n  sh "exit 7"\nstart: bad()\n');
    const failed = await submit(queue, "--wait", "--json");
    expect(failed.exit).toBe(1);
    expect(reportOf(failed)).toMatchObject({ status: "failed", errors: [{ task: "bad", message: "exit status 7" }] });
  });

  it("are refused before they are in the queue where program or inputs are wrong", async () => {
    writeSteps(queue);
    const inputs = await submit(queue, "--input", "wort=b");
    expect(inputs.exit).toBe(2);
    expect(inputs.err).toContain('ADG7001: there is no input "wort"');
    queue.project.write("main.adg", "start: nothing()\n");
    const wrong = await submit(queue, "--json");
    expect(wrong.exit).toBe(2);
    expect(reportOf(wrong)).toMatchObject({ run: null, errors: [{ file: "main.adg", line: 1, severity: "error" }] });
    const { out } = await queue.project.adg(["runs", "--queue", "tests"], { env: queue.env });
    expect(out).toBe('There are no runs in the queue "tests".\n');
  });

  it("go on elsewhere when their orchestrator is killed, and nothing that had ended runs again", async () => {
    writeSteps(queue);
    const first = await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    await queue.serve();
    const start = performance.now();
    await queue.end(first, "SIGKILL");
    await until(() => ranIn(queue).length === 3);
    const took = performance.now() - start;
    letGo(queue);
    expect(await reportIn(queue, run)).toMatchObject({ run, status: "succeeded", outputs: { said: ["a123"] } });
    // The one that ran begins anew.
    expect(ranIn(queue)).toEqual(["first", "second", "second", "third"]);
    console.log(`taken over after ${Math.round(took)} ms`);
  });

  it("end when they are cancelled, whether they wait or run", async () => {
    writeSteps(queue);
    const cancel = (run: string) => queue.project.adg(["cancel", run, "--queue", "tests"], { env: queue.env });
    const waits = await submitted(queue);
    expect(await state(queue, waits)).toBe("waiting");
    expect((await cancel(waits)).out).toBe(`Run ${waits} is cancelled; it had not begun.\n`);
    const runs = await submitted(queue);
    await queue.serve();
    await until(() => ranIn(queue).length === 2);
    expect(await state(queue, runs)).toBe("running");
    expect((await cancel(runs)).out).toBe("The run is being stopped.\n");
    expect(await reportIn(queue, runs)).toMatchObject({ status: "interrupted" });
    expect([await state(queue, waits), await state(queue, runs)]).toEqual(["interrupted", "interrupted"]);
    expect((await cancel(runs)).exit).toBe(1);
    expect(ranIn(queue)).toEqual(["first", "second"]);
  });
});
