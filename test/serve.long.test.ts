/** Runs of a queue that are cancelled, or whose orchestrator dies, is told to end, stands still, or has a server that goes away. */
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { childrenOf, letGo, ranIn, reportIn, state, submitted, writeSteps } from "./support/served-runs.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("runs in a queue", () => {
  const queue = new QueueProjects();

  it("are given to others at once when their orchestrator is told to end", async () => {
    writeSteps(queue);
    const first = await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    await queue.serve();
    const start = performance.now();
    expect(await queue.end(first, "SIGTERM")).toBe(0);
    await until(() => ranIn(queue).length === 3);
    console.log(`handed over after ${Math.round(performance.now() - start)} ms`);
    letGo(queue);
    expect(await reportIn(queue, run)).toMatchObject({ status: "succeeded", outputs: { said: ["a123"] } });
    expect(ranIn(queue)).toEqual(["first", "second", "second", "third"]);
  });

  it("are no longer written by an orchestrator that stood still for longer than its lease", async () => {
    writeSteps(queue);
    const first = await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    const [child] = childrenOf(first);
    const stopped = [child as number, first.pid as number];
    for (const pid of stopped) process.kill(pid, "SIGSTOP");
    await queue.serve();
    await until(() => ranIn(queue).length === 3);
    letGo(queue);
    const report = await reportIn(queue, run);
    expect(report).toMatchObject({ status: "succeeded", outputs: { said: ["a123"] } });
    const length = queue.redis.command("xlen", `adg:tests~runs:journal:${run}`);
    for (const pid of stopped) process.kill(pid, "SIGCONT");
    // The process of the run ends, and what it would have written is not there.
    await until(() => childrenOf(first)[0] !== child);
    expect(queue.redis.command("xlen", `adg:tests~runs:journal:${run}`)).toBe(length);
    expect(await reportIn(queue, run)).toEqual(report);
    expect(await queue.end(first, "SIGTERM")).toBe(0);
  });

  it("go on when the server was killed and has come back", async () => {
    writeSteps(queue);
    await queue.serve();
    const run = await submitted(queue);
    await until(() => ranIn(queue).length === 2);
    await queue.redis.kill();
    await queue.redis.start();
    letGo(queue);
    expect(await reportIn(queue, run)).toMatchObject({ status: "succeeded", outputs: { said: ["a123"] } });
    expect(ranIn(queue).filter((task) => task === "first")).toHaveLength(1);
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
