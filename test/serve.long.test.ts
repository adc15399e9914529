/** Runs of a queue that are cancelled, or whose orchestrator dies, is told to end, stands still, or has a server that goes away. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import {
  childrenOf,
  keptIn,
  letGo,
  ranIn,
  reportIn,
  state,
  submit,
  submitted,
  writeSteps,
} from "./support/served-runs.ts";

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
    expect(queue.said(first)).toContain(`Run ${run} is lost here: its lease has ended`);
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

  it("are all done when one of two orchestrators is killed, and no task that had ended ran twice", async () => {
    queue.project.write(
      "main.adg",
      `
input run: int
task part(run: int, i: int) -> int:
  sh """
    echo begun #{run}-#{i} >> ${queue.path("ran")}
    while [ #{i} -ge 2 ] && [ ! -e ${queue.path("go")} ]; do sleep 0.5; done
    echo ended #{run}-#{i} >> ${queue.path("ran")}
    echo #{i}
  """
output parts: int[] = all part
start:
  for i in range(5): part(run, i)
`,
    );
    const first = await queue.serve("--concurrency", "3");
    const runs: string[] = [];
    for (let n = 0; n < 6; n += 1) runs.push(await submitted(queue, "--input", `run=${n}`));
    // The first has as many as it may; the second has the others, and room for all.
    await queue.serve("--concurrency", "6");
    const lines = (word: string): readonly string[] => ranIn(queue).filter((line) => line.startsWith(word));
    // Each run has come to where it waits.
    await until(() => runs.every((_, n) => lines(`begun ${n}-`).length >= 3 && lines(`ended ${n}-`).length === 2));
    await until(() => runs.every((run) => keptIn(queue, run) === 2));
    const before = lines("begun").length;
    await queue.end(first, "SIGKILL");
    // What ran there is over by the time that others begin it anew.
    await until(() => lines("begun").length > before);
    letGo(queue);
    for (const run of runs)
      expect(await reportIn(queue, run)).toMatchObject({ status: "succeeded", outputs: { parts: [0, 1, 2, 3, 4] } });
    expect(lines("ended").toSorted()).toEqual([...new Set(lines("ended"))].toSorted());
    expect(lines("ended")).toHaveLength(30);
  });

  it("are refused where their process ends again and again, and where an orchestrator does not see their files", async () => {
    writeSteps(queue);
    const unseen = await submitted(queue);
    rmSync(queue.path(join(".adg", "runs", unseen)), { recursive: true });
    const orchestrator = await queue.serve();
    await until(() => endOf(unseen) !== "");
    const why = `does not see the run's folder "${queue.path(join(".adg", "runs", unseen))}"`;
    expect(endOf(unseen)).toContain(JSON.stringify(why).slice(1, -1));
    expect((await ask("show", unseen)).err).toMatch(new RegExp(`^Run ${unseen} was refused: the orchestrator on .*`));
    for (const verb of ["show", "why"])
      expect(await ask(verb, unseen)).toMatchObject({ exit: 2, out: "", err: expect.stringContaining(why) });
    const line = await ask("show", unseen, "--json");
    const problem = expect.stringContaining(why);
    expect(JSON.parse(line.out)).toMatchObject({ run: unseen, state: "refused", problem });
    await until(() => queue.said(orchestrator).includes("is refused"));
    expect(queue.said(orchestrator)).toContain(`Run ${unseen} is refused: the orchestrator on `);
    expect(queue.said(orchestrator)).toContain(why);
    const ends = submit(queue, "--wait", "--json");
    const killed = new Set<number>();
    await until(() => {
      const [child = 0] = childrenOf(orchestrator);
      if (child !== 0 && !killed.has(child) && ranIn(queue).length >= killed.size + 2) {
        killed.add(child);
        process.kill(child, "SIGKILL");
      }
      return killed.size === 3;
    });
    const { exit, out } = await ends;
    expect(exit).toBe(2);
    const crashed = "the process of the run was ended by SIGKILL, 3 times";
    expect(out).toContain(crashed);
    // It had begun: so there is a journal, which cannot know that.
    const runs = JSON.parse((await ask("runs", "--json")).out) as readonly { readonly run: string }[];
    const run = runs.find((each) => each.run !== unseen)?.run ?? "";
    expect((await ask("show", run)).out).toMatch(
      new RegExp(`^run ${run} of main.adg: refused after .*\n  ${crashed}\n`),
    );
    expect(JSON.parse((await ask("show", run, "--json")).out)).toMatchObject({ state: "refused", problem: crashed });
    const asked = await ask("why", run);
    expect(asked.exit).toBe(0);
    expect(asked.err).toBe(`Run ${run} was refused: ${crashed}. As far as its journal goes:\n`);
    await until(() => queue.said(orchestrator).includes(`Run ${run} is refused: ${crashed}.\n`));
  });

  function ask(...args: readonly string[]) {
    return queue.project.adg([...args, "--queue", "tests"], { env: queue.env });
  }

  /** What Redis has of the end of a run, as text. */
  function endOf(run: string): string {
    return queue.redis.command("get", `adg:tests~runs:end:${run}`);
  }
});
