/** Short calls that travel together through a queue in a real Redis, and what becomes of those that are not as short as others were. */
import { existsSync, writeFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, reportOf, until } from "./support/queue-projects.ts";
import { hasRedis } from "./support/redis.ts";
import { wholeLines } from "./support/whole-lines.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("short calls on a queue", () => {
  const queue = new QueueProjects();
  const numbers = Array.from({ length: 400 }, (_, n) => n);
  // By the time that most of them are there it is known that they are short.
  const program = `
task quick(n: int) -> int from "./tasks.ts"
task note(n: int) -> void from "./tasks.ts"
output numbers: int[] = all quick
edge quick -> note
edge quick -> quick
start:
  for n in range(100): quick(n)
when quick done as q where q.result == 99:
  for n in range(100, 400): quick(n)
when quick done as q: note(q.result)
`;

  /** `odd`: what the function does for a number that comes when others have been short; `go` is a file. */
  function writeTasks(odd: string): void {
    queue.project.write(
      "tasks.ts",
      `
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
const go = ${JSON.stringify(queue.path("go"))};
const begun = ${JSON.stringify(queue.path("begun"))};
const arrived = async (file: string) => { while (!existsSync(file)) await new Promise((done) => setTimeout(done, 20)); };
export async function quick(n: number): Promise<number> {
  ${odd}
  return n;
}
export const note = (n: number): void => appendFileSync(${JSON.stringify(queue.path("noted"))}, n + "\\n");
`,
    );
  }

  /** The numbers whose results the run has taken in. */
  const noted = (): readonly string[] => wholeLines(queue.path("noted"));

  /** How many jobs have been completed. */
  const completed = (): number =>
    queue.redis.command("xrange", "adg:tests:events", "-", "+").match(/^event\ncompleted$/gm)?.length ?? 0;

  it("are jobs together, and none waits for one of them that takes long", async () => {
    writeTasks("if (n === 350) await arrived(go);");
    await queue.worker();
    const found = await queue.run(program, {
      args: ["--concurrency", "400"],
      during: async () => {
        await until(() => noted().length === 399);
        expect(noted()).not.toContain("350");
        writeFileSync(queue.path("go"), "");
      },
    });
    expect(reportOf(found)).toMatchObject({ status: "succeeded", outputs: { numbers } });
    expect(noted()).toHaveLength(400);
    expect(completed()).toBeLessThan(700);
    expect(queue.jobs()).toBe("");
    expect(queue.redis.command("keys", "adg:tests:jobs:*")).toBe("");
  });

  it("are done when their worker was killed with them", async () => {
    writeTasks(
      "if (n === 350 && !existsSync(begun)) { writeFileSync(begun, ''); await arrived(go); process.kill(process.pid, 'SIGKILL'); }",
    );
    await queue.worker();
    const found = await queue.run(program, {
      args: ["--concurrency", "400"],
      during: async () => {
        await until(() => existsSync(queue.path("begun")));
        await queue.worker();
        writeFileSync(queue.path("go"), "");
      },
    });
    expect(reportOf(found)).toMatchObject({
      status: "succeeded",
      outputs: { numbers },
      nodes: { quick: { done: 400 } },
    });
    expect(queue.jobs()).toBe("");
  });

  it("are taken back with their run, and do not run on beside it when it was killed and goes on", async () => {
    writeTasks("if (n >= 200) { writeFileSync(begun, ''); await arrived(go); }");
    await queue.worker();
    const args = ["--concurrency", "400"];
    const interrupted = await queue.run(program, {
      args,
      during: async (child) => {
        await until(() => existsSync(queue.path("begun")));
        child.kill("SIGINT");
      },
    });
    expect(interrupted.exit).toBe(130);
    expect(queue.jobs()).toBe("");
    const killed = await queue.run(program, {
      args: [...args, "--resume"],
      during: async (child) => {
        await until(() => queue.jobs() !== "");
        child.kill("SIGKILL");
      },
    });
    expect(killed.exit).toBeNull();
    writeFileSync(queue.path("go"), "");
    const resumed = await queue.run(program, { args: [...args, "--resume"] });
    expect(reportOf(resumed)).toMatchObject({ status: "succeeded", outputs: { numbers } });
    expect(queue.jobs()).toBe("");
  });
});
