/** Tasks on workers that take them from a queue in a real Redis. */
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { QueueProjects, reportOf, until } from "./support/queue-projects.ts";
import { hasRedis, password } from "./support/redis.ts";

// Each starts a few commands.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.runIf(hasRedis())("tasks on a queue", () => {
  const queue = new QueueProjects();

  it.each(["environment"])("give what they give here: %s", async (name) => {
    const { found, expected } = await queue.corpusCase(name);
    expect(found["nodes"]).toMatchObject(expected?.nodes ?? {});
    expect(found["outputs"]).toEqual(expected?.outputs);
    expect(queue.jobs()).toBe("");
  });

  it("fail with what they threw and where, and are tried again by the run", async () => {
    queue.project.write("tasks.ts", `export function bad(): number {\n  throw new RangeError("much too far");\n}\n`);
    await queue.worker();
    const found = await queue.run(`
task bad() -> int from "./tasks.ts":
  retry 1 backoff 1ms
task worse() -> int:
  sh "echo so it says; exit 7"
start:
  bad()
  worse()
`);
    expect(found.exit).toBe(1);
    const { errors } = reportOf(found);
    expect(errors).toMatchObject([
      {
        code: "ADG7004",
        task: "bad",
        message: "RangeError: much too far (after 2 attempts)",
        trace: [`${queue.path("tasks.ts")}:2:9`],
      },
      { code: "ADG7004", task: "worse", message: "exit status 7", tail: ["so it says"] },
    ]);
  });

  it("are stopped where they run when their time is over", async () => {
    await queue.worker();
    const found = await queue.run(`
task slow() -> string:
  timeout 1s
  sh "echo $$ > ${queue.path("pid")}; sleep 600"
start: slow()
`);
    expect(reportOf(found)["errors"]).toMatchObject([{ message: "did not end within its timeout of 1s" }]);
    expect(() => process.kill(Number(readFileSync(queue.path("pid"), "utf8")), 0)).toThrow("ESRCH");
    expect(queue.jobs()).toBe("");
  });

  it("run at once only as far as what they need fits their worker, and fail where it never does", async () => {
    await queue.worker("--concurrency", "4", "--cpus", "2", "--memory", "1GB");
    const found = await queue.run(
      `
task one(n: int) -> string:
  cpus 1.5
  sh "echo + >> ${queue.path("ran")}; sleep 0.2; echo - >> ${queue.path("ran")}"
task small(n: int) -> string:
  memory 600MB
  sh "echo + >> ${queue.path("small")}; sleep 0.1; echo - >> ${queue.path("small")}"
task large() -> string:
  memory 2GB
  sh "echo never"
start:
  for n in range(3): one(n)
  for n in range(3): small(n)
  large()
`,
      { args: ["--cpus", "16", "--memory", "16GB"] },
    );
    expect(reportOf(found)).toMatchObject({
      nodes: { one: { done: 3 }, small: { done: 3 } },
      errors: [{ task: "large", message: "needs 2GB of memory, and its worker has 1GB" }],
    });
    for (const file of ["ran", "small"]) expect(readFileSync(queue.path(file), "utf8")).toBe("+\n-\n".repeat(3));
  });

  it("fail alone where they end their process, and their worker goes on", async () => {
    queue.project.write(
      "tasks.ts",
      `export const good = (n: number): number => n;
       export function bad(): number { process.kill(process.pid, "SIGKILL"); return 0; }`,
    );
    const worker = await queue.worker("--modules", "processes");
    const found = await queue.run(`
task good(n: int) -> int from "./tasks.ts"
task bad() -> int from "./tasks.ts"
edge bad -> good
start: bad()
when bad failed:
  for n in range(8): good(n)
when bad done: good(8)
`);
    expect(reportOf(found)["nodes"]).toEqual({
      good: expect.objectContaining({ done: 8 }),
      bad: expect.objectContaining({ done: 0, failed: 1 }),
    });
    expect(worker.exitCode).toBeNull();
  });

  it("wait for a worker, and it is said that there is none", async () => {
    let said = "";
    const found = await queue.run('task one() -> string:\n  sh "echo 1"\nstart: one()\n', {
      during: async (child) => {
        child.stderr?.on("data", (text: Buffer) => (said += String(text)));
        await until(() => said !== "");
        await queue.worker();
      },
    });
    expect(found.exit).toBe(0);
    expect(found.err).toBe('warning: nobody takes tasks from the queue "tests" yet; "adg worker --queue tests" does\n');
  });

  it("are refused at once where there is no server, and its password is never told", async () => {
    const url = `redis://:${password}@127.0.0.1:1`;
    const program = 'task one() -> string:\n  sh "echo 1"\nstart: one()\n';
    const found = await queue.run(program, { env: { TEST_REDIS: url } });
    expect(found.exit).toBe(2);
    expect(found.out).toContain('the executor \\"bullmq\\" needs Redis at 127.0.0.1:1, which cannot be reached');
    const worker = await queue.project.adg(["worker"], { env: { TEST_REDIS: url } });
    expect(worker).toMatchObject({ exit: 2, out: "" });
    expect(worker.err).toContain('the queue "tests" needs Redis at 127.0.0.1:1, which cannot be reached');
    for (const each of [found.out, found.err, worker.err]) expect(each).not.toContain(password);
    // What does not need it, does not ask for it.
    expect((await queue.project.adg(["run", "main.adg"], { env: { TEST_REDIS: url } })).exit).toBe(0);
  });

  it("are refused where the URL is wrong or the server refuses it, in one sentence without the password", async () => {
    const at = queue.redis.url.split("@")[1] ?? "";
    const cases = [
      [`${queue.redis.url}/x`, 'the "url" of the queue "tests" names a database that is no number: expected redis:'],
      [`${queue.redis.url}/4096`, `needs Redis at ${at}, which was reached and has no database 4096.`],
      [`redis://:wr0ng@${at}`, `needs Redis at ${at}, which was reached and refused the user or password of the URL.`],
      [`redis://${at}`, `needs Redis at ${at}, which was reached and wants a password, and the URL has none.`],
      ["", 'the queue "tests" has no "url"; the variable of the environment that it comes from may not be set.'],
    ] as const;
    for (const [url, message] of cases) {
      const { exit, out, err } = await queue.project.adg(["worker"], { env: { TEST_REDIS: url } });
      expect([exit, out]).toEqual([2, ""]);
      expect(err).toContain(message);
      expect(err.trim()).toMatch(/[^.?]\.$/);
      for (const secret of [password, "wr0ng"]) expect(err).not.toContain(secret);
    }
    const other = await queue.project.adg(["worker", "--queue", "others"], { env: { TEST_REDIS: queue.redis.url } });
    expect(other.err).toContain('has the queue "others"; there is "tests".');
  });
});
