/** Tasks on workers that take them from a queue in a real Redis. */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Project, type CommandOptions, type Ended } from "./support/command.ts";
import { corpus, expectedOf } from "./support/corpus-case.ts";
import { hasRedis, password, RedisProcess } from "./support/redis.ts";

// Each starts a few commands, and some wait until a lost worker is noticed.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const adg = fileURLToPath(new URL("../cli/bin/adg.mjs", import.meta.url));

const config = `
import type { Config } from "@adg/runtime";
export default {
  executors: { bullmq: { kind: "bullmq", url: process.env["TEST_REDIS"], queue: "tests" } },
  concurrency: 4,
} satisfies Config;
`;

const there = ["--on", "ts=bullmq", "--on", "sh=bullmq"];

describe.runIf(hasRedis())("tasks on a queue", () => {
  let redis: RedisProcess;
  let project: Project;
  const workers = new Set<ChildProcess>();
  const projects: Project[] = [];

  beforeAll(async () => {
    redis = await RedisProcess.start();
  });
  afterAll(async () => {
    await redis.remove();
    for (const { folder } of projects) rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    project = new Project({ "adg.config.ts": config });
    projects.push(project);
  });
  afterEach(async () => {
    await Promise.all([...workers].map((worker) => ended(worker, "SIGKILL")));
    redis.command("flushall");
  });

  const env = (): NonNullable<CommandOptions["env"]> => ({ TEST_REDIS: redis.url });
  const run = (program: string, options: CommandOptions = {}): Promise<Ended> => {
    project.write("main.adg", program);
    return project.adg(["run", "main.adg", "--json", ...there], { env: env(), ...options });
  };
  const reportOf = ({ out, err }: Ended): Readonly<Record<string, unknown>> => {
    if (out === "") throw new Error(err);
    return JSON.parse(out) as Readonly<Record<string, unknown>>;
  };

  /** A worker that takes tasks. */
  async function worker(...args: readonly string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, [adg, "worker", "--queue", "tests", ...args], {
      cwd: project.folder,
      env: { ...process.env, ...env() },
      stdio: ["ignore", "pipe", "inherit"],
    });
    workers.add(child);
    child.once("exit", () => workers.delete(child));
    await new Promise<void>((ready) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => text.includes("Takes tasks") && ready());
    });
    return child;
  }

  async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const exit = new Promise<number | null>((done) => child.once("exit", done));
    child.kill(signal);
    return exit;
  }

  const path = (name: string): string => join(project.folder, name);
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((done) => setTimeout(done, 20));
  }
  const jobs = (): string => redis.command("keys", "adg:tests:*-*-*");

  it.each(["environment", "paths", "spawned"])("give what they give here: %s", async (name) => {
    cpSync(join(corpus, name), project.folder, { recursive: true });
    await worker();
    const found = reportOf(await project.adg(["run", "main.adg", "--json", ...there], { env: env() }));
    const expected = expectedOf(corpus, name).run;
    expect(found["nodes"]).toMatchObject(expected?.nodes ?? {});
    expect(found["outputs"]).toEqual(expected?.outputs);
    expect(jobs()).toBe("");
  });

  it("get and give large values and any character, and what they print is in their logs", async () => {
    project.write(
      "tasks.ts",
      `export const large = (text: string) => { console.log("ärger 😀"); return text.repeat(1_000_000); };
       export const size = (text: string): [number, string] => [text.length, text.slice(-4)];`,
    );
    await worker();
    const found = await run(`
task large(text: string) -> string from "./tasks.ts"
task size(text: string) -> [int, string] from "./tasks.ts"
task quoted(text: string) -> string:
  sh "printf %s #{text}"
output sizes: [int, string] = size
output quoted: string = quoted
edge large -> size
start:
  quoted("'ü\\" $HOME\\n😀")
  size(large("0123456ß😀"))
`);
    const { outputs, run: id } = reportOf(found);
    expect(outputs).toEqual({ sizes: [10_000_000, "6ß😀"], quoted: "'ü\" $HOME\n😀" });
    const logs = await project.adg(["logs", String(id), "large"]);
    expect(logs.out).toContain("ärger 😀");
  });

  it("fail with what they threw and where, and are tried again by the run", async () => {
    project.write("tasks.ts", `export function bad(): number {\n  throw new RangeError("much too far");\n}\n`);
    await worker();
    const found = await run(`
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
        trace: [`${path("tasks.ts")}:2:9`],
      },
      { code: "ADG7004", task: "worse", message: "exit status 7", tail: ["so it says"] },
    ]);
  });

  it("are stopped where they run when their time is over", async () => {
    await worker();
    const found = await run(`
task slow() -> string:
  timeout 1s
  sh "echo $$ > ${path("pid")}; sleep 600"
start: slow()
`);
    expect(reportOf(found)["errors"]).toMatchObject([{ message: "did not end within its timeout of 1s" }]);
    expect(() => process.kill(Number(readFileSync(path("pid"), "utf8")), 0)).toThrow("ESRCH");
    expect(jobs()).toBe("");
  });

  it("are taken back when the run is interrupted: those that wait, and those that run", async () => {
    await worker("--concurrency", "1");
    const found = await run(
      `
task slow(n: int) -> string:
  sh "echo $$ > ${path("pid")}; sleep 600"
start:
  slow(1)
  slow(2)
`,
      {
        during: async (child) => {
          await until(() => existsSync(path("pid")) && jobs().includes("\n"));
          child.kill("SIGINT");
        },
      },
    );
    expect(found.exit).toBe(130);
    expect(() => process.kill(Number(readFileSync(path("pid"), "utf8")), 0)).toThrow("ESRCH");
    expect(jobs()).toBe("");
  });

  it("go on elsewhere when their worker is killed, with nothing of what it left", async () => {
    const first = await worker();
    const found = await run(
      `
task once() -> string:
  sh """
    test ! -e left
    touch left
    if test ! -e ${path("begun")}; then touch ${path("begun")}; sleep 600; fi
    echo done
  """
output once: string = once
start: once()
`,
      {
        during: async () => {
          await until(() => existsSync(path("begun")));
          await worker();
          await ended(first, "SIGKILL");
        },
      },
    );
    expect(reportOf(found)).toMatchObject({
      status: "succeeded",
      outputs: { once: "done" },
      nodes: { once: { done: 1 } },
    });
  });

  it("do not run on beside the next attempt when their run was killed and goes on", async () => {
    await worker();
    const killed = await run(
      `
task once() -> string:
  sh """
    echo $$ >> ${path("pids")}
    if test $(wc -l < ${path("pids")}) = 1; then sleep 600; fi
    kill -0 $(head -n 1 ${path("pids")}) 2> /dev/null && echo beside || echo after
  """
output once: string = once
start: once()
`,
      {
        during: async (child) => {
          await until(() => existsSync(path("pids")));
          child.kill("SIGKILL");
        },
      },
    );
    expect(killed.exit).toBeNull();
    const resumed = await project.adg(["run", "main.adg", "--json", "--resume", ...there], { env: env() });
    expect(reportOf(resumed)).toMatchObject({ status: "succeeded", outputs: { once: "after" } });
    expect(jobs()).toBe("");
  });

  it("end with their worker when it is told to end, and no new ones begin there", async () => {
    const first = await worker();
    const found = await run(
      `
task one(n: int) -> string:
  sh "echo begun >> ${path("begun")}; sleep 1; echo #{n}"
edge one -> one
output ones: string[] = all one
start:
  let first = one(1)
  when first done: one(2)
`,
      {
        during: async () => {
          await until(() => existsSync(path("begun")));
          expect(await ended(first, "SIGTERM")).toBe(0);
          expect(readFileSync(path("begun"), "utf8")).toBe("begun\n");
          await worker();
        },
      },
    );
    expect(reportOf(found)["outputs"]).toEqual({ ones: ["1", "2"] });
  });

  it("are all done when Redis dies and comes back", async () => {
    await worker();
    const found = await run(
      `
task one(n: int) -> int:
  sh "echo #{n} >> ${path("begun")}; sleep 0.1; echo #{n}"
output ones: int[] = all one
start:
  for n in range(24): one(n)
`,
      {
        during: async () => {
          await until(() => existsSync(path("begun")));
          await redis.kill();
          await redis.start();
        },
      },
    );
    const ones = Array.from({ length: 24 }, (_, n) => n);
    expect(reportOf(found)).toMatchObject({ status: "succeeded", outputs: { ones } });
  });

  it("are refused at once where there is no server, and its password is never told", async () => {
    const url = `redis://:${password}@127.0.0.1:1`;
    const program = 'task one() -> string:\n  sh "echo 1"\nstart: one()\n';
    const found = await run(program, { env: { TEST_REDIS: url } });
    expect(found.exit).toBe(2);
    expect(found.out).toContain('the executor \\"bullmq\\" needs Redis at 127.0.0.1:1, which cannot be reached');
    const worker = await project.adg(["worker"], { env: { TEST_REDIS: url } });
    expect(worker).toMatchObject({ exit: 2, out: "" });
    expect(worker.err).toContain('the queue "tests" needs Redis at 127.0.0.1:1, which cannot be reached');
    for (const each of [found.out, found.err, worker.err]) expect(each).not.toContain(password);
    // What does not need it, does not ask for it.
    expect((await project.adg(["run", "main.adg"], { env: { TEST_REDIS: url } })).exit).toBe(0);
  });

  it("fail with the name of a folder that their worker does not see", async () => {
    const program = 'task lone() -> string:\n  sh "echo 1"\nstart: lone()\n';
    const found = await run(program, {
      during: async () => {
        await until(() => jobs() !== "");
        const [runs = ""] = readdirSync(path(".adg/runs"));
        // As if a folder of the same name were another one there.
        project.write(`.adg/runs/${runs}/shared-bullmq`, "another");
        await worker();
      },
    });
    expect(reportOf(found)["errors"]).toMatchObject([
      { message: expect.stringMatching(/^the worker on ".+" does not see the run's folder ".+\/.adg\/runs\/\w+"; /) },
    ]);
  });
});
